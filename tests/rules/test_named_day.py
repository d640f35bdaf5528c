"""A day in answer to a question for one."""

from __future__ import annotations

from datetime import date

import pytest

from rules.named_day import named_day

_TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        (" 2026/11/24 ", date(2026, 11, 24)),
        ("2026.1.2", date(2026, 1, 2)),
        ("2026年11月24日", date(2026, 11, 24)),
        ("２０２６－１１－２４", date(2026, 11, 24)),
        ("11月24号", date(2026, 11, 24)),
        ("11/24", date(2026, 11, 24)),
        ("1月5日", date(2027, 1, 5)),
        ("5月28日", date(2026, 5, 28)),
        ("5月27日", date(2027, 5, 27)),
        ("今天", _TODAY),
        ("昨天", date(2026, 11, 25)),
        ("前天", date(2026, 11, 24)),
        ("明天", date(2026, 11, 27)),
        ("Yesterday", date(2026, 11, 25)),
        ("today", _TODAY),
        ("大前天", date(2026, 11, 23)),
        ("周四", _TODAY),
        ("周日", date(2026, 11, 29)),
        ("周一", date(2026, 11, 23)),
        ("星期天", date(2026, 11, 29)),
        ("礼拜二", date(2026, 11, 24)),
        ("这周一", date(2026, 11, 23)),
        ("上周五", date(2026, 11, 20)),
        ("上上周日", date(2026, 11, 15)),
        ("下个星期三", date(2026, 12, 2)),
        ("Friday", date(2026, 11, 27)),
        ("wed", date(2026, 11, 25)),
        ("Tues", date(2026, 11, 24)),
        ("last friday", date(2026, 11, 20)),
        ("last Thursday", date(2026, 11, 19)),
        ("last wed", date(2026, 11, 25)),
        ("this sat", date(2026, 11, 28)),
        ("next monday", date(2026, 11, 30)),
        ("on Thursday", _TODAY),
        ("周八", None),
        ("周", None),
        ("weekday", None),
        ("2026-02-30", None),
        ("13/40", None),
        ("0000-1-1", None),
        ("今天下午", None),
        ("24", None),
        ("华星", None),
        ("", None),
    ],
)
def test_the_day_that_is_meant(said: str, day: date | None) -> None:
    assert named_day(said, _TODAY) == day


def test_the_day_that_only_leap_years_have_is_the_nearest_one() -> None:
    assert named_day("2月29日", date(2027, 11, 1)) == date(2028, 2, 29)
    assert named_day("2月29日", date(2026, 3, 1)) is None
