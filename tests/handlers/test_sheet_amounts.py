"""Amounts, currencies and splits as people write them, and the reasons for those refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sheet import Cell, Fault
from handlers.sheet_amounts import Share, currency, money, shares
from handlers.sheet_cells import BadCell
from rules.money import Money


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        pytest.param(Decimal("8000.1"), 800_010, id="a number of the workbook"),
        pytest.param("8000", 800_000, id="plain"),
        pytest.param("8,000", 800_000, id="thousands by comma"),
        pytest.param("1,234,567.89", 123_456_789, id="millions"),
        pytest.param("1 234 567", 123_456_700, id="thousands by space"),
        pytest.param("¥8,000.00", 800_000, id="yen sign"),
        pytest.param("￥8,000.00", 800_000, id="full-width yen sign"),
        pytest.param("８０００", 800_000, id="full-width digits"),
        pytest.param("８，０００．５０元", 800_050, id="full-width everything"),
        pytest.param("8000元", 800_000, id="yuan behind"),
        pytest.param("8000 元", 800_000, id="yuan behind a space"),
        pytest.param("人民币8000", 800_000, id="renminbi before"),
        pytest.param("RMB 8,000", 800_000, id="RMB before"),
        pytest.param("8000 cny", 800_000, id="code behind"),
        pytest.param("1.2万", 1_200_000, id="ten thousands"),
        pytest.param("1.2万元", 1_200_000, id="ten thousands of yuan"),
        pytest.param("3亿", 30_000_000_000, id="hundred millions"),
        pytest.param("0", 0, id="nothing"),
        pytest.param("8000.000", 800_000, id="zeros past the cent"),
    ],
)
def test_an_amount_is_read_to_the_cent(cell: Cell, minor: int) -> None:
    assert money(cell, "CNY") == Money(minor=minor, currency="CNY")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        pytest.param("8000.005", "import.sub_minor", id="part of a cent"),
        pytest.param(Decimal("1E-7"), "import.sub_minor", id="a crumb"),
        pytest.param("-8000", "import.negative", id="minus"),
        pytest.param("－8000", "import.negative", id="full-width minus"),
        pytest.param("-¥8,000", "import.negative", id="minus before the sign"),
        pytest.param("¥-8,000", "import.negative", id="minus behind the sign"),
        pytest.param("(8,000.00)", "import.negative", id="accountant's brackets"),
        pytest.param(Decimal(-1), "import.negative", id="negative number"),
        pytest.param("8,00", "import.not_a_number", id="comma in the wrong place"),
        pytest.param("1.234,56", "import.not_a_number", id="comma for the point"),
        pytest.param("12,34,567", "import.not_a_number", id="Indian groups"),
        pytest.param("约8000", "import.not_a_number", id="about"),
        pytest.param("8000-9000", "import.not_a_number", id="a range"),
        pytest.param("60%", "import.not_a_number", id="percent"),
        pytest.param("1.2w", "import.not_a_number", id="slang"),
        pytest.param("八千", "import.not_a_number", id="in characters"),
        pytest.param("NaN", "import.not_a_number", id="not a number"),
        pytest.param("9" * 41, "import.not_a_number", id="a page of digits"),
        pytest.param("9" * 17, "import.too_large", id="larger than any deal"),
        pytest.param(Decimal("1E+300"), "import.too_large", id="astronomic"),
        pytest.param("$8000", "import.currency_differs", id="dollars under yuan"),
        pytest.param("8000 USD", "import.currency_differs", id="a code under yuan"),
        pytest.param("#REF!", "import.fault", id="failed formula as text"),
        pytest.param(Fault(code="#N/A"), "import.fault", id="failed formula"),
    ],
)
def test_an_amount_that_is_unclear_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(BadCell) as refused:
        money(cell, "CNY")

    assert refused.value.reason_id == reason


@pytest.mark.parametrize(
    ("note", "cell", "minor"),
    [
        pytest.param("元", Decimal("1.2"), 120, id="yuan"),
        pytest.param("万元", Decimal("1.2"), 1_200_000, id="ten thousands"),
        pytest.param("单位:万元", "1.2", 1_200_000, id="unit spelled out"),
        pytest.param("万元 含税", Decimal("1.2"), 1_200_000, id="and another note"),
        pytest.param("万元", "1.2万", 1_200_000, id="the cell repeats the unit"),
        pytest.param("万元", "8000元", 800_000, id="the cell has its own unit"),
        pytest.param("千元", Decimal(8), 800_000, id="thousands"),
        pytest.param("CNY k", Decimal(8), 800_000, id="thousands in English"),
        pytest.param("in thousands", Decimal(8), 800_000, id="thousands in words"),
        pytest.param("必填", Decimal(8), 800, id="no unit at all"),
        pytest.param("tax", Decimal(8), 800, id="three letters that are no currency"),
    ],
)
def test_the_unit_in_a_title_counts(note: str, cell: Cell, minor: int) -> None:
    assert money(cell, "CNY", note=note) == Money(minor=minor, currency="CNY")


def test_a_title_in_another_currency_is_refused() -> None:
    with pytest.raises(BadCell) as refused:
        money(Decimal(8000), "CNY", note="USD")

    assert refused.value.values == {"mark": "USD", "currency": "CNY"}


def test_the_yuan_of_a_title_is_that_of_the_currency_column() -> None:
    amount = money(Decimal("1.2"), "USD", note="万元", is_stated=True)

    assert amount == Money(minor=1_200_000, currency="USD")


def test_the_yuan_of_a_title_contradicts_another_default_currency() -> None:
    with pytest.raises(BadCell) as refused:
        money(Decimal("1.2"), "USD", note="万元")

    assert refused.value.reason_id == "import.currency_differs"


def test_yen_have_no_decimals() -> None:
    with pytest.raises(BadCell) as refused:
        money("100.5", "JPY")

    assert refused.value.values == {"currency": "JPY", "places": "0"}


def test_an_amount_without_a_currency_is_checked_as_far_as_possible() -> None:
    assert money("8000", None) is None


@given(minor=st.integers(0, 10**13))
def test_a_double_of_excel_keeps_its_cents(minor: int) -> None:
    stored = float(Decimal(minor) / 100)

    read = money(Decimal(format(stored, ".15g")), "CNY")

    assert read == Money(minor=minor, currency="CNY")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        pytest.param("cny", "CNY", id="small letters"),
        pytest.param("人民币", "CNY", id="renminbi"),
        pytest.param("元", "CNY", id="yuan"),
        pytest.param("￥", "CNY", id="sign"),
        pytest.param("美元", "USD", id="dollars"),
        pytest.param("港币", "HKD", id="Hong Kong dollars"),
    ],
)
def test_a_currency_is_read_by_code_or_name(cell: str, code: str) -> None:
    assert currency(cell) == code


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(BadCell) as refused:
        currency("BTC")

    assert refused.value.reason_id == "import.currency"


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("A001:60%;A002:40%", id="percent"),
        pytest.param("A001：60％；A002：40％", id="full-width"),
        pytest.param("A001:60,A002:40", id="of a hundred"),
        pytest.param("A001=0.6、A002=0.4", id="of one"),
        pytest.param(" A001 : 60 % ; A002 : 40 % ; ", id="spaces and a last semicolon"),
    ],
)
def test_a_split_is_read_in_its_order(cell: str) -> None:
    assert shares(cell) == (
        Share(employee="A001", part=Decimal("0.6")),
        Share(employee="A002", part=Decimal("0.4")),
    )


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        pytest.param("A001", "import.splits", id="no share"),
        pytest.param("A001:60%;A002", "import.splits", id="a share missing"),
        pytest.param(";", "import.splits", id="nothing in it"),
        pytest.param("A001:-60%;A002:160%", "import.splits", id="below nothing"),
        pytest.param("A001:60%;A002:30%", "import.splits_sum", id="too little"),
        pytest.param("A001:60%;A002:50%", "import.splits_sum", id="too much"),
        pytest.param("A001:60%;A002:40", "import.splits_sum", id="percent on one"),
        pytest.param("A001:0.6%;A002:0.4%", "import.splits_sum", id="one percent in all"),
        pytest.param("A001:33.33;A002:33.33;A003:33.33", "import.splits_sum", id="thirds"),
        pytest.param("A001:60%;A001:40%", "import.splits_twice", id="one person twice"),
        pytest.param("A001:100%;A002:0%", "import.splits_twice", id="nothing for one"),
    ],
)
def test_a_split_that_is_unclear_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(BadCell) as refused:
        shares(cell)

    assert refused.value.reason_id == reason


def test_a_part_of_a_cent_beyond_twenty_eight_digits_is_seen() -> None:
    with pytest.raises(BadCell) as refused:
        money(Decimal("8000.000000000000000000000000001"), "CNY")

    assert refused.value.reason_id == "import.sub_minor"
