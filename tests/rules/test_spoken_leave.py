"""How a mentor says that she is away, and which days can not be."""

from __future__ import annotations

from datetime import date

import pytest

from rules.mentor_leave import weeks_away
from rules.spoken_leave import find_leave
from rules.typed_text import fold
from rules.workdays import OfficialYear, Workdays

_TODAY = date(2026, 11, 24)
_DEC = (date(2026, 12, 1), date(2026, 12, 3))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("我请假 12月1日到12月3日", *_DEC),
        ("请假12月1日至3日", *_DEC),
        ("12月1日到12月3日请假", *_DEC),
        ("我想请假:2026-12-01到2026-12-03。", *_DEC),
        ("休假 12/1-12/3", *_DEC),
        ("I'm on leave Dec 1 to Dec 3", *_DEC),
        ("I am away from 1 Dec until 3 Dec", *_DEC),
        ("明天请假", date(2026, 11, 25), date(2026, 11, 25)),
        ("请假 12月29日到1月5日", date(2026, 12, 29), date(2027, 1, 5)),
        ("请假 1月4日到1月8日", date(2027, 1, 4), date(2027, 1, 8)),
        ("我今天到后天请假", _TODAY, date(2026, 11, 26)),
        ("我下周请假", date(2026, 11, 30), date(2026, 12, 6)),
        ("本周请年假", _TODAY, date(2026, 11, 29)),
        ("下周一到周三请假", date(2026, 11, 30), date(2026, 12, 2)),
        ("请假 周五到下周二", date(2026, 11, 27), date(2026, 12, 1)),
        ("我周二请病假", _TODAY, _TODAY),
        ("周一请假", date(2026, 11, 30), date(2026, 11, 30)),
        ("这周天休年假", date(2026, 11, 29), date(2026, 11, 29)),
        ("leave from tomorrow to next Wednesday", date(2026, 11, 25), date(2026, 12, 2)),
        ("I'll be on vacation next week", date(2026, 11, 30), date(2026, 12, 6)),
        ("I am away Friday", date(2026, 11, 27), date(2026, 11, 27)),
        ("on leave next Monday to Wednesday", date(2026, 11, 30), date(2026, 12, 2)),
    ],
)
def test_days_are_read(text: str, first: date, last: date) -> None:
    found = find_leave(fold(text), _TODAY)

    assert found is not None
    assert (found.first, found.last, found.problem) == (first, last, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("请假 2月30日", "mentor_leave.no_day", id="no such day"),
        pytest.param("请假 2026-12-03到2026-12-01", "mentor_leave.turned", id="turned round"),
        pytest.param("请假 12月3日到12月1日", "mentor_leave.turned", id="turned, without a year"),
        pytest.param("请假 2026-11-22到2026-11-23", "mentor_leave.over", id="over yesterday"),
        pytest.param("这周一请假", "mentor_leave.over", id="Monday of this week, on a Tuesday"),
        pytest.param("请假 2026-11-22到2026-11-24", None, id="its last day is today"),
        pytest.param("请假 2026-12-01到2027-03-02", None, id="92 days"),
        pytest.param("请假 2026-12-01到2027-03-03", "mentor_leave.too_long", id="93 days"),
    ],
)
def test_what_is_wrong_has_one_sentence(text: str, problem: str | None) -> None:
    found = find_leave(fold(text), _TODAY)

    assert found is not None
    assert found.problem == problem


@pytest.mark.parametrize(
    "text",
    ["我请假", "怎么请假", "李雷请假了吗", "请假多少天有工资", "leave me alone", "leave", "下周"],
)
def test_what_only_speaks_of_leave_is_none(text: str) -> None:
    assert find_leave(fold(text), _TODAY) is None


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        pytest.param("2026-12-02", "2026-12-03", [], id="two of five days: three are left"),
        pytest.param("2026-12-01", "2026-12-03", ["2026-11-30"], id="three of five"),
        pytest.param("2026-12-05", "2026-12-06", [], id="a weekend"),
        pytest.param("2026-12-02", "2026-12-11", ["2026-11-30", "2026-12-07"], id="two weeks"),
    ],
)
def test_a_week_with_fewer_than_three_workdays_left_is_away(
    first: str, last: str, weeks: list[str]
) -> None:
    found = weeks_away((date.fromisoformat(first), date.fromisoformat(last)), Workdays())

    assert [one.isoformat() for one in found] == weeks


def test_a_holiday_week_that_a_leave_takes_nothing_of_is_not_away() -> None:
    golden = OfficialYear(off=frozenset(date(2026, 10, n) for n in range(1, 8)))
    workdays = Workdays(official={2026: golden})

    assert list(weeks_away((date(2026, 10, 5), date(2026, 10, 6)), workdays)) == []
