"""Sums and counts as reps say them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.spoken_amount import find_amounts
from rules.typed_text import clean, fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(text, Decimal(expected), id=text)
        for text, expected in {
            "8000": "8000",
            "20,000": "20000",
            "1,234,567.89": "1234567.89",
            "¥8000": "8000",
            "$5000": "5000",
            "8000元": "8000",
            "8000块钱": "8000",
            "50块": "50",
            "rmb 300": "300",
            "3 万块": "30000",
            "两万": "20000",
            "2万": "20000",
            "2.5万": "25000",
            "两万五": "25000",
            "2万5": "25000",
            "1万2千": "12000",
            "二十万": "200000",
            "一百二十万": "1200000",
            "一千二": "1200",
            "三百五": "350",
            "一万零五": "10005",
            "一万零五十": "10050",
            "两万三千四百": "23400",
            "十五万": "150000",
            "1.2亿": "120000000",
            "5百": "500",
            "20k": "20000",
            "1.5w": "15000",
            "三k": "3000",
            "1.5m": "1500000",
            "8 grand": "8000",
            "eight thousand": "8000",
            "twenty-five thousand": "25000",
            "a hundred thousand": "100000",
            "a million": "1000000",
            "再签8000的单子": "8000",
            "a 30k deal": "30000",
            "8万的单": "80000",
            "3w5": "35000",
            "1w2": "12000",
            "12k5": "12500",
            "12.5k": "12500",
            "half a million": "500000",
            "¥38000": "38000",
        }.items()
    ],
)
def test_a_sum_is_exact(text: str, expected: Decimal) -> None:
    (found,) = find_amounts(text)

    assert (found.value, found.is_count, found.problem) == (expected, False, None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("一单", 1, id="one"),
        pytest.param("再签两单", 2, id="two"),
        pytest.param("3 deals", 3, id="English"),
        pytest.param("2 more deals", 2, id="more"),
        pytest.param("one more deal", 1, id="one more"),
    ],
)
def test_deals_are_counted_and_are_no_sum(text: str, count: int) -> None:
    (found,) = find_amounts(text)

    assert (found.value, found.is_count) == (Decimal(count), True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("-8000", "amount.not_positive", id="minus sign"),
        pytest.param("¥-8000", "amount.not_positive", id="minus after the currency"),
        pytest.param("负两万", "amount.not_positive", id="Chinese minus"),
        pytest.param("minus 20k", "amount.not_positive", id="English minus"),
        pytest.param("0", "amount.not_positive", id="zero"),
        pytest.param("0.00元", "amount.not_positive", id="zero with cents"),
        pytest.param("9" * 30, "amount.too_large", id="too large"),
        pytest.param("两三万", "amount.vague", id="two or three"),
        pytest.param("5", "amount.vague", id="a bare 5"),
    ],
)
def test_what_is_no_sum_to_reckon_with_says_why(text: str, problem: str) -> None:
    (found,) = find_amounts(text)

    assert (found.value, found.problem) == (None, problem)


@pytest.mark.parametrize(
    "text", ["3天", "20%", "万一", "第一", "一起", "7 days", "abc123", "1.2.3", "one", "", "kw"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_amounts(text) == []


def test_the_place_of_a_sum_is_given() -> None:
    text = "再签两万五呢"

    (found,) = find_amounts(text)

    assert text[found.start : found.end] == "两万五"


@given(st.integers(min_value=100, max_value=10**12 - 1))
def test_any_sum_written_in_digits_is_found_exactly(amount: int) -> None:
    (found,) = find_amounts(f"再签 {amount:,} 呢")

    assert found.value == amount


@pytest.mark.parametrize(
    "text", ["一百多万", "三千多万", "二十来万", "十几万", "100多万", "两三万"]
)
def test_a_sum_that_is_only_about_is_vague(text: str) -> None:
    found = find_amounts(text)

    assert [one.problem for one in found] == ["amount.vague"]


@given(
    ten_thousands=st.integers(1, 999),
    digit=st.integers(1, 9),
    unit=st.sampled_from(["万", "w"]),
)
def test_the_last_digit_counts_for_the_next_lower_unit(
    ten_thousands: int, digit: int, unit: str
) -> None:
    found = find_amounts(f"再签{ten_thousands}{unit}{digit}")

    assert [one.value for one in found] == [Decimal(ten_thousands * 10_000 + digit * 1_000)]


@given(value=st.integers(100, 99_999_999), sign=st.sampled_from(["¥", "￥", "$", ""]))
def test_a_sum_is_the_same_in_every_width_and_with_commas(value: int, sign: str) -> None:
    wide = str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    for written in (f"{sign}{value}", f"{sign}{value:,}", f"{sign}{wide}"):
        assert [one.value for one in find_amounts(fold(clean(written)))] == [Decimal(value)]
