"""Once a month a model is fitted and judged; once a week it is looked at for drift.

Both read, compute on a thread, and write at their end: nobody waits for them.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from jobs.job import Acted, Occasion, Within
from rules.errors import Invalid
from rules.periods import local_day
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()
_ONE = 1


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the one thing to do, if this slot has not done it yet."""
    newest = next(iter(await uow.retention.models()), None)
    is_done = newest is not None and newest.fitted_at >= occasion.slot
    return [] if is_done or not within.lo <= _ONE <= within.hi else [_ONE]


async def train(one: int, occasion: Occasion, store: Store) -> Acted:
    """Fit, judge, keep and perhaps promote; skipped where there is too little to learn from."""
    del one
    from jobs.retention_store import fit  # noqa: PLC0415 - numpy is loaded where a model works

    async with store.read() as uow:
        if not await sweep(occasion, uow, Within()):
            return Acted.SKIPPED
    budget, at = occasion.site.risk.alert_budget_per_week, occasion.now
    today = local_day(at, occasion.site.zone)
    try:
        done = await fit(store, at=at, today=today, actor="job", budget=budget)
    except Invalid as refused:
        log.info("retention.not_trained", reason=str(refused.values.get("reason", "")))
        return Acted.SKIPPED
    log.info(
        "retention.trained",
        model=done.model_id,
        stage=done.stage.value,
        promoted=done.is_promoted,
        watched=done.is_watched,
        gate=list(done.against),
    )
    return Acted.DONE


async def sweep_watch(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the model that speaks, if one does; what is watched is judged with it, or ended."""
    del occasion
    number, _ = await uow.retention.choice()
    if number is None and (trial := await uow.risk_trials.watched()) is not None:
        number = trial.model_id
    return [] if number is None or not within.lo <= number <= within.hi else [number]


async def watch(one: int, occasion: Occasion, store: Store) -> Acted:
    """Look whether the speaking model still holds, and do the mildest thing that answers it."""
    from jobs.retention_trial import judge_trial  # noqa: PLC0415 - numpy is loaded where it works
    from jobs.retention_watch import look  # noqa: PLC0415

    budget = occasion.site.risk.alert_budget_per_week
    judged = await judge_trial(store, at=occasion.now, budget=budget)
    # Where the watched one has just taken over, the one before it is looked at no more.
    today = local_day(occasion.now, occasion.site.zone)
    answer = await look(store, one, at=occasion.now, today=today)
    if answer is None and judged is None:
        return Acted.SKIPPED
    log.info("retention.watched", model=one, answer=answer or "", trial=judged or "")
    return Acted.DONE
