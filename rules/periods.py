"""Company days and the periods that plans and questions are cut by, as half-open ranges of days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DayRange:
    """The days from `start` up to, but not including, `end`."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day inside; what a card shows as "to"."""
        return self.end - timedelta(days=1)


class Cut(StrEnum):
    """How a plan cuts the calendar into periods."""

    MONTH = "month"
    QUARTER = "quarter"
    BUSINESS_MONTH = "business_month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A plan's way to cut time; a business month is named for the month it ends in.

    `first_day` counts only for business months and is 2 to 28, so that each month has it.
    """

    cut: Cut = Cut.MONTH
    first_day: int = 1

    def period(self, day: date) -> str:
        """Name the period of a day: "2026-11", "2026-Q4" or "2026"; names sort by time."""
        if self.cut is Cut.YEAR:
            return f"{day.year:04d}"
        if self.cut is Cut.QUARTER:
            return f"{day.year}-Q{(day.month + 2) // 3}"
        if self.cut is Cut.BUSINESS_MONTH and day.day >= self.first_day:
            day = first_of_next_month(day)
        return f"{day.year}-{day.month:02d}"

    def before(self, period: str, count: int) -> str:
        """Name the period so many before another; 0 gives the same."""
        for _ in range(count):
            period = self.period(self.days(period).start - timedelta(days=1))
        return period

    def names(self, period: str) -> bool:
        """Tell whether a period is named as this calendar names its own."""
        try:
            return self.period(self.days(period).start) == period
        except ValueError:
            return False

    def days(self, period: str) -> DayRange:
        """Give the days of a named period; raise ValueError for a name of another shape."""
        year, _, part = period.partition("-")
        if self.cut is Cut.YEAR:
            start = date(int(period), 1, 1)
            return DayRange(start=start, end=_add_months(start, 12))
        if self.cut is Cut.QUARTER:
            start = date(int(year), int(part.removeprefix("Q")) * 3 - 2, 1)
            return DayRange(start=start, end=_add_months(start, 3))
        start = date(int(year), int(part), 1)
        if self.cut is Cut.BUSINESS_MONTH:
            start = _add_months(start, -1).replace(day=self.first_day)
        return DayRange(start=start, end=_add_months(start, 1))


def ended_periods(calendar: Calendar, days: Collection[date]) -> set[str]:
    """Name the periods that end just before one of these days."""
    before = {calendar.period(day - timedelta(days=1)) for day in days}
    return {period for period in before if calendar.days(period).end in set(days)}


def local_day(at: datetime, zone: str) -> date:
    """Give the calendar day of an aware time in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def day_of(day: date) -> DayRange:
    """Give the one day."""
    return DayRange(start=day, end=day + timedelta(days=1))


def week_of(day: date) -> DayRange:
    """Give the week, Monday to Sunday, that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return DayRange(start=monday, end=monday + timedelta(days=7))


def month_of(day: date) -> DayRange:
    """Give the calendar month that holds the day."""
    start = day.replace(day=1)
    return DayRange(start=start, end=_add_months(start, 1))


def first_of_next_month(day: date) -> date:
    """Give the first day of the month after the one that holds the day."""
    return _add_months(day.replace(day=1), 1)


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)
