"""What a period pays under a plan with a draw, and which of its deals wait for their cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from handlers.account import PlanBook
from rules.crediting import waiting
from rules.draw import Draw, Settled, settle
from rules.people import Person
from rules.plan import Plan
from storage.unit_of_work import UnitOfWork

#: Half a century of months: a first day before that is a slip of the roster.
_MOST_PERIODS = 600


async def settled(
    uow: UnitOfWork, person: Person, plan: Plan, period: str, book: PlanBook
) -> Settled | None:
    """Pay the periods of a person one after the other up to this one; None without a draw.

    Each goes by the draw of the plan she has on its first day, in that plan's own calendar.
    """
    if plan.draw is None:
        return None
    days = plan.calendar.days(period)
    names = [period]
    first = plan.calendar.period(book.first_day(person, days.start))
    while names[-1] > first and len(names) < _MOST_PERIODS:
        names.append(plan.calendar.before(names[-1], 1))
    names.reverse()
    sums = await uow.ledger.by_period(person.id, names[0], period)
    return settle((name, sums.get(name, 0), _draw(name, plan, person, book)) for name in names)[-1]


def _draw(period: str, plan: Plan, person: Person, book: PlanBook) -> Draw | None:
    """Give the draw in force in a period; the plan's own where hers began within it."""
    days = plan.calendar.days(period)
    found = book.version_in(person.id, days.start) or book.version_in(person.id, days.last)
    if found is None:
        return None
    is_alike = (found.plan.calendar, found.plan.currency) == (plan.calendar, plan.currency)
    return found.plan.draw if is_alike else None


async def waiting_deals(
    uow: UnitOfWork, person: Person, plan: Plan, period: str, book: PlanBook
) -> int:
    """Count the deals that will count in a period once their cost is known."""
    if not plan.needs_cost:
        return 0
    days = plan.calendar.days(period)
    start, end = (_begin(day, person.zone) for day in (days.start, days.end))
    deals = await uow.deals.credited_to(person.id, start, end)
    return sum(
        any(one.person_id == person.id for one in waiting(deal, book.terms)) for deal in deals
    )


def _begin(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
