"""Ranges of days as reps say them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import DayRange
from rules.spoken_point import SpokenRange
from rules.spoken_range import find_ranges

#: A Sunday.
TODAY = date(2026, 11, 15)


def only(text: str, today: date = TODAY) -> SpokenRange:
    (found,) = find_ranges(text, today)

    assert found.range is not None
    return found.range


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        pytest.param(*row.split("|"), id=row.partition("|")[0])
        for row in """
今天|day|2026-11-15|2026-11-15
今日|day|2026-11-15|2026-11-15
今儿|day|2026-11-15|2026-11-15
当天|day|2026-11-15|2026-11-15
今早|day|2026-11-15|2026-11-15
today|day|2026-11-15|2026-11-15
昨天|day|2026-11-14|2026-11-14
last night|day|2026-11-14|2026-11-14
前天|day|2026-11-13|2026-11-13
大前天|day|2026-11-12|2026-11-12
the day before yesterday|day|2026-11-13|2026-11-13
3天前|day|2026-11-12|2026-11-12
two days ago|day|2026-11-13|2026-11-13
周三|day|2026-11-11|2026-11-11
周天|day|2026-11-15|2026-11-15
上周五|day|2026-11-06|2026-11-06
上周的周三|day|2026-11-04|2026-11-04
on monday|day|2026-11-09|2026-11-09
last sunday|day|2026-11-08|2026-11-08
本周|week|2026-11-09|2026-11-15
这个星期|week|2026-11-09|2026-11-15
这礼拜|week|2026-11-09|2026-11-15
这周一共|week|2026-11-09|2026-11-15
上周|week|2026-11-02|2026-11-08
上个礼拜|week|2026-11-02|2026-11-08
last week|week|2026-11-02|2026-11-08
the week before last|week|2026-10-26|2026-11-01
本月|month|2026-11-01|2026-11-30
当月|month|2026-11-01|2026-11-30
mtd|month|2026-11-01|2026-11-30
上个月|month|2026-10-01|2026-10-31
上上个月|month|2026-09-01|2026-09-30
last month|month|2026-10-01|2026-10-31
11月|month|2026-11-01|2026-11-30
十一月|month|2026-11-01|2026-11-30
10月份|month|2026-10-01|2026-10-31
十月份一共|month|2026-10-01|2026-10-31
12月|month|2025-12-01|2025-12-31
2026年10月|month|2026-10-01|2026-10-31
2026-10|month|2026-10-01|2026-10-31
10/2026|month|2026-10-01|2026-10-31
in october|month|2026-10-01|2026-10-31
october 2026|month|2026-10-01|2026-10-31
last october|month|2026-10-01|2026-10-31
october last year|month|2025-10-01|2025-10-31
去年10月|month|2025-10-01|2025-10-31
本季度|quarter|2026-10-01|2026-12-31
上季度|quarter|2026-07-01|2026-09-30
第三季度|quarter|2026-07-01|2026-09-30
2025年第四季度|quarter|2025-10-01|2025-12-31
q3|quarter|2026-07-01|2026-09-30
q4 2025|quarter|2025-10-01|2025-12-31
今年|year|2026-01-01|2026-12-31
去年|year|2025-01-01|2025-12-31
2025年|year|2025-01-01|2025-12-31
in 2025|year|2025-01-01|2025-12-31
上半年|between|2026-01-01|2026-06-30
最近7天|between|2026-11-09|2026-11-15
近一周|between|2026-11-09|2026-11-15
last 7 days|between|2026-11-09|2026-11-15
past 30 days|between|2026-10-17|2026-11-15
the past month|between|2026-10-16|2026-11-15
近三个月|between|2026-08-16|2026-11-15
11月3日|day|2026-11-03|2026-11-03
十一月三号|day|2026-11-03|2026-11-03
3号|day|2026-11-03|2026-11-03
20号|day|2026-10-20|2026-10-20
31号|day|2026-10-31|2026-10-31
上个月3号|day|2026-10-03|2026-10-03
nov 3|day|2026-11-03|2026-11-03
3rd of november|day|2026-11-03|2026-11-03
the 3rd|day|2026-11-03|2026-11-03
2026/11/3|day|2026-11-03|2026-11-03
12月24日|day|2025-12-24|2025-12-24
15/11|day|2026-11-15|2026-11-15
11月1日到11月15日|between|2026-11-01|2026-11-15
11.1-11.15|between|2026-11-01|2026-11-15
11/1-11/15|between|2026-11-01|2026-11-15
11月1-15日|between|2026-11-01|2026-11-15
1号到15号|between|2026-11-01|2026-11-15
上月1号到15号|between|2026-10-01|2026-10-15
2026-11-01 到 2026-11-15|between|2026-11-01|2026-11-15
from 1 nov to 15 nov|between|2026-11-01|2026-11-15
between nov 1 and nov 15|between|2026-11-01|2026-11-15
between 1 and 15 nov|between|2026-11-01|2026-11-15
nov 1 - 15|between|2026-11-01|2026-11-15
1-15 nov|between|2026-11-01|2026-11-15
9月到11月|between|2026-09-01|2026-11-30
8-10月|between|2026-08-01|2026-10-31
上周一到上周五|between|2026-11-02|2026-11-06
从11月1日到现在|between|2026-11-01|2026-11-15
since nov 1|between|2026-11-01|2026-11-15
月初到现在|between|2026-11-01|2026-11-15
今年以来|between|2026-01-01|2026-11-15
本月1号到今天|between|2026-11-01|2026-11-15
12月20日到1月5日|between|2025-12-20|2026-01-05
2025年12月20日到1月5日|between|2025-12-20|2026-01-05
12月20日到2026年1月5日|between|2025-12-20|2026-01-05
2026-11-15 到 2026-01-05|between|2026-01-05|2026-11-15
25号到5号|between|2026-10-25|2026-11-05
11月15日到11月1日|between|2026-11-01|2026-11-15
2026-11-15 到 2026-11-01|between|2026-11-01|2026-11-15
""".strip().splitlines()
    ],
)
def test_words_name_days(text: str, kind: str, first: str, last: str) -> None:
    spoken = only(text)

    assert (spoken.kind, str(spoken.days.start), str(spoken.days.last)) == (kind, first, last)


@pytest.mark.parametrize(
    "text", ["2月30日", "2026-02-29", "13月", "11月31日", "13/40", "1号到31号", "2月30日到3月1日"]
)
def test_an_impossible_date_is_said_and_not_guessed(text: str) -> None:
    (found,) = find_ranges(text, TODAY)

    assert (found.range, found.problem) == (None, "range.impossible_date")


@pytest.mark.parametrize(
    "text", ["明天", "后天", "下周", "下周三", "下个月", "明年", "tomorrow", "next month"]
)
def test_days_to_come_are_said_to_be_so(text: str) -> None:
    (found,) = find_ranges(text, TODAY)

    assert (found.range, found.problem) == (None, "range.future")


@pytest.mark.parametrize(
    "text",
    ["", "may i ask", "market", "8000", "2.5万", "再签3单", "last few days", "今晨", "monkey"],
)
def test_other_words_name_no_days(text: str) -> None:
    assert find_ranges(text, TODAY) == []


def test_up_to_today_is_seen_but_names_no_range() -> None:
    (found,) = find_ranges("截至今天", TODAY)

    assert (found.range, found.problem) == (None, None)


def test_two_ranges_are_both_found() -> None:
    assert len(find_ranges("上个月和这个月", TODAY)) == 2


def test_a_leap_day_is_known() -> None:
    leap_day = date(2028, 2, 29)

    assert only("2月29日", today=date(2028, 11, 15)).days.start == leap_day


def test_last_month_in_january_is_december() -> None:
    spoken = only("上个月", today=date(2026, 1, 31))

    assert spoken.days == DayRange(start=date(2025, 12, 1), end=date(2026, 1, 1))


DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DATES, DATES)
def test_two_full_dates_span_every_day_between_in_either_order(one: date, other: date) -> None:
    spoken = only(f"{one} 到 {other}")

    assert (spoken.days.start, spoken.days.last) == (min(one, other), max(one, other))


@given(
    DATES,
    st.sampled_from(["昨天", "上周", "上个月", "上季度", "去年", "3号", "11月", "11月3日", "q2"]),
)
def test_the_past_never_begins_in_the_future(today: date, text: str) -> None:
    assert only(text, today=today).days.start <= today
