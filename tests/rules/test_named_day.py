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
