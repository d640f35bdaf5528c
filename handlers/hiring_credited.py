"""What sellers are credited for, by quarter of the closing: net amounts, all of them (RULES row 1).

Accounts hold what a plan pays by. Where that is a margin, or money that came late counts in part,
its deals are read anew for their net amounts, so that two sellers of one quota are held against it
in one unit (decision 0070).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.account import PlanBook, plan_book
from rules.crediting import in_net, parts
from rules.people import Person
from rules.periods import Calendar, Cut, DayRange, local_day
from storage.unit_of_work import UnitOfWork

_QUARTERS = Calendar(cut=Cut.QUARTER)
_DAY = timedelta(days=1)

#: By person and quarter, in minor units.
Credited = Mapping[tuple[int, str], int]


async def credited(
    uow: UnitOfWork, people: Collection[Person], days: DayRange, *, default_plan: str
) -> Credited:
    """Give credited net by person and quarter of the closing, by her own clock."""
    zones = {one.id: ZoneInfo(one.zone) for one in people}
    book = await plan_book(uow, people, default_plan=default_plan)
    otherwise = {one for one in zones if _counts_otherwise(one, book)}
    start, end = (datetime.combine(day, time(), UTC) for day in (days.start, days.end))
    found: dict[tuple[int, str], int] = defaultdict(int)
    rows = await uow.ledger.credited(zones.keys() - otherwise, start - _DAY, end + _DAY)
    for person_id, closed_at, minor in rows:
        found[person_id, _quarter(closed_at.astimezone(zones[person_id]).date())] += minor
    deals = await uow.deals.credited_to_each(otherwise, start - _DAY, end + _DAY)
    for person_id, hers in deals.items():
        for deal in hers:
            quarter = _quarter(local_day(deal.closed_at, str(zones[person_id])))
            found[person_id, quarter] += sum(
                part.base
                for part in parts(deal, in_net(book.terms))
                if part.account.person_id == person_id
            )
    return found


def _counts_otherwise(person_id: int, book: PlanBook) -> bool:
    """Whether a plan that she has, or had, counts anything but whole net amounts."""
    names = {name for _, name in book.assigned.get(person_id, ())} | {book.default_plan}
    return any(
        not version.plan.counts_net
        for version in book.versions.values()
        if version.plan.name in names
    )


def _quarter(day: date) -> str:
    return _QUARTERS.period(day)
