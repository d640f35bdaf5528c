"""The site's own snapshots as a panel, and its models: fit, judge, keep, let speak."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from jobs.retention_cells import period_of
from jobs.retention_challenge import challenge
from jobs.retention_document import document, plain
from jobs.retention_evaluate import Evaluation, Wanted, evaluate
from jobs.retention_model import Scored, score, train
from jobs.retention_prior import fit_prior, speaks
from jobs.retention_table import Table
from rules.errors import Conflict, Invalid, NotFound
from rules.panel import NEVER, Panel
from rules.retention_label import labels
from rules.retention_model import RiskModel, Stage, read, stage, written
from rules.retention_roles import Roles
from storage.retention import Career, Week
from storage.store import Store, UnitOfWork

#: What a risk is of: leaving within four weeks (RETENTION 4.1).
HORIZON = 4
#: Alerts a week that a model is judged by, where a site says nothing else.
ALERT_BUDGET = 10
NAMES = ("training_completion", "courses_overdue", "mentor_rating", "mentor_tasks_done", "deals")
TOPICS = {
    "training_completion": "training",
    "courses_overdue": "training",
    "mentor_rating": "mentor",
    "mentor_tasks_done": "mentor",
    "deals": "results",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What a training came to."""

    model_id: int
    stage: Stage
    evaluation: Evaluation
    #: Whether it speaks from now on.
    is_promoted: bool
    #: Why it does not, though it was admitted.
    against: tuple[str, ...] = ()


def panel_of(weeks: Sequence[Week], careers: Sequence[Career]) -> Panel:
    """Make a panel of known weeks; who was let go is censored then, not a leaver."""
    by_id = {one.person_id: one for one in careers}
    rows = [one for one in weeks if one.person_id in by_id]
    person = np.array([one.person_id for one in rows], dtype=np.int64)
    period = np.array([period_of(one.week, "week") for one in rows], dtype=np.int64)
    hired = np.array(
        [period_of(by_id[one.person_id].hired_on, "week") for one in rows], dtype=np.int64
    )
    newest = int(period.max()) if len(period) else 0
    ends = [_end(by_id[one.person_id], newest) for one in rows]
    columns = {
        name: np.array(
            [np.nan if (value := one.facts.get(name)) is None else value for one in rows],
            dtype=np.float64,
        )
        for name in NAMES
    }
    return Panel(
        person=person,
        period=period,
        tenure=(period - hired + 1).astype(np.float64),
        leaves=np.array([leaves for leaves, _ in ends], dtype=np.int64),
        seen_until=np.array([seen for _, seen in ends], dtype=np.int64),
        numbers=columns,
        words={},
    )


async def fit(store: Store, *, at: datetime, actor: str, budget: int = ALERT_BUDGET) -> Trained:
    """Train on all snapshots, judge by time, keep the model, and let it speak where it may.

    Who objects is left out. The fitting runs on a thread of its own. A model that somebody has
    pinned goes on speaking; one that speaks gives way only to a better one (RETENTION 4.5).
    """
    async with store.read() as uow:
        weeks, careers = await uow.retention.weeks(as_known=at), await uow.retention.careers()
        objecting = await uow.risks.objects({one.person_id for one in weeks})
        number, how = await uow.retention.choice()
        champion = await _champion(uow, number, how)
    weeks = [one for one in weeks if one.person_id not in objecting]
    if not weeks:
        raise Invalid("snapshots", "there are none yet: the job `snapshot` takes them each night")
    cohorts = closed_cohorts(careers, at.date())
    done = await asyncio.to_thread(_fitted, panel_of(weeks, careers), cohorts, champion, budget)
    fitted = {
        "fitted_at": at,
        "seen_until": max(one.week for one in weeks),
        "horizon": HORIZON,
        "leavers": done.leavers,
        "schema_hash": done.model.schema_hash,
        "is_admitted": done.evaluation.is_admitted,
    }
    kept = {**_document(done.evaluation), "stage": done.stage.value, "gate": list(done.against)}
    async with store.begin() as uow:
        model_id = await uow.retention.add_model(
            fitted, body=written(done.model), evaluation=json.dumps(kept)
        )
        _, how = await uow.retention.choice()
        may_change = how not in {"pinned", "rolled_back"}
        is_promoted = done.may_speak and may_change
        if is_promoted:
            kind = "prior" if done.stage is Stage.PRIOR else "promoted"
            await uow.retention.choose(model_id, kind, by="gate", at=at)
        await uow.audit.add(
            at=at, actor=actor, action="retention.train", subject=f"model:{model_id}",
            stage=done.stage.value, promoted=str(is_promoted).lower(),
            gate="; ".join(done.against),
        )  # fmt: skip
    return Trained(
        model_id=model_id,
        stage=done.stage,
        evaluation=done.evaluation,
        is_promoted=is_promoted,
        against=done.against,
    )


async def scored(store: Store, *, at: datetime, actor: str) -> tuple[int | None, list[Scored]]:
    """Give the speaking model's number and each rep's band by her newest week; audited.

    (None, []) where the rules speak.
    """
    async with store.begin() as uow:
        number, _ = await uow.retention.choice()
        if number is None:
            return None, []
        body = await uow.retention.body(number)
        weeks, careers = await uow.retention.weeks(as_known=at), await uow.retention.careers()
        await uow.audit.add(at=at, actor=actor, action="retention.score", subject=f"model:{number}")
        objecting = await uow.risks.objects({one.person_id for one in weeks})
    gone = {one.person_id for one in careers if one.left_on is not None or one.outcome}
    gone |= set(objecting)
    panel = panel_of([one for one in weeks if one.person_id not in gone], careers)
    return number, await asyncio.to_thread(score, panel, read(str(body)))


async def pin(uow: UnitOfWork, number: int | None, *, by: str, at: datetime) -> None:
    """Let a model speak until somebody says otherwise; None lets the rules speak."""
    if number is not None and await uow.retention.body(number) is None:
        raise NotFound("error.invalid", field="model", reason=f"there is no model {number}")
    await uow.retention.choose(number, "pinned", by=by, at=at)
    await uow.audit.add(at=at, actor=by, action="retention.pin", subject=f"model:{number or 0}")


async def roll_back(uow: UnitOfWork, *, by: str, at: datetime) -> int | None:
    """Let the model speak that spoke before; give its number, None for the rules."""
    now, _ = await uow.retention.choice()
    if now is None:
        raise Conflict("error.invalid", field="model", reason="the rules speak: nothing to undo")
    earlier = await uow.retention.earlier_choice()
    await uow.retention.choose(earlier, "rolled_back", by=by, at=at)
    await uow.audit.add(
        at=at, actor=by, action="retention.roll_back", subject=f"model:{earlier or 0}"
    )
    return earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class _Champion:
    model: RiskModel
    seen_until: int
    #: Expert weights give way to any admitted model; a model only to a better one.
    is_prior: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    evaluation: Evaluation
    model: RiskModel
    stage: Stage
    #: Persons, not rows.
    leavers: int
    against: tuple[str, ...]

    @property
    def may_speak(self) -> bool:
        return self.stage is not Stage.RULES and not self.against


async def _champion(uow: UnitOfWork, number: int | None, how: str) -> _Champion | None:
    if number is None:
        return None
    kept = next(one for one in await uow.retention.models() if one.id == number)
    return _Champion(
        model=read(str(await uow.retention.body(number))),
        seen_until=period_of(kept.seen_until, "week"),
        is_prior=how == "prior",
    )


def _fitted(panel: Panel, cohorts: int, champion: _Champion | None, budget: int) -> _Fitted:
    ids, code = np.unique(panel.person, return_inverse=True)
    panel = replace(panel, person=code.astype(np.int64))
    table = Table(
        panel=panel,
        roles=Roles(features=NAMES, topics=TOPICS),
        reps=tuple(str(one) for one in ids),
        is_calendar=True,
        joined=panel.period,
        notes=(),
    )
    found, _ = evaluate(table, Wanted(horizon=HORIZON))
    said = labels(panel, horizon=HORIZON)
    leavers = len(np.unique(panel.person[said.is_known & said.leaves]))
    active = stage(leavers=leavers, closed_cohorts=cohorts, is_admitted=found.is_admitted)
    if active is Stage.MODEL:
        against: tuple[str, ...] = ()
        if champion is not None and not champion.is_prior:
            against = challenge(
                panel, said, champion.model, seen_until=champion.seen_until, budget=budget,
                topics=TOPICS,
            ).against  # fmt: skip
        model = train(panel, said, said.is_known, topics=TOPICS)
        return _Fitted(
            evaluation=found, model=model, stage=active, leavers=leavers, against=against
        )
    against = ()
    if champion is not None and not champion.is_prior:
        against = ("a fitted model speaks already",)
    elif active is Stage.PRIOR and not speaks(panel, said):
        against = ("the expert weights rank no better than counting signals or tenure",)
    model = fit_prior(panel, said, said.is_known)
    return _Fitted(evaluation=found, model=model, stage=active, leavers=leavers, against=against)


def _document(found: Evaluation) -> dict[str, object]:
    body = plain(document(found))
    assert isinstance(body, dict)  # noqa: S101 - it was one
    return body


def _end(career: Career, newest: int) -> tuple[int, int]:
    """Give the week of leaving of her own accord, and until when that is known."""
    if career.outcome == "ended" and career.decided_on is not None:
        return NEVER, period_of(career.decided_on, "week") - 1
    if career.left_on is not None:
        left = period_of(career.left_on, "week")
        return left, max(left, newest)
    return NEVER, newest


def closed_cohorts(careers: Sequence[Career], today: date) -> int:
    """Count hire months of which nobody's probation runs any more."""
    ends: dict[tuple[int, int], date] = {}
    for one in careers:
        month = one.hired_on.year, one.hired_on.month
        end = one.probation_ends_on or today + timedelta(days=1)
        ends[month] = max(ends.get(month, end), end)
    return sum(end < today for end in ends.values())
