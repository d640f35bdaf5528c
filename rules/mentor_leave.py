"""A mentor's leave, told in chat: what she is asked, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.mentor_desk import Mentored
from rules.mentoring import is_on_leave
from rules.periods import week_of
from rules.workdays import Workdays


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLeave(Mentored):
    """She is asked whether these days are meant; ISO dates."""

    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveNoted(Mentored):
    """Her leave is kept. `weeks` are the Mondays of the weeks in which she owes nothing."""

    first: str
    last: str
    weeks: tuple[str, ...]
    mentees: tuple[str, ...]


def weeks_away(leave: tuple[date, date], workdays: Workdays) -> Sequence[date]:
    """Give the Mondays of the weeks that a leave leaves fewer than three workdays of."""
    first, last = leave
    monday = week_of(first).start
    count = (week_of(last).start - monday).days // 7 + 1
    mondays = [monday + timedelta(days=7 * n) for n in range(count)]
    return [one for one in mondays if is_on_leave(one, [leave], workdays)]
