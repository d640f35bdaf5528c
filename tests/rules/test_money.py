"""Money is exact: what does not fit is refused, and what is divided sums to the whole."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import Invalid
from rules.money import MAX_MINOR, Money, exponent, proportion, round_half_up, split, to_minor

_minor = st.integers(-MAX_MINOR, MAX_MINOR)
_currency = st.sampled_from(["CNY", "JPY", "KWD"])
_share = st.decimals(0, 1, places=6)
_shares = st.lists(_share, min_size=1, max_size=8).filter(any)


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        pytest.param("8000", "CNY", 800_000, id="no decimals"),
        pytest.param("8000.00", "CNY", 800_000, id="two decimals"),
        pytest.param("8000.0000", "CNY", 800_000, id="zeros beyond the cent"),
        pytest.param(" 0.01 ", "CNY", 1, id="a cent, with blanks"),
        pytest.param("-0.01", "CNY", -1, id="a negative one: the caller judges"),
        pytest.param("500", "JPY", 500, id="a currency without decimals"),
        pytest.param("1.234", "KWD", 1_234, id="a currency with three"),
        pytest.param(Decimal(10000000000000), "CNY", MAX_MINOR, id="the largest"),
        pytest.param(7, "CNY", 700, id="an int is major units"),
        pytest.param("+8", "CNY", 800, id="a plus"),
        pytest.param(".5", "CNY", 50, id="nothing before the point"),
        pytest.param("8.", "CNY", 800, id="nothing after the point"),
        pytest.param("-0.00", "CNY", 0, id="nothing at all, below zero"),
        pytest.param("0008000", "CNY", 800_000, id="zeros in front"),
        pytest.param(Decimal("8000." + "0" * 40), "CNY", 800_000, id="forty zeros"),
        pytest.param(Decimal("1.2E+4"), "CNY", 1_200_000, id="a decimal with an exponent"),
        pytest.param(Decimal("0E-2000000"), "CNY", 0, id="nothing, with a tiny exponent"),
        pytest.param(Decimal("0E+2000000"), "CNY", 0, id="nothing, with a huge exponent"),
    ],
)
def test_major_units_become_minor_ones(
    value: Decimal | int | str, currency: str, minor: int
) -> None:
    assert to_minor(value, currency) == minor


@pytest.mark.parametrize(
    ("value", "currency"),
    [
        pytest.param("0.001", "CNY", id="part of a cent"),
        pytest.param("0.5", "JPY", id="part of a yen"),
        pytest.param("", "CNY", id="nothing"),
        pytest.param("eight", "CNY", id="a word"),
        pytest.param("8,000", "CNY", id="a thousands comma"),
        pytest.param("NaN", "CNY", id="not a number"),
        pytest.param("-Infinity", "CNY", id="infinity"),
        pytest.param("10000000000000.01", "CNY", id="a cent above the largest"),
        pytest.param("1e999999", "CNY", id="an exponent that would fill the memory"),
        pytest.param("1e-999", "CNY", id="a tiny exponent"),
        pytest.param("1e-2000000", "CNY", id="an exponent that underflows"),
        pytest.param(Decimal("1e-2000000"), "CNY", id="a decimal that underflows"),
        pytest.param(Decimal("1e2000000"), "CNY", id="a decimal that overflows"),
        pytest.param("8000.000000000000000000000000001", "CNY", id="part of a cent, 31 digits"),
        pytest.param(Decimal("8000." + "0" * 99 + "1"), "CNY", id="part of a cent, 104 digits"),
        pytest.param(Decimal("9999999999999." + "9" * 99), "CNY", id="nines that would round"),
        pytest.param("1_000", "CNY", id="an underscore"),
        pytest.param("８０００", "CNY", id="full-width digits, which callers make plain"),
        pytest.param("٨٠٠٠", "CNY", id="digits of another script"),
        pytest.param("1e3", "CNY", id="an exponent in a text"),
        pytest.param("--1", "CNY", id="two signs"),
        pytest.param("- 1", "CNY", id="a sign that stands apart"),
        pytest.param(".", "CNY", id="a point"),
        pytest.param(Decimal("sNaN"), "CNY", id="a number that is none"),
        pytest.param("9" * 5_000_000, "CNY", id="five million digits"),
        pytest.param("8." + "0" * 5_000_000, "CNY", id="five million zeros"),
        pytest.param(Decimal("9" * 5_000_000), "CNY", id="a decimal of five million digits"),
        pytest.param(10**100_000, "CNY", id="an int of a hundred thousand digits"),
        pytest.param(-(10**100_000), "CNY", id="one below zero"),
    ],
)
def test_an_amount_that_does_not_fit_is_refused_by_field(
    value: Decimal | int | str, currency: str
) -> None:
    with pytest.raises(Invalid) as refused:
        to_minor(value, currency, field="cost")

    assert refused.value.field == "cost"
    assert len(refused.value.reason) < 200


@given(minor=_minor, currency=_currency)
def test_an_amount_shown_is_read_back(minor: int, currency: str) -> None:
    amount = Money(minor=minor, currency=currency).amount

    assert to_minor(amount, currency) == minor
    assert to_minor(str(amount), currency) == minor


@given(minor=_minor, currency=_currency, more=st.integers(1, 60), digit=st.integers(1, 9))
def test_no_part_of_the_smallest_unit_is_let_through(
    minor: int, currency: str, more: int, digit: int
) -> None:
    digits = tuple(int(one) for one in f"{abs(minor)}{'0' * (more - 1)}{digit}")
    amount = Decimal((0, digits, -exponent(currency) - more))

    with pytest.raises(Invalid):
        to_minor(amount, currency)


@pytest.mark.parametrize("code", ["", "cny", "RMB", "XXX", "CN"], ids=str)
def test_an_unknown_currency_is_refused(code: str) -> None:
    with pytest.raises(Invalid, match="ISO 4217"):
        exponent(code)


@pytest.mark.parametrize(
    ("minor", "currency", "amount"),
    [
        pytest.param(74_000, "CNY", "740.00", id="both decimals are kept"),
        pytest.param(500, "JPY", "500", id="none"),
        pytest.param(-1, "KWD", "-0.001", id="three"),
    ],
)
def test_an_amount_is_shown_with_all_its_decimals(minor: int, currency: str, amount: str) -> None:
    assert str(Money(minor=minor, currency=currency).amount) == amount


def test_two_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="do not mix"):
        Money(minor=1, currency="CNY") + Money(minor=1, currency="USD")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        pytest.param("0.4999", 0, id="just under a half"),
        pytest.param("0.5", 1, id="a half"),
        pytest.param("1.5", 2, id="a half above an odd number"),
        pytest.param("2.5", 3, id="a half above an even number"),
        pytest.param("-0.4999", 0, id="just under, below zero"),
        pytest.param("-0.5", -1, id="a half below zero"),
    ],
)
def test_halves_are_rounded_up_alike_as_decimal_and_fraction(value: str, rounded: int) -> None:
    assert round_half_up(Decimal(value)) == rounded
    assert round_half_up(Fraction(value)) == rounded


@pytest.mark.parametrize(
    ("minor", "shares", "parts"),
    [
        pytest.param(100, "1 1 1", [34, 33, 33], id="between equals the first has the cent"),
        pytest.param(200, "1 1 1", [67, 67, 66], id="two cents left over"),
        pytest.param(100, "0.335 0.335 0.33", [34, 33, 33], id="equal remainders"),
        pytest.param(101, "0.3 0.7", [30, 71], id="the largest remainder has it"),
        pytest.param(1, "0.49 0.51", [0, 1], id="one cent goes to the larger share"),
        pytest.param(-100, "1 1 1", [-34, -33, -33], id="taken back as it was given"),
        pytest.param(100, "0 1", [0, 100], id="a share of nothing"),
        pytest.param(0, "1 1", [0, 0], id="nothing to divide"),
    ],
)
def test_left_over_cents_go_to_the_largest_remainder(
    minor: int, shares: str, parts: list[int]
) -> None:
    assert split(minor, [Decimal(share) for share in shares.split()]) == parts


@given(minor=_minor, shares=_shares)
def test_the_parts_sum_to_the_whole(minor: int, shares: list[Decimal]) -> None:
    assert sum(split(minor, shares)) == minor


@given(minor=_minor, shares=_shares)
def test_no_part_is_a_cent_or_more_from_its_exact_share(minor: int, shares: list[Decimal]) -> None:
    total = sum(Fraction(share) for share in shares)

    parts = split(minor, shares)

    exact = [Fraction(share) * minor / total for share in shares]
    assert all(abs(part - due) < 1 for part, due in zip(parts, exact, strict=True))


@pytest.mark.parametrize(
    ("part", "earned"),
    [
        pytest.param(0, 0, id="nothing came in"),
        pytest.param(333, 33, id="a third"),
        pytest.param(335, 34, id="half a cent is a cent"),
        pytest.param(998, 100, id="nearly all"),
        pytest.param(999, 100, id="all"),
        pytest.param(2_000, 100, id="more than all earns no more"),
    ],
)
def test_a_proportion_is_half_up_and_never_more_than_all(part: int, earned: int) -> None:
    assert proportion(100, part, 999) == earned


@given(line=st.integers(0, 10**9), instalments=st.lists(st.integers(1, 10**6), min_size=1))
def test_cumulated_instalments_never_fall_and_end_at_the_line(
    line: int, instalments: list[int]
) -> None:
    whole = sum(instalments)
    reached = [sum(instalments[:n]) for n in range(len(instalments) + 1)]

    earned = [proportion(line, part, whole) for part in reached]

    assert earned == sorted(earned)
    assert (earned[0], earned[-1]) == (0, line)
