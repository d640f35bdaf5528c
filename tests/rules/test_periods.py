"""Every day is in exactly one period, and each period begins where the one before ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import (
    Calendar,
    Cut,
    ended_periods,
    first_of_next_month,
    local_day,
    month_of,
    week_of,
)

_BUSINESS = Calendar(cut=Cut.BUSINESS_MONTH, first_day=26)
_QUARTER = Calendar(cut=Cut.QUARTER)
_YEAR = Calendar(cut=Cut.YEAR)
_calendar = st.one_of(
    st.just(Calendar()),
    st.just(_QUARTER),
    st.just(_YEAR),
    st.builds(lambda n: Calendar(cut=Cut.BUSINESS_MONTH, first_day=n), st.integers(2, 28)),
)
_day = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("calendar", "day", "period"),
    [
        pytest.param(Calendar(), date(2026, 11, 1), "2026-11", id="month: first day"),
        pytest.param(Calendar(), date(2026, 11, 30), "2026-11", id="month: last day"),
        pytest.param(_QUARTER, date(2026, 9, 30), "2026-Q3", id="quarter: last day"),
        pytest.param(_QUARTER, date(2026, 10, 1), "2026-Q4", id="quarter: first day"),
        pytest.param(_QUARTER, date(2026, 12, 31), "2026-Q4", id="quarter: of the year"),
        pytest.param(_YEAR, date(2026, 1, 1), "2026", id="year: first day"),
        pytest.param(_YEAR, date(2026, 12, 31), "2026", id="year: last day"),
        pytest.param(_YEAR, date(2027, 1, 1), "2027", id="year: the day after"),
        pytest.param(_BUSINESS, date(2026, 11, 25), "2026-11", id="business: last day"),
        pytest.param(_BUSINESS, date(2026, 11, 26), "2026-12", id="business: first day"),
        pytest.param(_BUSINESS, date(2026, 12, 26), "2027-01", id="business: over the year"),
    ],
)
def test_a_day_has_the_period_of_its_plan(calendar: Calendar, day: date, period: str) -> None:
    assert calendar.period(day) == period


@pytest.mark.parametrize(
    ("calendar", "period", "first", "last"),
    [
        pytest.param(Calendar(), "2028-02", date(2028, 2, 1), date(2028, 2, 29), id="leap month"),
        pytest.param(_QUARTER, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31), id="quarter"),
        pytest.param(_YEAR, "2026", date(2026, 1, 1), date(2026, 12, 31), id="year"),
        pytest.param(
            _BUSINESS, "2027-01", date(2026, 12, 26), date(2027, 1, 25), id="business month"
        ),
    ],
)
def test_a_period_names_its_days(calendar: Calendar, period: str, first: date, last: date) -> None:
    days = calendar.days(period)

    assert (days.start, days.last) == (first, last)


@given(calendar=_calendar, day=_day)
def test_every_day_is_in_the_period_that_it_names(calendar: Calendar, day: date) -> None:
    assert day in calendar.days(calendar.period(day))


@given(calendar=_calendar, day=_day)
def test_periods_follow_each_other_without_gap_and_sort_by_time(
    calendar: Calendar, day: date
) -> None:
    period = calendar.period(day)
    after = calendar.period(calendar.days(period).end)

    assert calendar.days(after).start == calendar.days(period).end
    assert period < after


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        pytest.param("2026-11-30T15:59:59", "Asia/Shanghai", date(2026, 11, 30), id="before"),
        pytest.param("2026-11-30T16:00:00", "Asia/Shanghai", date(2026, 12, 1), id="midnight"),
        pytest.param("2026-11-30T16:00:00", "America/New_York", date(2026, 11, 30), id="west"),
    ],
)
def test_a_day_is_the_persons_own(at: str, zone: str, day: date) -> None:
    assert local_day(datetime.fromisoformat(at).replace(tzinfo=UTC), zone) == day


@given(_day)
def test_a_week_is_monday_to_sunday(day: date) -> None:
    week = week_of(day)

    assert day in week
    assert (week.start.weekday(), week.last.weekday()) == (0, 6)
    assert week.end - week.start == timedelta(days=7)


def test_a_range_leaves_its_end_out() -> None:
    november = month_of(date(2026, 11, 5))

    assert date(2026, 11, 30) in november
    assert date(2026, 12, 1) not in november
    assert november.end == first_of_next_month(date(2026, 11, 5))


@pytest.mark.parametrize(
    ("calendar", "period", "count", "before"),
    [
        pytest.param(Calendar(), "2026-11", 0, "2026-11", id="none"),
        pytest.param(Calendar(), "2026-01", 1, "2025-12", id="over the year"),
        pytest.param(_BUSINESS, "2026-12", 1, "2026-11", id="business month"),
        pytest.param(_QUARTER, "2026-Q1", 2, "2025-Q3", id="quarters"),
        pytest.param(_YEAR, "2026", 2, "2024", id="years"),
    ],
)
def test_a_period_has_others_before_it(
    calendar: Calendar, period: str, count: int, before: str
) -> None:
    assert calendar.before(period, count) == before


@pytest.mark.parametrize(
    ("calendar", "day", "ended"),
    [
        pytest.param(Calendar(), date(2026, 12, 1), {"2026-11"}, id="a month"),
        pytest.param(Calendar(), date(2026, 11, 30), set(), id="its last day"),
        pytest.param(Calendar(), date(2026, 12, 2), set(), id="the day after"),
        pytest.param(Calendar(cut=Cut.QUARTER), date(2027, 1, 1), {"2026-Q4"}, id="a quarter"),
        pytest.param(Calendar(cut=Cut.QUARTER), date(2026, 12, 1), set(), id="inside a quarter"),
        pytest.param(
            Calendar(cut=Cut.BUSINESS_MONTH, first_day=26),
            date(2026, 11, 26),
            {"2026-11"},
            id="a business month",
        ),
    ],
)
def test_a_period_has_ended_on_the_day_after_its_last(
    calendar: Calendar, day: date, ended: set[str]
) -> None:
    assert ended_periods(calendar, {day}) == ended
