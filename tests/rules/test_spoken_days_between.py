"""After, before, feasts, parts of a month and weekends, for 24 November 2026, a Tuesday."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.spoken_point import SpokenKind
from rules.spoken_range import FoundRange, find_ranges

_TODAY = date(2026, 11, 24)
_DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))


def _one(text: str, today: date = _TODAY) -> FoundRange:
    found = find_ranges(text, today)

    assert len(found) == 1
    return found[0]


def _span(text: str) -> str:
    found = _one(text)

    assert (found.start, found.end) == (0, len(text))
    assert found.range is not None
    return f"{found.range.days.start} {found.range.days.last}"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("本月15号之后", "2026-11-16 2026-11-24"),
        ("15号以后", "2026-11-16 2026-11-24"),
        ("23号之后", "2026-11-24 2026-11-24"),
        ("11.15之后", "2026-11-16 2026-11-24"),
        ("after nov 15", "2026-11-16 2026-11-24"),
        ("上周之后", "2026-11-23 2026-11-24"),
        ("国庆后", "2026-10-08 2026-11-24"),
        ("本月15号以来", "2026-11-15 2026-11-24"),
        ("15号起", "2026-11-15 2026-11-24"),
        ("from monday on", "2026-11-23 2026-11-24"),
        ("since monday", "2026-11-23 2026-11-24"),
        ("本月15号之前", "2026-11-01 2026-11-14"),
        ("15号前", "2026-11-01 2026-11-14"),
        ("before the 15th", "2026-11-01 2026-11-14"),
        ("2号之前", "2026-11-01 2026-11-01"),
        ("28号之前", "2026-11-01 2026-11-24"),
        ("10月15号之前", "2026-10-01 2026-10-14"),
        ("国庆那周", "2026-09-28 2026-10-04"),
        ("国庆期间", "2026-10-01 2026-10-07"),
        ("十一黄金周", "2026-10-01 2026-10-07"),
        ("去年国庆", "2025-10-01 2025-10-07"),
        ("五一假期", "2026-05-01 2026-05-05"),
        ("五一那天", "2026-05-01 2026-05-01"),
        ("元旦", "2026-01-01 2026-01-03"),
        ("national day week", "2026-09-28 2026-10-04"),
        ("11月9号那周", "2026-11-09 2026-11-15"),
        ("week of nov 9", "2026-11-09 2026-11-15"),
        ("十月上旬", "2026-10-01 2026-10-10"),
        ("10月中旬", "2026-10-11 2026-10-20"),
        ("上个月下旬", "2026-10-21 2026-10-31"),
        ("本月下旬", "2026-11-21 2026-11-24"),
        ("early october", "2026-10-01 2026-10-10"),
        ("late october", "2026-10-21 2026-10-31"),
        ("周末", "2026-11-21 2026-11-22"),
        ("上周末", "2026-11-21 2026-11-22"),
        ("上上周末", "2026-11-14 2026-11-15"),
        ("last weekend", "2026-11-21 2026-11-22"),
        ("上周一到周三", "2026-11-16 2026-11-18"),
        ("3q", "2026-07-01 2026-09-30"),
        ("25年三季度", "2025-07-01 2025-09-30"),
        ("上前天", "2026-11-21 2026-11-21"),
        ("上周三", "2026-11-18 2026-11-18"),
        ("last friday", "2026-11-20 2026-11-20"),
        ("这个月到现在", "2026-11-01 2026-11-24"),
    ],
)
def test_the_days_are_those_that_are_meant(text: str, days: str) -> None:
    assert _span(text) == days


@pytest.mark.parametrize("text", ["24号之后", "今天之后", "这周末", "this weekend", "下周末"])
def test_what_is_to_come_is_said_to_be(text: str) -> None:
    assert _one(text).problem == "range.future"


@pytest.mark.parametrize("text", ["十一单", "十一的", "后来", "前面", "中秋那周"])
def test_no_days_are_guessed(text: str) -> None:
    assert find_ranges(text, _TODAY) == []


@given(today=_DAYS, back=st.integers(1, 27))
def test_after_a_day_begins_where_until_it_ended(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    text = f"{day.year}年{day.month}月{day.day}日"

    since, after = _one(f"{text}起", today).range, _one(f"{text}之后", today).range

    assert since is not None
    assert after is not None
    assert since.days.start == day
    assert after.days.start == day + timedelta(days=1)
    assert since.days.last == after.days.last == today


@given(today=_DAYS, day=st.integers(2, 28))
def test_before_a_day_is_its_month_up_to_it_and_never_to_come(today: date, day: int) -> None:
    found = _one(f"本月{day}号之前", today).range

    assert found is not None
    assert found.days.start == today.replace(day=1)
    assert found.days.last == min(today.replace(day=day) - timedelta(days=1), today)


@given(today=_DAYS, month=st.integers(1, 12))
def test_the_parts_of_a_month_make_it_up(today: date, month: int) -> None:
    parts = [_one(f"{month}月{part}旬", today) for part in "上中下"]
    known = [one.range for one in parts if one.range is not None]

    assert known
    assert known[0].days.start.day == 1
    assert all(one.days.end == two.days.start for one, two in pairwise(known))
    assert all(one.days.last <= today for one in known)


@given(
    today=_DAYS,
    feast=st.sampled_from(["国庆", "五一", "元旦"]),
    word=st.sampled_from(["那周", "期间", "那天"]),
)
def test_a_feast_is_the_last_that_has_begun(today: date, feast: str, word: str) -> None:
    found = _one(f"{feast}{word}", today).range

    assert found is not None
    assert found.days.start <= today
    assert today - found.days.start < timedelta(days=373)
    if found.kind is SpokenKind.WEEK:
        assert found.days.start.weekday() == 0


@given(
    text=st.text(
        alphabet="0123456789上中下旬周末月号日前后之那国庆一二三十本的 qafter", max_size=24
    )
)
def test_no_text_breaks_the_reader_of_days(text: str) -> None:
    for found in find_ranges(text, _TODAY):
        assert 0 <= found.start < found.end <= len(text)
        assert found.range is None or found.range.days.start < found.range.days.end
        assert not re.fullmatch(r"\s*", text[found.start : found.end])
