"""The company's calendar: who works by which pattern and hours, and when a week is cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.periods import Calendar, DayRange, local_day, week_of
from rules.workdays import Workdays
from rules.working_hours import Hours

#: 国务院办公厅 publishes the moved days of the next year from late October on.
_PUBLISHED_FROM_MONTH = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The days and hours of one person or group."""

    workdays: Workdays = field(default_factory=Workdays)
    hours: Hours = Hours()
    #: Where the official table is from: "CN", "DE-BE"; empty without one.
    country: str = ""

    def digest_after(self, at: datetime, zone: str, *, spread: int) -> datetime:
        """Give the next moment for a person's digest after an aware time, in UTC.

        One a working day, in her hours (`Hours.digest`). Raises ValueError without workdays.
        """
        # A night shift's day may have begun yesterday.
        day = self.workdays.add(local_day(at, zone) - timedelta(days=1), 0)
        while (due := self.hours.digest(day, zone, spread=spread)) <= at:
            day = self.workdays.first_after(day)
        return due

    def reached_on(self, at: datetime, zone: str) -> date:
        """Give the working day on which she reads what is put at an aware time, held to her hours.

        The same day unless her hours of it are over.
        """
        day = self.workdays.add(local_day(at, zone), 0)
        _, end = self.hours.window(day, zone)
        return self.workdays.first_after(day) if at >= end else day

    def was_silent(self, since: datetime, now: datetime, zone: str) -> bool:
        """Whether she had a whole working day to answer what was put at an aware time.

        A word now would reach her on a later one. On a day off nobody is asked, whatever morning
        was missed before it.
        """
        works = self.workdays.is_workday(local_day(now, zone))
        return works and self.reached_on(now, zone) > self.reached_on(since, zone)

    def evening(self, at: datetime, zone: str) -> datetime:
        """Give the end, in UTC, of the hours that an aware time is in or comes after.

        It may lie before `at`: her day is over then.
        """
        today = local_day(at, zone)
        start, end = self.hours.window(today - timedelta(days=1), zone)
        # A night shift's day may have begun yesterday.
        return end if start <= at < end else self.hours.window(today, zone)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownYear:
    """A year of which a country's moved days are not known here; the operator adds them."""

    country: str
    year: int

    def __str__(self) -> str:
        return (
            f"The moved days (调休) of {self.year} are not known for {self.country}: until they"
            f" are, only its legal holidays count. Add [official.{self.country}.{self.year}] to"
            " calendar.toml, or update the holidays library (docs/reference/calendar.md)."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCalendar:
    """Everybody's working days. A person is found by employee number (工号)."""

    standard: Schedule = field(default_factory=Schedule)
    by_number: Mapping[str, Schedule] = field(default_factory=dict)
    #: How the site cuts months: calendar months, or business months such as 26th to 25th.
    month: Calendar = Calendar()

    def of(self, number: str) -> Schedule:
        """Give a person's days and hours; the company's where she has none of her own."""
        return self.by_number.get(number, self.standard)

    def cut_at(self, week: DayRange, zone: str) -> datetime:
        """Give when a week is cut: the end of the first workday after it, in the company's zone."""
        grace = self.standard.workdays.first_after(week.last)
        midnight = datetime.combine(grace + timedelta(days=1), time(), ZoneInfo(zone))
        return midnight.astimezone(UTC)

    def newest_cut_week(self, at: datetime, zone: str) -> DayRange:
        """Give the latest week whose figures are final at an aware time."""
        week = week_of(local_day(at, zone))
        while self.cut_at(week, zone) > at:
            week = week_of(week.start - timedelta(days=1))
        return week

    def unknown_years(self, today: date) -> list[UnknownYear]:
        """Name the years, this one and from November on the next, whose table is not published."""
        years = [today.year]
        if today.month >= _PUBLISHED_FROM_MONTH:
            years.append(today.year + 1)
        schedules = [self.standard, *self.by_number.values()]
        return sorted(
            {
                UnknownYear(country=one.country, year=year)
                for one in schedules
                for year in years
                if one.country and one.workdays.pattern.keeps_official and _is_unknown(one, year)
            },
            key=lambda unknown: (unknown.country, unknown.year),
        )


def _is_unknown(schedule: Schedule, year: int) -> bool:
    table = schedule.workdays.official.get(year)
    return table is None or not table.is_published
