"""A newer model's shadow weeks: it scores beside the one that speaks, then is judged, once.

RETENTION 4.5: at least four weeks of which the outcome is known, pooled with the later months
before them. What it said is shown to nobody. A person's pin or roll-back ends it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import numpy as np

from jobs.retention_cells import monday, period_of
from jobs.retention_challenge import Ring, Watched, challenge
from jobs.retention_document import plain
from jobs.retention_fit import Groups
from jobs.retention_panel import HORIZON, TOPICS
from jobs.retention_seen import Seen, seen
from jobs.retention_store import KEPT_BY_A_PERSON
from rules.errors import Invalid
from rules.panel import Floats, Integers, Panel
from rules.retention_gate import SHADOW_WEEKS, Verdict
from rules.retention_label import labels
from rules.retention_model import RiskModel, read
from rules.retention_refusal import Gate, Refusal
from storage.retention import Fitted
from storage.risk_trial import RiskTrial, Shadow
from storage.store import Store
from storage.unit_of_work import UnitOfWork

_MILLION = 1_000_000


def shadows(
    panel: Panel, *, watched: RiskModel, speaking: RiskModel, began_on: date
) -> list[Shadow]:
    """Give what both models say of each person's newest week, if it is one of the shadow weeks."""
    ends = np.flatnonzero(np.diff(panel.person, append=-1))
    both = zip(ends, watched.risk(panel, ends), speaking.risk(panel, ends), strict=True)
    return [
        Shadow(
            person_id=int(panel.person[row]),
            week=monday(int(panel.period[row])),
            risk=_millionths(risk),
            spoken=_millionths(spoken),
        )
        for row, risk, spoken in both
        if panel.period[row] >= period_of(began_on, "week")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bout:
    """What a trial is judged by, read in one go."""

    scores: Sequence[Shadow]
    seen: Seen
    groups: Groups
    watched: Fitted
    watched_body: str
    speaking: Fitted
    speaking_body: str
    budget: int


async def judge_trial(store: Store, *, at: datetime, budget: int) -> str | None:
    """Judge what is watched, once it is time: promoted, refused or ended; None where it is not."""
    async with store.read() as uow:
        trial = await uow.risk_trials.watched()
        if trial is None:
            return None
        number, how = await uow.retention.choice()
        is_over = how in KEPT_BY_A_PERSON or number is None or number == trial.model_id
        bout = None if is_over else await _bout(uow, trial, number or 0, at=at, budget=budget)
    if bout is None:
        text = "the rules speak" if number is None else "a person has chosen"
        ended = Refusal(gate=Gate.NOTHING, text=text)
        return await _end(store, trial, "ended", against=(ended,), at=at)
    try:
        verdict = await asyncio.to_thread(_judged, bout)
    except Invalid as error:
        why = Refusal(gate=Gate.HASH, text=error.reason)
        return await _end(store, trial, "refused", against=(why,), at=at)
    if verdict is None or verdict.is_waiting:
        return None
    against = verdict.refused
    if how == "prior":
        # Expert weights give way to a fitted model that holds, better for certain or not.
        against = tuple(one for one in against if one.gate is not Gate.NOT_BETTER)
    state = "refused" if against else "promoted"
    return await _end(store, trial, state, against=against, at=at, verdict=verdict)


async def _bout(
    uow: UnitOfWork, trial: RiskTrial, number: int, *, at: datetime, budget: int
) -> _Bout:
    models = {one.id: one for one in await uow.retention.models()}
    return _Bout(
        scores=await uow.risk_trials.scores(trial.model_id),
        seen=await seen(uow, at=at),
        groups=await uow.audit_groups.all(),
        watched=models[trial.model_id],
        watched_body=str(await uow.retention.body(trial.model_id)),
        speaking=models[number],
        speaking_body=str(await uow.retention.body(number)),
        budget=budget,
    )


def _judged(bout: _Bout) -> Verdict | None:
    """Give the gate's verdict; None while fewer than four watched weeks have closed.

    Both are read first: one that can not be would never have those weeks, and nothing else could
    be watched. Raises `Invalid` for it.
    """
    challenger, champion = read(bout.watched_body), _spoken(bout)
    panel = bout.seen.panel()
    said = labels(panel, horizon=HORIZON)
    rows, risk, spoken = _closed(panel, said.is_known, bout.scores)
    weeks = len(np.unique(panel.period[rows]))
    if weeks < SHADOW_WEEKS:
        return None
    watched = Watched(
        rows=rows,
        challenger=risk,
        champion=spoken,
        weeks=weeks,
        hash_matches=challenger.schema_hash == bout.watched.schema_hash,
    )
    ring = Ring(
        panel=panel,
        said=said,
        seen_until=period_of(bout.speaking.seen_until, "week"),
        budget=bout.budget,
        topics=TOPICS,
        groups=bout.groups,
    )
    return challenge(ring, champion, kind=challenger.kind, watched=watched)


def _spoken(bout: _Bout) -> RiskModel:
    try:
        return read(bout.speaking_body)
    except Invalid as error:
        raise Invalid("model", f"the one that speaks: {error.reason}") from error


def _closed(
    panel: Panel, is_known: np.ndarray, scores: Sequence[Shadow]
) -> tuple[Integers, Floats, Floats]:
    """Give the places of watched rows of which the outcome is known, with both risks."""
    place = {(int(panel.person[n]), int(panel.period[n])): int(n) for n in np.flatnonzero(is_known)}
    found = sorted(
        (place[key], one.risk / _MILLION, one.spoken / _MILLION)
        for one in scores
        if (key := (one.person_id, period_of(one.week, "week"))) in place
    )
    rows, risk, spoken = zip(*found, strict=True) if found else ((), (), ())
    return (
        np.array(rows, dtype=np.int64),
        np.array(risk, dtype=np.float64),
        np.array(spoken, dtype=np.float64),
    )


async def _end(
    store: Store,
    trial: RiskTrial,
    state: str,
    *,
    against: Sequence[Refusal],
    at: datetime,
    verdict: Verdict | None = None,
) -> str | None:
    """End a trial, once, and let the model speak where it won."""
    gain = {} if verdict is None else {
        "gain": verdict.gain, "gain_low": verdict.gain_low, "gain_high": verdict.gain_high,
    }  # fmt: skip
    said = [one.text for one in against]
    gates = [asdict(one) for one in against]
    body = json.dumps(plain({**gain, "against": said, "gates": gates}))
    async with store.begin() as uow:
        _, how = await uow.retention.choice()
        if state == "promoted" and how in KEPT_BY_A_PERSON:
            return None  # pinned in the seconds that the judging took; the next look ends it
        if not await uow.risk_trials.end(trial.id, state, verdict=body, at=at):
            return None
        if state == "promoted":
            await uow.retention.choose(trial.model_id, "promoted", by="gate", at=at)
        await uow.audit.add(
            at=at, actor="job", action="retention.trial", subject=f"model:{trial.model_id}",
            state=state, gate="; ".join(said),
        )  # fmt: skip
    return state


def _millionths(risk: float) -> int:
    return round(float(risk) * _MILLION)
