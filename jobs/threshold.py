"""Once a month: whether the site's own figures speak for another threshold; HR decides."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import structlog

from handlers.retention_report import has_stayed
from handlers.threshold import TRAINING_DUE, policy_on, tell_hr
from jobs.job import Acted, Occasion, Within
from jobs.risk import night_of
from rules.threshold_record import ThresholdNews
from storage.retention import Career, Week
from storage.store import Store, UnitOfWork

log = structlog.get_logger()
_ONE = 1
_LANDMARK_DAYS = 28


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the one thing to look at."""
    del occasion, uow
    return [_ONE] if within.lo <= _ONE <= within.hi else []


async def look(one: int, occasion: Occasion, store: Store) -> Acted:
    """Propose what holds on later hires too; the same change is proposed once."""
    del one
    # numpy is loaded only where something is computed.
    from rules.threshold import Costs, Judged, Proposal, percent, propose  # noqa: PLC0415

    today = night_of(occasion).today
    async with store.read() as uow:
        weeks = await uow.retention.weeks(as_known=occasion.now)
        careers = await uow.retention.careers()
        objecting = await uow.risks.objects({each.person_id for each in weeks})
        policy = await policy_on(uow, occasion.site.risk, today)
    known = [each for each in careers if each.person_id not in objecting]
    cases = [
        Judged(
            person_id=career.person_id,
            value=percent(value),
            hired_on=career.hired_on,
            has_stayed=stayed,
        )
        for career, value in at_landmark(weeks, known)
        if (stayed := has_stayed(career, today)) is not None and career.outcome != "ended"
    ]
    site = occasion.site.loop
    costs = Costs(found_worth=site.found_worth, needless_cost=site.needless_cost)
    cuts = [Decimal(n) for n in range(50, 100, 5)]
    found = await asyncio.to_thread(
        propose, cases, present=policy.training_under, cuts=cuts, costs=costs
    )
    if not isinstance(found, Proposal):
        log.info("threshold.none", rule=TRAINING_DUE, why=found.why, more=found.needed_more)
        return Acted.SKIPPED
    news = ThresholdNews(
        proposal_id=0,
        rule=TRAINING_DUE,
        present=f"{found.present.normalize():f}",
        proposed=f"{found.proposed.normalize():f}",
        low=f"{found.low.normalize():f}",
        high=f"{found.high.normalize():f}",
        known=found.known,
        tried_on=found.tried_on,
        flagged_now=found.now.flagged,
        flagged_then=found.then.flagged,
        found_now=found.now.found,
        found_then=found.then.found,
        missed_now=found.now.missed,
        missed_then=found.then.missed,
        found_worth=f"{costs.found_worth:f}",
        needless_cost=f"{costs.needless_cost:f}",
    )
    async with store.begin() as uow:
        kept = await uow.thresholds.propose(
            TRAINING_DUE,
            present=news.present,
            proposed=news.proposed,
            evidence=json.dumps(asdict(news)),
            at=occasion.now,
        )
        if kept is None:
            return Acted.SKIPPED
        await tell_hr(kept, uow, at=occasion.now)
    return Acted.DONE


def at_landmark(weeks: Sequence[Week], careers: Sequence[Career]) -> list[tuple[Career, float]]:
    """Give completion in the week of the 28th day, of those who were still there after it."""
    by_id = {one.person_id: one for one in careers}
    found: dict[int, tuple[date, float]] = {}
    for one in weeks:
        career, value = by_id.get(one.person_id), one.facts.get("training_completion")
        if career is None or value is None:
            continue
        days = (one.week - career.hired_on).days + 6
        if days <= _LANDMARK_DAYS:
            found[one.person_id] = one.week, value
    return [
        (career, found[one][1])
        for one, career in by_id.items()
        if one in found
        and (career.left_on is None or (career.left_on - career.hired_on).days > _LANDMARK_DAYS)
    ]
