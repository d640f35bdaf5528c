"""Reminders of an unfinished course: their days, what an outage does, and where they stop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.course_reminder import next_reminder, reminder_for
from rules.workdays import OfficialYear, Shifts, Workdays

#: Thursday 1 to Wednesday 7 October are off, Saturday 10 is worked.
_HOLIDAY = Workdays(
    official={
        2026: OfficialYear(
            off=frozenset(date(2026, 10, n) for n in range(1, 8)),
            works=frozenset({date(2026, 10, 10)}),
        )
    }
)
_SHIFTS = Workdays(pattern=Shifts(anchor=date(2026, 11, 2), on=4, off=2))
_LONG_AGO = date(2026, 1, 5)


def _life(due_on: date, workdays: Workdays, *, assigned_on: date = _LONG_AGO) -> list[str]:
    """Walk day by day over two months, as the digest does; tell the days on which she hears."""
    told: list[date] = []
    days: list[str] = []
    for n in range(60):
        today = due_on - timedelta(days=10) + timedelta(days=n)
        reminder = reminder_for(today, due_on, told, workdays, assigned_on=assigned_on)
        if reminder is not None and workdays.is_workday(today):
            told.append(today)
            mark = "!" if reminder.is_last else ("+" if reminder.is_overdue else "")
            days.append(f"{today:%m-%d}{mark}")
    return days


@pytest.mark.parametrize(
    ("due_on", "workdays", "days"),
    [
        pytest.param(
            date(2026, 11, 11),
            Workdays(),
            ["11-10", "11-11", "11-12+", "11-17+", "11-20!"],
            id="a Wednesday",
        ),
        pytest.param(
            date(2026, 11, 9),
            Workdays(),
            ["11-06", "11-09", "11-10+", "11-13+", "11-18!"],
            id="a Monday: the day before is a Friday",
        ),
        pytest.param(
            date(2026, 11, 14),
            Workdays(),
            ["11-13", "11-16", "11-17+", "11-20+", "11-25!"],
            id="a Saturday: due on Monday",
        ),
        pytest.param(
            date(2026, 9, 30),
            _HOLIDAY,
            ["09-29", "09-30", "10-08+", "10-12+", "10-15!"],
            id="before the holiday week; the make-up Saturday counts",
        ),
        pytest.param(
            date(2026, 11, 5),
            _SHIFTS,
            ["11-04", "11-05", "11-08+", "11-11+", "11-16!"],
            id="four days on, two off",
        ),
    ],
)
def test_the_days_of_a_reminder_s_life(due_on: date, workdays: Workdays, days: list[str]) -> None:
    assert _life(due_on, workdays) == days


def test_nothing_comes_before_the_course_was_given() -> None:
    due_on = date(2026, 11, 11)

    assert _life(due_on, Workdays(), assigned_on=due_on)[0] == "11-11"
    assert _life(due_on, Workdays(), assigned_on=date(2026, 11, 13))[0] == "11-17+"


def test_what_an_outage_took_comes_once_and_late() -> None:
    due_on = date(2026, 11, 11)
    told = [date(2026, 11, 10)]

    late = reminder_for(date(2026, 11, 18), due_on, told, Workdays(), assigned_on=_LONG_AGO)

    assert late is not None
    assert (late.on, late.is_overdue, late.is_last) == (date(2026, 11, 18), True, False)


def test_three_are_counted_by_what_she_was_told() -> None:
    due_on = date(2026, 11, 11)
    told = [date(2026, 11, 18), date(2026, 11, 20)]

    third = next_reminder(due_on, told, Workdays(), assigned_on=_LONG_AGO)

    assert third is not None
    assert (third.on, third.is_last) == (date(2026, 11, 25), True)


def test_after_the_third_nothing_comes() -> None:
    told = [date(2026, 11, 12), date(2026, 11, 17), date(2026, 11, 20)]

    assert next_reminder(date(2026, 11, 11), told, Workdays(), assigned_on=_LONG_AGO) is None


def test_the_day_before_its_time_there_is_none() -> None:
    day = date(2026, 11, 9)

    assert reminder_for(day, date(2026, 11, 11), [], Workdays(), assigned_on=_LONG_AGO) is None
