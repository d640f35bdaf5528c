"""What the store keeps of how sellers work: touches, talk, listening, deal cycle, reviews."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from rules.activity import Activity, talk_minutes, touches
from rules.deal import Deal
from rules.hiring import FIVE
from rules.hiring_habit import (
    ALL_REVIEWED,
    LISTENING,
    TOUCHES_A_WEEK,
    Habit,
    HabitCount,
    Metric,
    Reading,
    a_week,
    counted,
    customers_per_day,
    deal_cycle_days,
    first_reports,
    follow_ups,
    listening,
    reviews_before_closing,
)
from rules.people import Person, Role
from rules.periods import DayRange
from storage.mentor_record import StoredRecord
from storage.unit_of_work import UnitOfWork

_RATED = timedelta(days=90)
#: Reps that a card counts; a larger site sees the first of them.
_MOST = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """How somebody worked on some days of hers; None where nothing was reported, which is no 0."""

    #: A full week of hers, to two places.
    touches: Decimal | None
    talk_minutes: Decimal | None
    customers_per_day: Decimal | None
    cycle_days: Decimal | None
    reviews: Habit
    #: Of the last 90 of the days; her mentors' ratings.
    listening: Habit


async def worked(people: Collection[Person], days: DayRange, uow: UnitOfWork) -> dict[int, Worked]:
    """Give how these persons worked on those of the days on which they were here."""
    ids = [one.id for one in people]
    done: dict[int, list[Activity]] = {}
    for each in await uow.activities.of(ids, days):
        done.setdefault(each.person_id, []).append(each)
    # A zone is at most 14 hours away: what lies beyond a person's own days is cut below.
    start, end = (datetime.combine(day, time(), UTC) for day in (days.start, days.end))
    around = timedelta(days=1)
    deals = await uow.deals.credited_to_each(ids, start - around, end + around)
    reports = await uow.mentor_records.reports_of(ids, until=days.last)
    rated = await uow.mentor_records.listening_of(ids, days)
    kept = {
        one.id: _Kept(
            done=done.get(one.id, []),
            deals=deals[one.id],
            reports=reports.get(one.id, []),
            rated=rated.get(one.id, []),
        )
        for one in people
    }
    return {one.id: _of(one, _hers(one, days), uow, kept[one.id]) for one in people}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What the store has of one person."""

    done: Collection[Activity]
    deals: Collection[Deal]
    reports: Collection[StoredRecord]
    rated: Collection[tuple[date, Decimal]]


def _of(one: Person, days: DayRange, uow: UnitOfWork, kept: _Kept) -> Worked:
    workdays = uow.calendar.of(one.number).workdays
    count, full = workdays.between(days), workdays.pattern.days_a_week
    mine = [each for each in kept.done if each.day in days]
    minutes = talk_minutes(mine)
    named = [(each.day, each.customer) for each in mine if each.customer and not each.is_automatic]
    met = customers_per_day(named, count) if named else None
    zone = ZoneInfo(one.zone)
    closed = [
        each
        for each in kept.deals
        if not each.is_cancelled and each.closed_at.astimezone(zone).date() in days
    ]
    told = [
        (each.fields.get("customer", ""), each.saved_at) for each in kept.reports if each.saved_at
    ]
    return Worked(
        touches=a_week(touches(mine), count, full) if mine else None,
        talk_minutes=None if minutes is None else a_week(minutes, count, full),
        customers_per_day=met.value if met else None,
        cycle_days=deal_cycle_days([(each.opened_at, each.closed_at) for each in closed]),
        reviews=reviews_before_closing(
            first_reports([(each.customer, each.closed_at) for each in closed], told)
        ),
        listening=listening([(day, value, FIVE) for day, value in kept.rated], days.last),
    )


def _hers(one: Person, days: DayRange) -> DayRange:
    """Give those of the days on which somebody was here, her last one too."""
    start = max(days.start, one.hired_on or days.start)
    end = days.end if one.left_on is None else min(days.end, one.left_on + timedelta(days=1))
    return DayRange(start=start, end=max(start, end))


def behaviours(one: Worked) -> Mapping[str, float]:
    """Give them by the keys that a profile knows them by; what is not known is left out."""
    figures = {
        "touches_per_week": one.touches,
        "talk_minutes": one.talk_minutes,
        "customers_per_day": one.customers_per_day,
        "deal_cycle_days": one.cycle_days,
        "reviews_before_closing": one.reviews.value,
        "listening": one.listening.value,
    }
    return {key: float(value) for key, value in figures.items() if value is not None}


async def habits(uow: UnitOfWork, now: datetime, zone: str) -> tuple[HabitCount, ...]:
    """Count who keeps the habits of RULES rows 2 to 4.

    Touches are of the newest cut week, the rest of the 90 days that end with it.
    """
    week = uow.calendar.newest_cut_week(now, zone)
    since = DayRange(start=week.end - _RATED, end=week.end)
    reps = [one for one in await uow.people.having(Role.REP, limit=_MOST) if one.is_active]
    done = await uow.activities.of([one.id for one in reps], week)
    lately = await worked(reps, since, uow)
    kept = []
    for one in reps:
        mine = [each for each in done if each.person_id == one.id]
        reading = Reading(metric=Metric.TOUCHES_PER_WEEK, value=Decimal(touches(mine)))
        workdays = uow.calendar.of(one.number).workdays
        # Who reported nothing for 90 days has no feed: not known, which is not 0.
        has_feed = lately[one.id].touches is not None
        kept.append(follow_ups(reading if has_feed else None, week.start, workdays))
    return (
        counted("touches", TOUCHES_A_WEEK, kept),
        counted("listening", LISTENING, [lately[one.id].listening for one in reps]),
        counted("reviews", ALL_REVIEWED, [lately[one.id].reviews for one in reps]),
    )


def in_days(at: datetime, zone: str, days: DayRange) -> date | None:
    """Give the local day of a moment where it is one of some days."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return day if day in days else None
