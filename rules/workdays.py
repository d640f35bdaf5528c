"""On which days somebody works: her pattern, her country's official table, the site's own days.

Three words decide about a day, the first that names it: the site's own days, the official table
(where her pattern keeps it), the pattern. docs/reference/calendar.md says what each pattern does
with holidays and make-up days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from rules.periods import DayRange, week_of

#: Longer than any holiday with any leave: beyond it a pattern has no workday at all.
_LONGEST_SEARCH = 1500
_CENT = Decimal("0.01")
_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialYear:
    """One year of a country: days off, and the rest days that are worked instead (调休).

    `is_published` is False while the state has not said yet which days are moved.
    """

    off: frozenset[date] = frozenset()
    works: frozenset[date] = frozenset()
    is_published: bool = True


Official = Mapping[int, OfficialYear]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekdays:
    """The same weekdays each week, Monday 0: 双休 is 0 to 4, 单休 all but one."""

    days: frozenset[int] = frozenset(range(5))
    keeps_official: bool = True

    def works(self, day: date) -> bool:
        """Whether the pattern alone has her work."""
        return day.weekday() in self.days

    @property
    def days_a_week(self) -> Fraction:
        """How many days an ordinary week has."""
        return Fraction(len(self.days))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternating:
    """大小周: a week of six days (Monday to Saturday), then one of five.

    `anchor` is any day of a six-day week. Weeks alternate by the calendar, holidays or not.
    """

    anchor: date
    keeps_official: bool = True

    def works(self, day: date) -> bool:
        """Whether the pattern alone has her work."""
        apart = (week_of(day).start - week_of(self.anchor).start).days // _WEEK
        return day.weekday() < (6 if apart % 2 == 0 else 5)

    @property
    def days_a_week(self) -> Fraction:
        """How many days an ordinary week has: five and a half."""
        return Fraction(11, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """`on` days of work, then `off` days of rest; `anchor` is the first day of a run of work.

    A roster is made with the holidays in mind, so the official table is not asked.
    """

    anchor: date
    on: int
    off: int
    keeps_official: bool = False

    def works(self, day: date) -> bool:
        """Whether the pattern alone has her work."""
        return (day - self.anchor).days % (self.on + self.off) < self.on

    @property
    def days_a_week(self) -> Fraction:
        """How many days a week has in the long run."""
        return Fraction(_WEEK * self.on, self.on + self.off)


Pattern = Weekdays | Alternating | Shifts


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """The working days of one person, or of the company."""

    pattern: Pattern = Weekdays()
    official: Official = field(default_factory=dict)
    #: What the site says itself, above everything else.
    off: frozenset[date] = frozenset()
    works: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether she works on a day."""
        if day in self.works:
            return True
        if day in self.off:
            return False
        if self.pattern.keeps_official and (year := self.official.get(day.year)):
            if day in year.works:
                return True
            if day in year.off:
                return False
        return self.pattern.works(day)

    def between(self, days: DayRange) -> int:
        """Count the workdays in a range; 0 for an empty one."""
        length = (days.end - days.start).days
        return sum(self.is_workday(days.start + timedelta(days=n)) for n in range(length))

    def in_week(self, day: date) -> int:
        """Count the workdays of the week, Monday to Sunday, that holds the day."""
        return self.between(week_of(day))

    def add(self, day: date, count: int) -> date:
        """Give the workday at an offset; it always is one.

        0 is the day itself or the first workday after it, n > 0 the n-th workday after that, n < 0
        the n-th workday before the day. Raises ValueError where years pass without a workday.
        """
        if count < 0:
            for _ in range(-count):
                day = self._next(day - timedelta(days=1), -1)
            return day
        day = self._next(day, 1)
        for _ in range(count):
            day = self.first_after(day)
        return day

    def first_after(self, day: date) -> date:
        """Give the first workday after a day; raise ValueError where there is none for years."""
        return self._next(day + timedelta(days=1), 1)

    def pro_rata(self, full: Decimal, day: date) -> Decimal:
        """Give the share of a weekly figure that the week of a day asks for, to two places half-up.

        12 in an ordinary week of five is 7.20 in a week of three (RULES row 2). A week with a
        make-up day asks for no more than the full figure.
        """
        share = min(Fraction(self.in_week(day)) / self.pattern.days_a_week, Fraction(1))
        part = full * share.numerator / share.denominator
        return part.quantize(_CENT, rounding=ROUND_HALF_UP)

    def _next(self, day: date, step: int) -> date:
        """Give the day, or the nearest workday in that direction."""
        for _ in range(_LONGEST_SEARCH):
            if self.is_workday(day):
                return day
            day += timedelta(days=step)
        raise ValueError("a calendar without workdays")
