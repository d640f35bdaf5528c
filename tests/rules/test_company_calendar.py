"""Weeks are cut after one workday of grace, and a year without a published table is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.company_calendar import CompanyCalendar, Schedule, UnknownYear
from rules.periods import week_of
from rules.workdays import OfficialYear, Shifts, Workdays

_2026 = OfficialYear(off=frozenset(date(2026, 10, n) for n in range(1, 8)))
_2027 = OfficialYear(is_published=False)
_CN = Schedule(workdays=Workdays(official={2026: _2026, 2027: _2027}), country="CN")
_CALENDAR = CompanyCalendar(standard=_CN)


@pytest.mark.parametrize(
    ("day", "zone", "cut"),
    [
        pytest.param("2026-11-18", "Asia/Shanghai", "2026-11-23T16:00", id="the end of Monday"),
        pytest.param("2026-09-30", "Asia/Shanghai", "2026-10-08T16:00", id="after a holiday"),
        pytest.param("2026-10-21", "Europe/Berlin", "2026-10-26T23:00", id="after summer time"),
        pytest.param("2026-03-25", "Europe/Berlin", "2026-03-30T22:00", id="after winter time"),
    ],
)
def test_a_week_is_cut_at_the_end_of_a_workday_of_grace(day: str, zone: str, cut: str) -> None:
    at = datetime.fromisoformat(cut).replace(tzinfo=UTC)
    week = week_of(date.fromisoformat(day))

    assert _CALENDAR.cut_at(week, zone) == at
    assert _CALENDAR.newest_cut_week(at, zone) == week
    assert _CALENDAR.newest_cut_week(at - timedelta(seconds=1), zone) < week


def test_two_weeks_of_one_holiday_are_cut_together() -> None:
    weeks = [week_of(date(2026, 9, 30)), week_of(date(2026, 10, 7))]
    long = OfficialYear(off=frozenset(date(2026, 10, n) for n in range(1, 13)))
    calendar = CompanyCalendar(standard=Schedule(workdays=Workdays(official={2026: long})))

    cuts = {calendar.cut_at(week, "Asia/Shanghai") for week in weeks}

    assert cuts == {datetime(2026, 10, 13, 16, tzinfo=UTC)}
    assert calendar.newest_cut_week(cuts.pop(), "Asia/Shanghai") == weeks[1]


@pytest.mark.parametrize(
    ("today", "years"),
    [
        pytest.param("2026-10-31", [], id="too early to be published"),
        pytest.param("2026-11-01", [2027], id="it should be by now"),
        pytest.param("2027-01-01", [2027], id="the year has begun"),
        pytest.param("2027-11-01", [2027, 2028], id="and the next is there"),
    ],
)
def test_a_year_without_a_table_is_named(today: str, years: list[int]) -> None:
    unknown = _CALENDAR.unknown_years(date.fromisoformat(today))

    assert unknown == [UnknownYear(country="CN", year=year) for year in years]


def test_who_does_not_ask_the_table_does_not_miss_it() -> None:
    shifts = Workdays(pattern=Shifts(anchor=date(2026, 1, 1), on=4, off=2))
    calendar = CompanyCalendar(
        standard=Schedule(workdays=shifts, country="CN"), by_number={"A001": Schedule()}
    )

    assert calendar.unknown_years(date(2026, 12, 1)) == []


def test_the_warning_says_what_to_do() -> None:
    [unknown] = _CALENDAR.unknown_years(date(2026, 12, 1))

    assert "2027" in str(unknown)
    assert "[official.CN.2027]" in str(unknown)


def test_a_person_has_her_groups_calendar_and_others_the_companys() -> None:
    own = Schedule(country="DE")
    calendar = CompanyCalendar(standard=_CN, by_number={"B001": own})

    assert (calendar.of("B001"), calendar.of("A001")) == (own, _CN)


_ZONE, _NEW_YORK = "Asia/Shanghai", "America/New_York"


@pytest.mark.parametrize(
    ("put", "zone", "day"),
    [
        pytest.param("2026-09-30T07:12+08:00", _ZONE, "2026-09-30", id="before her hours"),
        pytest.param("2026-09-30T17:59+08:00", _ZONE, "2026-09-30", id="within them"),
        pytest.param("2026-09-30T18:00+08:00", _ZONE, "2026-10-08", id="after them, a holiday"),
        pytest.param("2026-10-10T07:12+08:00", _ZONE, "2026-10-12", id="on a Saturday"),
        pytest.param("2026-11-24T07:12+08:00", _NEW_YORK, "2026-11-24", id="her evening before"),
    ],
)
def test_what_is_held_to_her_hours_reaches_her_on_a_working_day(
    put: str, zone: str, day: str
) -> None:
    assert _CN.reached_on(datetime.fromisoformat(put), zone) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("since", "now", "zone", "is_silent"),
    [
        pytest.param("09-30T08:20+08:00", "09-30T08:24", _ZONE, False, id="the same day"),
        pytest.param("09-30T08:20+08:00", "10-07T08:24", _ZONE, False, id="still a holiday"),
        pytest.param("09-30T08:20+08:00", "10-08T08:24", _ZONE, True, id="the workday after it"),
        pytest.param("09-30T18:30+08:00", "10-08T07:12", _ZONE, False, id="put as she had gone"),
        pytest.param("09-30T18:30+08:00", "10-09T07:12", _ZONE, True, id="a workday after that"),
        pytest.param("10-10T07:12+08:00", "10-12T07:12", _ZONE, False, id="put on a Saturday"),
        pytest.param("10-10T07:12+08:00", "10-13T07:12", _ZONE, True, id="she had the Monday"),
        pytest.param("10-09T07:12+08:00", "10-11T07:12", _ZONE, False, id="a rest day"),
        pytest.param("11-24T07:12+08:00", "11-25T07:12", _NEW_YORK, True, id="her Tuesday passed"),
    ],
)
def test_silence_is_a_whole_working_day(
    since: str, now: str, zone: str, *, is_silent: bool
) -> None:
    put, asked = (datetime.fromisoformat(f"2026-{one}") for one in (since, f"{now}+08:00"))

    assert _CN.was_silent(put, asked, zone) is is_silent
