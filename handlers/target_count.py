"""What counts for a target: the valid deals of a month, and credited net amount by days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.account import PlanBook
from rules.crediting import in_net, parts
from rules.deal import Deal
from rules.people import Person
from rules.periods import DayRange, local_day
from rules.plan import Plan
from rules.plan_terms import EarnedOn, TierOn
from rules.target import Closing, CountedDeal
from storage.unit_of_work import UnitOfWork

_QUALIFYING = {EarnedOn.RECEIPT_AND_CALLBACK, EarnedOn.ACCEPTANCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The deals of a month: those that count, and how many do not."""

    valid: tuple[Deal, ...]
    others: int


async def count(uow: UnitOfWork, person: Person, days: DayRange, book: PlanBook) -> Counted:
    """Count the valid deals (RULES row 13) of some days of hers, as known now.

    A deal that she shares counts as one. A later cancellation corrects the month it counted in,
    since nothing is kept but the deals themselves.
    """
    start, end = (_begin(day, person.zone) for day in (days.start, days.end))
    deals = await uow.deals.credited_to(person.id, start, end)
    valid = tuple(deal for deal in deals if is_valid(deal, _plan(deal, person, book)))
    return Counted(valid=valid, others=len(deals) - len(valid))


def is_valid(deal: Deal, plan: Plan) -> bool:
    """Whether a deal is a valid one (有效单) under the plan."""
    return counts(
        Closing(
            closed_at=deal.closed_at,
            has_qualified=deal.qualified_at is not None,
            is_own=deal.is_own,
            is_in_exchange=deal.is_in_exchange,
            is_empty=deal.is_empty,
            is_gone=deal.is_cancelled or deal.surviving_minor == 0,
        ),
        plan,
    )


def counts(one: Closing, plan: Plan) -> bool:
    """Whether a closing is of a valid deal under the plan."""
    asks_for_it = plan.tier_on is TierOn.VALID or plan.earned_on in _QUALIFYING
    return CountedDeal(
        is_qualified=not asks_for_it or one.has_qualified,
        is_own=one.is_own,
        is_in_exchange=one.is_in_exchange,
        is_empty=one.is_empty,
        is_cancelled=one.is_gone,
    ).is_valid


async def credited_net(
    uow: UnitOfWork, person: Person, windows: Iterable[DayRange], book: PlanBook
) -> list[tuple[Decimal, int]]:
    """Give (credited net amount in minor units, deals) of each of these ranges of days."""
    ranges = list(windows)
    days = {day for one in ranges for day in (one.start, one.last)}
    periods = {book.current(person.id, day).plan.calendar.period(day) for day in days}
    accounts = await uow.ledger.accounts(person.id, periods)
    deals: dict[int, Deal] = {}
    for account in accounts:
        deals |= {deal.id: deal for deal in await uow.deals.of_account(account)}
    if not all(book.current(person.id, day).plan.counts_net for day in days):
        # What waits for its cost stands in no account yet; it is sold all the same.
        first, last = min(days), max(days) + timedelta(days=1)
        start, end = _begin(first, person.zone), _begin(last, person.zone)
        deals |= {deal.id: deal for deal in await uow.deals.credited_to(person.id, start, end)}
    hers = [
        (deal.id, part)
        for deal in deals.values()
        for part in parts(deal, in_net(book.terms))
        if part.account.person_id == person.id and part.base
    ]
    return [
        (
            Decimal(sum(part.base for _, part in hers if part.day in one)),
            len({deal_id for deal_id, part in hers if part.day in one}),
        )
        for one in ranges
    ]


def _plan(deal: Deal, person: Person, book: PlanBook) -> Plan:
    return book.current(person.id, local_day(deal.closed_at, person.zone)).plan


def _begin(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
