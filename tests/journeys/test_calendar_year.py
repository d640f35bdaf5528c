"""A whole year, day by day: every digest on a workday of hers, in her hours, one a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.calendars import read_calendar
from rules.periods import DayRange
from rules.preference import Preference
from rules.quiet import next_allowed

YEAR = DayRange(start=date(2026, 1, 1), end=date(2027, 1, 1))
DAYS = [YEAR.start + timedelta(days=n) for n in range(365)]
_CALENDAR = """
country = "CN"

[[groups]]
people = ["six"]
pattern = "six_days"

[[groups]]
people = ["alternating"]
pattern = "alternating"
anchor = 2026-01-05

[[groups]]
people = ["shifts"]
pattern = "shifts"
anchor = 2026-01-01
on = 4
rest = 2
hours = "14:00-22:00"

[[groups]]
people = ["nights"]
pattern = "shifts"
anchor = 2026-01-03
on = 3
rest = 3
hours = "22:00-06:00"

[[groups]]
people = ["berlin"]
country = "DE"
"""


def _days(*written: str) -> frozenset[date]:
    """Write down days of 2026 as the gazettes do."""
    found: set[date] = set()
    for one in written:
        first, _, last = one.partition("..")
        start = date.fromisoformat(f"2026-{first}")
        end = date.fromisoformat(f"2026-{last or first}")
        found.update(start + timedelta(days=n) for n in range((end - start).days + 1))
    return frozenset(found)


# 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025.
_CHINA_OFF = _days("01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21",
                   "09-25..09-27", "10-01..10-07")  # fmt: skip
_CHINA_WORKS = _days("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
# The public holidays of the whole of Germany.
_GERMANY_OFF = _days("01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25..12-26")


def _in_china(day: date, *, is_ordinary: bool) -> bool:
    return day in _CHINA_WORKS or (is_ordinary and day not in _CHINA_OFF)


def _big_week(day: date) -> bool:
    # Weeks from Monday 5 January on, every other one has a Saturday.
    return (day - date(2026, 1, 5)).days // 7 % 2 == 0


#: Who works on a day, counted by hand; the library is not asked.
_BY_HAND: dict[str, Callable[[date], bool]] = {
    "five": lambda day: _in_china(day, is_ordinary=day.weekday() < 5),
    "six": lambda day: _in_china(day, is_ordinary=day.weekday() < 6),
    "alternating": lambda day: _in_china(
        day, is_ordinary=day.weekday() < (6 if _big_week(day) else 5)
    ),
    "shifts": lambda day: (day - date(2026, 1, 1)).days % 6 < 4,
    "nights": lambda day: (day - date(2026, 1, 3)).days % 6 < 3,
    "berlin": lambda day: day.weekday() < 5 and day not in _GERMANY_OFF,
}
_everybody = pytest.mark.parametrize(
    ("number", "zone", "workdays"),
    [
        # 261 days Monday to Friday, 19 of them off, and 6 make-up days.
        pytest.param("five", "Asia/Shanghai", 248, id="双休"),
        # 313 days Monday to Saturday, 26 of them off, and 2 make-up Sundays.
        pytest.param("six", "Asia/Shanghai", 289, id="单休"),
        # As 双休, and 26 Saturdays of big weeks, 4 of them off.
        pytest.param("alternating", "Asia/Shanghai", 270, id="大小周"),
        # 60 rounds of six days, and 4 days of the next.
        pytest.param("shifts", "Asia/Shanghai", 244, id="four days on, two off"),
        # From 3 January 60 rounds, and a run of 3.
        pytest.param("nights", "Asia/Shanghai", 183, id="three nights on, three off"),
        # 261 days Monday to Friday, 7 of them off.
        pytest.param("berlin", "Europe/Berlin", 254, id="Germany"),
    ],
)


@_everybody
def test_the_year_has_the_workdays_that_were_published(
    number: str, zone: str, workdays: int
) -> None:
    del zone
    hers = read_calendar(_CALENDAR).of(number).workdays
    by_hand = {day for day in DAYS if _BY_HAND[number](day)}

    assert {day for day in DAYS if hers.is_workday(day)} == by_hand
    assert hers.between(YEAR) == len(by_hand) == workdays


@_everybody
def test_every_digest_of_the_year_is_on_a_workday_once_and_off_the_mark(
    number: str, zone: str, workdays: int
) -> None:
    hers = read_calendar(_CALENDAR).of(number)
    hours = range(0, 24 * 365, 3)
    begin = datetime.combine(YEAR.start, time(), ZoneInfo(zone)).astimezone(UTC)
    asked = [begin + timedelta(hours=n, minutes=n % 60) for n in hours]

    due = {hers.digest_after(at, zone, spread=7) for at in asked}

    days = [at.astimezone(ZoneInfo(zone)).date() for at in due]
    this_year = [day for day in days if day in YEAR]
    assert all(hers.hours.window(d, zone)[0] <= at < hers.hours.window(d, zone)[1]
               for at, d in zip(due, days, strict=True))  # fmt: skip
    assert all(hers.workdays.is_workday(day) for day in days)
    assert all(at.astimezone(ZoneInfo(zone)).minute % 30 for at in due)
    assert len(this_year) == len(set(this_year)) == workdays


@_everybody
def test_every_reminder_of_the_year_is_told_within_her_hours(
    number: str, zone: str, workdays: int
) -> None:
    del workdays
    hers = read_calendar(_CALENDAR).of(number)
    asked = [datetime.combine(day, time(n, 30), UTC) for day in DAYS for n in (0, 7, 15, 21)]

    told = [
        next_allowed(
            at, schedule=hers, preference=Preference(), zone=zone, spread=7, is_scheduled=True
        )
        for at in asked
    ]

    assert all(_is_hers(at, hers.hours.window, _BY_HAND[number], zone) for at in told)
    assert all(at.astimezone(ZoneInfo(zone)).minute % 30 for at in told)


def _is_hers(
    at: datetime,
    window: Callable[[date, str], tuple[datetime, datetime]],
    works: Callable[[date], bool],
    zone: str,
) -> bool:
    """Whether a moment is in the hours of a working day; a night shift began the day before."""
    today = at.astimezone(ZoneInfo(zone)).date()
    if today.year > YEAR.start.year:
        return True  # counted by hand are the days of 2026 alone
    days = [today, today - timedelta(days=1)]
    return any(works(day) and window(day, zone)[0] <= at < window(day, zone)[1] for day in days)
