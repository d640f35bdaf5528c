"""The site's own snapshots as a panel, and its models: fit, judge, keep, let speak."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from jobs.retention_cells import period_of
from jobs.retention_evaluate import Evaluation, Wanted, evaluate
from jobs.retention_model import Scored, score, train
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
NAMES = ("training_completion", "courses_overdue", "mentor_rating", "mentor_tasks_done", "deals")
TOPICS = {
    "training_completion": "training",
    "courses_overdue": "training",
    "mentor_rating": "mentor",
    "mentor_tasks_done": "mentor",
    "deals": "results",
}

Describe = Callable[[Evaluation], dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What a training came to."""

    model_id: int
    stage: Stage
    evaluation: Evaluation
    #: Whether it speaks from now on.
    is_promoted: bool


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


async def fit(store: Store, *, at: datetime, describe: Describe) -> Trained:
    """Train on all snapshots, judge by time, keep the model, and let it speak where it may.

    The fitting runs on a thread of its own. A model that somebody has pinned goes on speaking.
    """
    async with store.read() as uow:
        weeks, careers = await uow.retention.weeks(as_known=at), await uow.retention.careers()
    if not weeks:
        raise Invalid("snapshots", "there are none yet: the job `snapshot` takes them each night")
    panel = panel_of(weeks, careers)
    found, model = await asyncio.to_thread(_fitted, panel)
    active = stage(
        leavers=model.trained_leavers,
        closed_cohorts=_closed_cohorts(careers, at.date()),
        is_admitted=found.is_admitted,
    )
    fitted = {
        "fitted_at": at,
        "seen_until": max(one.week for one in weeks),
        "horizon": HORIZON,
        "leavers": model.trained_leavers,
        "schema_hash": model.schema_hash,
        "is_admitted": found.is_admitted,
    }
    async with store.begin() as uow:
        number = await uow.retention.add_model(
            fitted, body=written(model), evaluation=json.dumps(describe(found))
        )
        _, how = await uow.retention.choice()
        is_promoted = active is Stage.MODEL and how not in {"pinned", "rolled_back"}
        if is_promoted:
            await uow.retention.choose(number, "promoted", by="gate", at=at)
        await uow.audit.add(
            at=at, actor="cli", action="retention.train", subject=f"model:{number}",
            stage=active.value,
        )  # fmt: skip
    return Trained(model_id=number, stage=active, evaluation=found, is_promoted=is_promoted)


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
    gone = {one.person_id for one in careers if one.left_on is not None or one.outcome}
    panel = panel_of([one for one in weeks if one.person_id not in gone], careers)
    return number, await asyncio.to_thread(score, panel, read(str(body)))


async def pin(uow: UnitOfWork, number: int | None, *, by: str, at: datetime) -> None:
    """Let a model speak until somebody says otherwise; None lets the rules speak."""
    if number is not None and await uow.retention.body(number) is None:
        raise NotFound("error.invalid", field="model", reason=f"there is no model {number}")
    await uow.retention.choose(number, "pinned" if number else "rules", by=by, at=at)
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


def _fitted(panel: Panel) -> tuple[Evaluation, RiskModel]:
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
    return found, train(panel, said, said.is_known, topics=TOPICS)


def _end(career: Career, newest: int) -> tuple[int, int]:
    """Give the week of leaving of her own accord, and until when that is known."""
    if career.outcome == "ended" and career.decided_on is not None:
        return NEVER, period_of(career.decided_on, "week") - 1
    if career.left_on is not None:
        left = period_of(career.left_on, "week")
        return left, max(left, newest)
    return NEVER, newest


def _closed_cohorts(careers: Sequence[Career], today: date) -> int:
    """Count hire months of which nobody's probation runs any more."""
    ends: dict[tuple[int, int], date] = {}
    for one in careers:
        month = one.hired_on.year, one.hired_on.month
        end = one.probation_ends_on or today + timedelta(days=1)
        ends[month] = max(ends.get(month, end), end)
    return sum(end < today for end in ends.values())
