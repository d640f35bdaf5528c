"""How the direct reports of a manager are doing: results and dates, never pay nor a rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """One report's line. What there is none of is None, never 0."""

    name: str
    number: str
    #: Valid deals of the month (RULES row 13).
    done: int
    #: None without a target for the month.
    pass_bar: int | None
    #: Courses that are open past their due day, or due today.
    courses_due: int
    courses_open: int
    #: Calendar days to the last day of her running probation: 0 on that day (`days_to`).
    probation_days: int | None

    @property
    def has_reached(self) -> bool:
        """Whether she has what her target asks for."""
        return self.pass_bar is not None and self.done >= self.pass_bar


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamStatus:
    """A page of the reports of one manager, in the order of the roster."""

    month: str
    members: tuple[TeamMember, ...]
    total: int
    #: How many come before this page.
    skipped: int

    @property
    def left(self) -> int:
        """How many come after it."""
        return self.total - self.skipped - len(self.members)


def days_to(last_day: date, today: date) -> int | None:
    """Count the days before a last day: 0 on that day itself, None once it is over.

    Today is not counted, as RULES count when they remind 15, 7 and 3 days before a last day.
    """
    left = (last_day - today).days
    return left if left >= 0 else None
