"""The site's own models: fit, judge, keep, let speak, pin and roll back."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from jobs.retention_cells import period_of
from jobs.retention_document import document, plain
from jobs.retention_evaluate import Evaluation
from jobs.retention_fit import Champion, Fitted, fitted_of
from jobs.retention_model import Scored, score
from jobs.retention_panel import HORIZON
from jobs.retention_seen import seen
from rules.errors import Conflict, Invalid, NotFound
from rules.retention_model import Stage, read, written
from rules.retention_standing import closed_cohorts
from storage.store import Store
from storage.unit_of_work import UnitOfWork

#: Alerts a week that a model is judged by, where a site says nothing else.
ALERT_BUDGET = 10
#: How a choice came about that no gate and no drift undoes.
KEPT_BY_A_PERSON = frozenset({"pinned", "rolled_back"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What a training came to."""

    model_id: int
    stage: Stage
    evaluation: Evaluation
    #: Whether it speaks from now on.
    is_promoted: bool
    #: Whether it is scored beside the one that speaks, and shown to nobody.
    is_watched: bool = False
    #: Why it does neither, though it was admitted.
    against: tuple[str, ...] = ()


async def fit(
    store: Store, *, at: datetime, today: date, actor: str, budget: int = ALERT_BUDGET
) -> Trained:
    """Train on all weeks as first known, judge by time, keep the model, let it speak where it may.

    Who objects is left out. The fitting runs on a thread of its own. A model that somebody has
    pinned goes on speaking; beside one that speaks a new one is watched first (RETENTION 4.5).
    Probations end by `today`, the organisation's.
    """
    async with store.read() as uow:
        known = await seen(uow, at=at)
        number, how = await uow.retention.choice()
        champion = await _champion(uow, number, how)
        groups = await uow.audit_groups.all()
    if not known.weeks:
        raise Invalid("snapshots", "there are none yet: the job `snapshot` takes them each night")
    spans = [(one.hired_on, one.probation_ends_on) for one in known.careers]
    cohorts = closed_cohorts(spans, today)
    done = await asyncio.to_thread(
        lambda: fitted_of(known.panel(), cohorts, champion, budget, groups)
    )
    fitted = {
        "fitted_at": at,
        "seen_until": known.newest,
        "horizon": HORIZON,
        "leavers": done.leavers,
        "schema_hash": done.model.schema_hash,
        "is_admitted": done.evaluation.is_admitted,
    }
    kept = {
        **_document(done.evaluation), "stage": done.stage.value, "kind": done.model.kind,
        "gate": list(done.against), "gates": [asdict(one) for one in done.refused],
        "closed_cohorts": cohorts, "beside": done.beside,
    }  # fmt: skip
    async with store.begin() as uow:
        model_id = await uow.retention.add_model(
            fitted, body=written(done.model), evaluation=json.dumps(plain(kept))
        )
        became = await _place(uow, done, model_id, newest=known.newest, at=at)
        await uow.audit.add(
            at=at, actor=actor, action="retention.train", subject=f"model:{model_id}",
            stage=done.stage.value, became=became, gate="; ".join(done.against),
        )  # fmt: skip
    return Trained(
        model_id=model_id,
        stage=done.stage,
        evaluation=done.evaluation,
        is_promoted=became == "promoted",
        is_watched=became == "watched",
        against=done.against,
    )


async def _place(
    uow: UnitOfWork, done: Fitted, model_id: int, *, newest: date, at: datetime
) -> str:
    """Let a kept model speak, or be watched, or neither: promoted, watched or kept."""
    number, how = await uow.retention.choice()
    if not done.may_speak or how in KEPT_BY_A_PERSON:
        return "kept"
    if number is not None and done.stage is Stage.MODEL:
        # Its first week is one that it has not seen.
        began_on = newest + timedelta(weeks=1)
        is_new = await uow.risk_trials.begin(model_id, began_on=began_on, at=at)
        return "watched" if is_new else "kept"
    kind = "prior" if done.stage is Stage.PRIOR else "promoted"
    await uow.retention.choose(model_id, kind, by="gate", at=at)
    return "promoted"


async def scored(store: Store, *, at: datetime, actor: str) -> tuple[int | None, list[Scored]]:
    """Give the speaking model's number and each rep's band by her newest week; audited.

    (None, []) where the rules speak.
    """
    async with store.begin() as uow:
        number, _ = await uow.retention.choice()
        if number is None:
            return None, []
        body = await uow.retention.body(number)
        known = await seen(uow, at=at)
        await uow.audit.add(at=at, actor=actor, action="retention.score", subject=f"model:{number}")
    gone = {one.person_id for one in known.careers if one.left_on is not None or one.outcome}
    there = replace(known, weeks=[one for one in known.weeks if one.person_id not in gone])
    return number, await asyncio.to_thread(lambda: score(there.panel(), read(str(body))))


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


async def _champion(uow: UnitOfWork, number: int | None, how: str) -> Champion | None:
    if number is None:
        return None
    kept = next(one for one in await uow.retention.models() if one.id == number)
    return Champion(
        model=read(str(await uow.retention.body(number))),
        seen_until=period_of(kept.seen_until, "week"),
        is_prior=how == "prior",
    )


def _document(found: Evaluation) -> dict[str, object]:
    body = plain(document(found))
    assert isinstance(body, dict)  # noqa: S101 - it was one
    return body
