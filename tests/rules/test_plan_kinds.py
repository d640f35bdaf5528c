"""Products, fees of deals and late money: at, just under and just over, and what a change posts."""

from __future__ import annotations

import pytest

from config.plans import read_plan
from rules.commission import DealCredit, Totals, post, worth_of
from rules.crediting import Sold
from rules.plan_terms import ONE_DEAL, Extra, Measure, Paid
from rules.plan_told import extras
from tests.plans_of_pay import FEE_OF_DEALS, FEE_WHOLE, HOUSE_FEE, LATE, PRODUCTS, PRODUCTS_OF_DEALS
from tests.worked_case import Case, paid

_FLAT = 'tiers = [{ from = "0", rate = "5%" }]\n'


@pytest.mark.parametrize(
    ("product", "column"),
    [
        pytest.param("软件", 0, id="named"),
        pytest.param(" Hardware ", 1, id="with blanks"),
        pytest.param("ＨＡＲＤＷＡＲＥ", 1, id="in full width"),
        pytest.param("hardwares", 2, id="nearly"),
        pytest.param("", 2, id="not told"),
    ],
)
def test_a_product_is_a_column_and_any_other_the_last(product: str, column: int) -> None:
    across = read_plan(PRODUCTS).across

    assert across is not None
    assert across.measure is Measure.PRODUCT
    assert across.column(product) == column


@pytest.mark.parametrize(
    ("sold", "worth"),
    [
        pytest.param([(999_999, 0)], 100_000, id="a cent under the tier: 10 %"),
        pytest.param([(999_999, 0), (1, 2)], 120_000 + 0, id="on it by another product"),
        pytest.param([(500_000, 1)], 25_000 + 2_000, id="5 % and 20.00 for the deal"),
        pytest.param([(500_000, 2)], 1_000, id="any other: 10.00 for the deal"),
        pytest.param([(5_000_000, 0)], 150_000, id="the most of a deal"),
        pytest.param([], 0, id="nothing"),
    ],
)
def test_each_product_has_its_rate_in_what_the_period_reached(
    sold: list[tuple[int, int]], worth: int
) -> None:
    plan = read_plan(PRODUCTS)

    assert worth_of(plan, [Sold(base, ONE_DEAL, column) for base, column in sold]) == worth


@pytest.mark.parametrize(
    ("margin", "column", "worth"),
    [
        pytest.param(299_999, 0, 30_000, id="a cent under the tier"),
        pytest.param(300_000, 0, 30_000 + 5_000, id="on it: 50.00 for the deal"),
        pytest.param(400_000, 0, 30_000 + 15_000 + 5_000, id="above it: 15 % of the part"),
        pytest.param(400_000, 1, 9_000 + 4_000, id="any other"),
    ],
)
def test_a_deals_size_and_its_product_give_its_rate(margin: int, column: int, worth: int) -> None:
    assert read_plan(PRODUCTS_OF_DEALS).total(margin, ONE_DEAL, column) == worth


def test_a_deal_that_turns_out_another_product_is_priced_anew() -> None:
    plan = read_plan(PRODUCTS)
    first = post(plan, totals=Totals(), credit=DealCredit(), base=500_000, units=ONE_DEAL, beside=0)
    assert first is not None

    found = post(
        plan,
        totals=first.after,
        credit=first.credit_after,
        base=500_000,
        units=ONE_DEAL,
        beside=1,
    )

    assert found is not None
    assert (found.this_deal, found.catch_up) == (27_000 - 50_000, 0)
    assert found.after.posted == 27_000


@pytest.mark.parametrize(
    ("toml", "base", "deals", "worth"),
    [
        pytest.param(HOUSE_FEE, 1_000_000, 1, 700_000 - 25_000, id="70 % less the fee"),
        pytest.param(HOUSE_FEE, 3_000_000, 3, 2_400_000 - 75_000, id="past the cap: the fee stays"),
        pytest.param(HOUSE_FEE, 35_714, 1, 0, id="as much as the fee"),
        pytest.param(HOUSE_FEE, 35_716, 1, 1, id="a cent more"),
        pytest.param(HOUSE_FEE, 0, 1, 0, id="never below nothing"),
        pytest.param(FEE_WHOLE, 1_000_000, 2, 70_000 - 6_666, id="two fees of 33.33"),
        pytest.param(FEE_WHOLE, 9_000_000, 2, 250_000, id="the most of a period comes last"),
        pytest.param(FEE_OF_DEALS, 100_000, 1, 1_000, id="the least of a deal comes first"),
    ],
)
def test_a_fee_is_taken_off_each_deal(toml: str, base: int, deals: int, worth: int) -> None:
    assert read_plan(toml).total(base, deals * ONE_DEAL) == worth


def test_a_share_of_a_deal_bears_its_share_of_the_fee() -> None:
    assert read_plan(HOUSE_FEE).total(500_000, ONE_DEAL // 2) == 350_000 - 12_500


def test_a_fee_is_told_before_the_most_of_a_period() -> None:
    found = extras(read_plan(FEE_WHOLE), 9_000_000, 2 * ONE_DEAL)

    assert found == (
        Extra(Paid.TAKEN_OFF, 3_333, 2 * ONE_DEAL),
        Extra(Paid.AT_MOST, 250_000),
    )


def test_a_lifted_deal_keeps_its_fee_and_the_others_theirs() -> None:
    plan = read_plan(FEE_WHOLE)
    first = post(plan, totals=Totals(), credit=DealCredit(), base=900_000, units=ONE_DEAL)
    assert first is not None

    found = post(plan, totals=first.after, credit=DealCredit(), base=200_000, units=ONE_DEAL)

    assert found is not None
    assert first.this_deal == 45_000 - 3_333
    assert (found.this_deal, found.catch_up) == (14_000 - 3_333, 18_000)


@pytest.mark.parametrize(
    ("days", "cents"),
    [
        pytest.param(0, 5_000, id="at once"),
        pytest.param(30, 5_000, id="on the last day"),
        pytest.param(31, 4_000, id="a day late"),
        pytest.param(45, 4_000, id="on the last day of the next step"),
        pytest.param(46, 1_667, id="later: 33.33 % of 1,000.00, half-up"),
    ],
)
def test_money_that_comes_late_counts_in_part(days: int, cents: int) -> None:
    late = LATE.split("\n", 2)[2]

    assert paid(late, Case(100_000, came=((days, 100_000),))) == cents


def test_what_went_back_is_of_the_money_that_came_last() -> None:
    late = LATE.split("\n", 2)[2]
    case = Case(100_000, came=((0, 50_000), (31, 50_000)), went_back=50_000)

    assert paid(late, case) == 2_500


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        pytest.param("JPY", 10, 1, id="no decimals: half a yen is one"),
        pytest.param("JPY", 9, 0, id="no decimals: less than half is none"),
        pytest.param("KWD", 10, 1, id="three decimals: half a fils is one"),
        pytest.param("KWD", 1_000_000, 50_000, id="three decimals: a thousand dinars"),
        pytest.param("CNY", 10**15, 5 * 10**13, id="the largest deal"),
        pytest.param("CNY", 0, 0, id="nothing"),
    ],
)
def test_a_price_is_half_up_in_the_smallest_unit_of_any_currency(
    currency: str, amount: int, minor: int
) -> None:
    assert paid(_FLAT, amount, currency=currency) == minor


def test_a_thousand_of_the_largest_deals_are_priced_to_the_cent() -> None:
    terms = 'tiers = [{ from = "0", rate = "12.345678%" }, { from = "0.01", rate = "0.000001%" }]\n'

    assert paid(terms, *[10**15] * 1_000) == 10**10
