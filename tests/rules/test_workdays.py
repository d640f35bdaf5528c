"""Each pattern works on its days; a holiday, a make-up day and the site's own word come on top."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import DayRange, week_of
from rules.workdays import Alternating, OfficialYear, Pattern, Shifts, Weekdays, Workdays

#: Thursday 1 to Wednesday 7 October 2026 are off; Sunday 20 September and Saturday 10 October make
#: up for it.
_OFFICIAL = {
    2026: OfficialYear(
        off=frozenset(date(2026, 10, n) for n in range(1, 8)),
        works=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
    )
}
_FIVE = Weekdays()
_SIX = Weekdays(days=frozenset(range(6)))
_BIG_WEEK = Alternating(anchor=date(2026, 9, 30))
_SMALL_WEEK = Alternating(anchor=date(2026, 10, 5))
_FOUR_TWO = Shifts(anchor=date(2026, 10, 1), on=4, off=2)


def _workdays(pattern: Pattern = _FIVE, **more: frozenset[date]) -> Workdays:
    return Workdays(pattern=pattern, official=_OFFICIAL, **more)


@pytest.mark.parametrize(
    ("pattern", "day", "works"),
    [
        pytest.param(_FIVE, "2026-09-18", True, id="five days: a Friday"),
        pytest.param(_FIVE, "2026-09-19", False, id="five days: a Saturday"),
        pytest.param(_FIVE, "2026-09-20", True, id="five days: a make-up Sunday"),
        pytest.param(_FIVE, "2026-09-30", True, id="five days: before the holiday"),
        pytest.param(_FIVE, "2026-10-01", False, id="five days: its first day"),
        pytest.param(_FIVE, "2026-10-07", False, id="five days: its last day"),
        pytest.param(_FIVE, "2026-10-08", True, id="five days: after it"),
        pytest.param(_FIVE, "2026-10-10", True, id="five days: a make-up Saturday"),
        pytest.param(_FIVE, "2027-10-01", True, id="five days: a year without a table"),
        pytest.param(_SIX, "2026-09-19", True, id="six days: a Saturday"),
        pytest.param(_SIX, "2026-09-20", True, id="six days: a make-up Sunday"),
        pytest.param(_SIX, "2026-09-27", False, id="six days: a Sunday"),
        pytest.param(_SIX, "2026-10-03", False, id="six days: a Saturday in the holiday"),
        pytest.param(_BIG_WEEK, "2026-10-03", False, id="big week: in the holiday"),
        pytest.param(_BIG_WEEK, "2026-09-26", False, id="small week: a Saturday"),
        pytest.param(_BIG_WEEK, "2026-10-17", True, id="big week: a Saturday"),
        pytest.param(_BIG_WEEK, "2026-10-10", True, id="small week: a make-up Saturday"),
        pytest.param(_SMALL_WEEK, "2026-10-17", False, id="the other way round"),
        pytest.param(_SMALL_WEEK, "2026-09-26", True, id="before its anchor"),
        pytest.param(_FOUR_TWO, "2026-10-01", True, id="shifts: the holiday is not asked"),
        pytest.param(_FOUR_TWO, "2026-10-04", True, id="shifts: last of the run"),
        pytest.param(_FOUR_TWO, "2026-10-05", False, id="shifts: first of the rest"),
        pytest.param(_FOUR_TWO, "2026-10-07", True, id="shifts: the next run"),
        pytest.param(_FOUR_TWO, "2026-09-30", False, id="shifts: before the anchor"),
        pytest.param(_FOUR_TWO, "2026-09-20", True, id="shifts: by the roster alone"),
        pytest.param(_FOUR_TWO, "2026-09-24", False, id="shifts: rest long before"),
    ],
)
def test_a_pattern_decides_beside_the_official_table(
    pattern: Pattern,
    day: str,
    works: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert _workdays(pattern).is_workday(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param("2026-10-02", True, id="works in the holiday"),
        pytest.param("2026-10-10", False, id="off on a make-up day"),
        pytest.param("2026-10-03", False, id="not named"),
    ],
)
def test_the_site_has_the_last_word(day: str, works: bool) -> None:  # noqa: FBT001 - a column
    own = _workdays(works=frozenset({date(2026, 10, 2)}), off=frozenset({date(2026, 10, 10)}))

    assert own.is_workday(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        pytest.param("2026-09-30", 0, "2026-09-30", id="itself"),
        pytest.param("2026-10-01", 0, "2026-10-08", id="the first after a holiday"),
        pytest.param("2026-09-30", 1, "2026-10-08", id="over a holiday"),
        pytest.param("2026-10-01", 1, "2026-10-09", id="one after the first after"),
        pytest.param("2026-10-09", 1, "2026-10-10", id="on a make-up day"),
        pytest.param("2026-10-09", 2, "2026-10-12", id="over a Sunday"),
        pytest.param("2026-10-08", -1, "2026-09-30", id="back over a holiday"),
        pytest.param("2026-10-05", -1, "2026-09-30", id="back from inside it"),
        pytest.param("2026-09-21", -1, "2026-09-20", id="back to a make-up Sunday"),
        pytest.param("2026-10-12", -3, "2026-10-08", id="three back"),
    ],
)
def test_an_offset_lands_on_a_workday(day: str, count: int, found: str) -> None:
    assert _workdays().add(date.fromisoformat(day), count) == date.fromisoformat(found)


_patterns = st.one_of(
    st.builds(lambda days: Weekdays(days=days), st.frozensets(st.integers(0, 6), min_size=1)),
    st.builds(lambda day: Alternating(anchor=day), st.dates(date(2026, 1, 1), date(2026, 12, 31))),
    st.builds(
        lambda on, off: Shifts(anchor=date(2026, 3, 1), on=on, off=off),
        st.integers(1, 9),
        st.integers(1, 9),
    ),
)
_days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(pattern=_patterns, day=_days, count=st.integers(-20, 20))
def test_offsets_are_workdays_in_a_row(pattern: Pattern, day: date, count: int) -> None:
    hers = _workdays(pattern)
    first, then = hers.add(day, count), hers.add(day, count + 1)

    assert hers.is_workday(first)
    assert hers.between(DayRange(start=first, end=then)) == 1


@given(pattern=_patterns, day=_days, length=st.integers(0, 60), cut=st.integers(0, 60))
def test_the_workdays_of_two_parts_are_those_of_the_whole(
    pattern: Pattern, day: date, length: int, cut: int
) -> None:
    hers = _workdays(pattern)
    middle, end = day + timedelta(days=min(cut, length)), day + timedelta(days=length)

    parts = [
        hers.between(DayRange(start=day, end=middle)),
        hers.between(DayRange(start=middle, end=end)),
    ]

    assert sum(parts) == hers.between(DayRange(start=day, end=end))


@pytest.mark.parametrize(
    ("pattern", "day", "workdays", "needs"),
    [
        pytest.param(_FIVE, "2026-09-24", 5, "12.00", id="an ordinary week"),
        pytest.param(_FIVE, "2026-10-01", 3, "7.20", id="three days (RULES row 2)"),
        pytest.param(_FIVE, "2026-10-05", 3, "7.20", id="two days and a make-up Saturday"),
        pytest.param(_FIVE, "2026-09-20", 6, "12.00", id="six days ask for no more"),
        pytest.param(_SIX, "2026-10-01", 3, "6.00", id="half of a six-day week"),
        pytest.param(_BIG_WEEK, "2026-09-22", 5, "10.91", id="a small week"),
        pytest.param(_BIG_WEEK, "2026-10-14", 6, "12.00", id="a big week"),
        pytest.param(Shifts(anchor=date(2026, 9, 21), on=3, off=4), "2026-09-21", 3, "12.00",
                     id="a run"),
    ],
)  # fmt: skip
def test_a_weekly_figure_is_asked_for_in_proportion(
    pattern: Pattern, day: str, workdays: int, needs: str
) -> None:
    hers = _workdays(pattern)
    some_day = date.fromisoformat(day)

    assert hers.in_week(some_day) == workdays
    assert str(hers.pro_rata(Decimal(12), some_day)) == needs


def test_a_week_off_asks_for_nothing() -> None:
    week = week_of(date(2026, 11, 23))
    hers = _workdays(off=frozenset(week.start + timedelta(days=n) for n in range(7)))

    assert hers.pro_rata(Decimal(12), week.start) == 0


def test_a_calendar_without_workdays_is_refused_where_one_is_looked_for() -> None:
    nobody = Workdays(pattern=Weekdays(days=frozenset()))

    with pytest.raises(ValueError, match="without workdays"):
        nobody.add(date(2026, 11, 24), 0)
