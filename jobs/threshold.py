"""Once a month: whether the site's own figures speak for another threshold; HR decides."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from math import ceil

import structlog

from handlers.retention_report import has_stayed
from handlers.threshold import MATCH_KEY, MATCH_LOW, TRAINING_DUE, policy_on, pools_on, tell_hr
from jobs.job import Acted, Occasion, Within
from jobs.risk import night_of
from rules.hiring_match import Pool
from rules.hiring_validity import wilson
from rules.loop import LoopPolicy
from rules.percent import percent
from rules.threshold_record import Costs, Judged, Proposal, ThresholdNews, Tried
from storage.retention import Career, Week
from storage.store import Store
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()
_LANDMARK_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked at for one rule: the present value, others to try, and whose end is known."""

    rule: str
    present: Decimal
    cuts: Sequence[Decimal]
    cases: Sequence[Judged]
    costs: Costs
    #: Whether those at or over the cut are hires that HR wants to hear about.
    is_of_hiring: bool = False
    #: Whether who is at the cut is under it: of a rule that asks for strictly more.
    at_cut: bool = False

    @classmethod
    def of_hiring(
        cls, cases: Sequence[Judged], *, present: Decimal, most: int, costs: LoopPolicy
    ) -> Question:
        """Ask of the match score: up to the edge of the key reviews, by what hiring costs.

        Whoever would have left costs what a leaver costs and is hired for again; whoever would have
        been confirmed leaves a post open for longer.
        """
        return cls(
            rule=MATCH_LOW,
            present=present,
            cuts=[Decimal(n) for n in range(40, most + 1, 5)],
            cases=cases,
            costs=Costs(
                found_worth=costs.leaver_cost + costs.hire_cost, needless_cost=costs.vacancy_cost
            ),
            is_of_hiring=True,
        )

    @classmethod
    def of_key_review(
        cls, cases: Sequence[Judged], *, present: Decimal, least: int, costs: LoopPolicy
    ) -> Question:
        """Ask from where on a key review pays: from the lower edge of the pools up to 95.

        Who is at the edge or under it has none. A review of somebody who leaves is wasted; somebody
        who would be confirmed and has none may be lost.
        """
        return cls(
            rule=MATCH_KEY,
            present=present,
            cuts=[Decimal(n) for n in range(least, 100, 5)],
            cases=cases,
            costs=Costs(found_worth=costs.key_wrong_cost, needless_cost=costs.key_missed_cost),
            is_of_hiring=True,
            at_cut=True,
        )


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the numbers of the rules to look at."""
    del occasion, uow
    return [one for one in _RULES if within.lo <= one <= within.hi]


async def look(one: int, occasion: Occasion, store: Store) -> Acted:
    """Propose what holds on later hires too; the same change is proposed once."""
    # numpy is loaded only where something is computed.
    from rules.threshold import propose  # noqa: PLC0415

    async with store.read() as uow:
        asked = await _RULES[one](occasion, uow)
    found = await asyncio.to_thread(
        propose,
        asked.cases,
        present=asked.present,
        cuts=asked.cuts,
        costs=asked.costs,
        at_cut=asked.at_cut,
    )
    if not isinstance(found, Proposal):
        log.info("threshold.none", rule=asked.rule, why=found.why, more=found.needed_more)
        return Acted.SKIPPED
    news = told_of(asked, found)
    async with store.begin() as uow:
        kept = await uow.thresholds.propose(
            asked.rule,
            present=news.present,
            proposed=news.proposed,
            evidence=json.dumps(asdict(news)),
            at=occasion.now,
        )
        if kept is None:
            return Acted.SKIPPED
        await tell_hr(kept, uow, at=occasion.now)
    return Acted.DONE


async def _training(occasion: Occasion, uow: UnitOfWork) -> Question:
    """Ask of completion of due courses in week 4 (row 18): flagged is under it."""
    today = night_of(occasion).today
    weeks = await uow.retention.first_known(by=occasion.now)
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
    return Question(
        rule=TRAINING_DUE,
        present=policy.training_under,
        cuts=[Decimal(n) for n in range(50, 100, 5)],
        cases=cases,
        costs=Costs(found_worth=site.found_worth, needless_cost=site.needless_cost),
    )


async def _match(occasion: Occasion, uow: UnitOfWork) -> Question:
    """Ask of the match score as it stood at the hire (row 26): under it she would not have come.

    Who had too little data was sorted by nobody.
    """
    pools = await pools_on(uow, night_of(occasion).today)
    return Question.of_hiring(
        await _hired(uow), present=pools.low, most=int(pools.key), costs=occasion.site.loop
    )


async def _key(occasion: Occasion, uow: UnitOfWork) -> Question:
    """Ask of the upper edge: over it a candidate is proposed for key review (row 6)."""
    pools = await pools_on(uow, night_of(occasion).today)
    return Question.of_key_review(
        await _hired(uow), present=pools.key, least=ceil(pools.low), costs=occasion.site.loop
    )


async def _hired(uow: UnitOfWork) -> list[Judged]:
    """Give who was hired with a score, and whose end is known."""
    hires = await uow.profiles.hires()
    objecting = await uow.risks.objects({one.person_id for one in hires})
    return [
        Judged(
            person_id=one.person_id,
            value=one.outcome.score,
            hired_on=one.hired_on,
            has_stayed=one.outcome.confirmed,
        )
        for one in hires
        if one.hired_on is not None
        and one.outcome.confirmed is not None
        and one.outcome.pool is not Pool.INSUFFICIENT_DATA
        and one.person_id not in objecting
    ]


_RULES: dict[int, Callable[[Occasion, UnitOfWork], Awaitable[Question]]] = {
    1: _training,
    2: _match,
    3: _key,
}


def told_of(asked: Question, found: Proposal) -> ThresholdNews:
    """Give what HR is told of a proposal."""
    return ThresholdNews(
        proposal_id=0,
        rule=asked.rule,
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
        found_worth=f"{asked.costs.found_worth:f}",
        needless_cost=f"{asked.costs.needless_cost:f}",
        stayed_now=_stayed(found.now) if asked.is_of_hiring else "",
        stayed_then=_stayed(found.then) if asked.is_of_hiring else "",
    )


def _stayed(one: Tried) -> str:
    """Give who of the others stayed, with the 95 % Wilson interval; nobody is no share."""
    if not one.others:
        return "0/0"
    low, high = wilson(one.stayed, one.others)
    share = percent(one.stayed / one.others)
    return f"{one.stayed}/{one.others} {share}% ({percent(low)}-{percent(high)})"


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
