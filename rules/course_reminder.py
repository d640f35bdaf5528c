"""When an unfinished course is brought up again (RULES row 9)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from rules.workdays import Workdays

#: Overdue reminders until the mentor is told, once, and the rep is left alone.
_MOST_OVERDUE = 3
#: Her workdays between overdue reminders; the first comes one workday after the due day.
_EVERY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder of one course."""

    on: date
    is_overdue: bool
    #: The last one: her mentor is told as well.
    is_last: bool


def next_reminder(
    due_on: date, told_on: Collection[date], workdays: Workdays, *, assigned_on: date
) -> Reminder | None:
    """Give the next reminder of an unfinished course; None when it is left alone.

    Days: one workday before, the due day, one after, then every third, all hers; a due day on
    which she is off is the first workday after. `told_on` are the days on which she was reminded:
    a day that an outage took is not lost, the reminder comes late, and what is counted to three is
    what she was told, not what was planned. None falls before the course was given to her.
    """
    due = workdays.add(due_on, 0)
    overdue = sum(day > due for day in told_on)
    if overdue >= _MOST_OVERDUE:
        return None
    newest = max(told_on, default=None)
    on = next(
        day
        for day in _days(due_on, workdays)
        if day >= assigned_on and (newest is None or day > newest)
    )
    is_overdue = on > due
    return Reminder(
        on=on, is_overdue=is_overdue, is_last=is_overdue and overdue + 1 == _MOST_OVERDUE
    )


def reminder_for(
    today: date, due_on: date, told_on: Collection[date], workdays: Workdays, *, assigned_on: date
) -> Reminder | None:
    """Give the reminder that belongs into today's digest, late ones too; None if there is none.

    However many days were missed, it is one: it says how things stand today.
    """
    planned = next_reminder(due_on, told_on, workdays, assigned_on=assigned_on)
    if planned is None or planned.on > today:
        return None
    due = workdays.add(due_on, 0)
    overdue = sum(day > due for day in told_on)
    is_overdue = today > due
    return Reminder(
        on=today, is_overdue=is_overdue, is_last=is_overdue and overdue + 1 == _MOST_OVERDUE
    )


def _days(due_on: date, workdays: Workdays) -> Iterator[date]:
    """Give the planned days in order, without end."""
    yield workdays.add(due_on, -1)
    yield workdays.add(due_on, 0)
    for nth in count():
        yield workdays.add(due_on, 1 + nth * _EVERY)
