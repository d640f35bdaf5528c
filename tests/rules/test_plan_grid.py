"""Markups, grids, factors, and limits of a deal in a period: at, just under and just over."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from config.plans import read_plan
from rules.commission import DealCredit, Posting, Totals, post, worth_of
from rules.crediting import Sold
from rules.plan_terms import ONE_DEAL
from tests.plans_of_pay import (
    DEALS_CAPPED,
    FACTOR,
    FACTOR_OF_DEALS,
    GRID_MIXED,
    GRID_OF_DEALS,
    GRID_OF_PERIODS,
    LIMITS_BY_COUNT,
    MARKUP,
)


@pytest.mark.parametrize(
    ("base", "margin", "worth"),
    [
        pytest.param(1_000_000, 0, 10_000, id="no margin"),
        pytest.param(1_000_000, 199_960, 10_000, id="24.99375 % of its cost reads 24.99 %"),
        pytest.param(1_000_000, 199_999, 30_000, id="24.99984 % reads 25.00 %"),
        pytest.param(1_000_000, 200_000, 30_000, id="25 %"),
        pytest.param(1_000_000, 599_900, 30_000, id="149.94 %"),
        pytest.param(1_000_000, 600_000, 61_000, id="150 %: 6 % and 10.00"),
        pytest.param(1_000_000, 1_000_000, 61_000, id="what cost nothing has any markup"),
        pytest.param(0, 0, 0, id="nothing"),
    ],
)
def test_a_markup_is_margin_by_cost(base: int, margin: int, worth: int) -> None:
    assert read_plan(MARKUP).total(base, ONE_DEAL, margin) == worth


@pytest.mark.parametrize(
    ("base", "margin", "worth"),
    [
        pytest.param(899_999, 180_000, 18_000, id="a cent under the row, in the second column"),
        pytest.param(900_000, 179_900, 18_000, id="on the row, under the column"),
        pytest.param(900_000, 180_000, 27_000, id="on both"),
        pytest.param(900_000, 360_000, 45_000, id="the last cell"),
        pytest.param(0, 0, 0, id="nothing"),
    ],
)
def test_a_rate_is_looked_up_by_two_measures_of_a_deal(base: int, margin: int, worth: int) -> None:
    assert read_plan(GRID_OF_DEALS).total(base, 0, margin) == worth


@pytest.mark.parametrize(
    ("base", "deals", "worth"),
    [
        pytest.param(1_500_000, 1, 55_000, id="3 % and 5 % of the part above"),
        pytest.param(1_500_000, 2, 55_000, id="not three deals yet"),
        pytest.param(1_500_000, 3, 75_000, id="three: 4 % and 7 %"),
        pytest.param(1_000_000, 3, 40_000, id="three, on the row"),
    ],
)
def test_a_column_gives_a_period_other_tiers(base: int, deals: int, worth: int) -> None:
    assert read_plan(GRID_OF_PERIODS).total(base, deals * ONE_DEAL) == worth


@pytest.mark.parametrize(
    ("base", "worth"),
    [
        pytest.param(0, 0, id="nothing"),
        pytest.param(999_999, 25_000, id="a cent under half of the quota: half"),
        pytest.param(1_000_000, 30_000, id="half of it: 600.00 times what is reached"),
        pytest.param(2_000_000, 130_000, id="all of it: times 1"),
        pytest.param(2_399_999, 189_600, id="a cent under the last"),
        pytest.param(2_400_000, 189_600, id="on the last: times 1.2"),
        pytest.param(4_000_000, 300_000, id="the most of a period comes after the factor"),
    ],
)
def test_a_factor_multiplies_all_of_a_period(base: int, worth: int) -> None:
    assert read_plan(FACTOR).total(base) == worth


@pytest.mark.parametrize(
    ("toml", "amounts", "worth"),
    [
        pytest.param(LIMITS_BY_COUNT, [1_000, 20_000], 90_000, id="two: the least and the most"),
        pytest.param(LIMITS_BY_COUNT, [1_000, 20_000, 5_000], 150_000, id="three: 8 %, and 200.00"),
        pytest.param(LIMITS_BY_COUNT, [], 0, id="none"),
        pytest.param(FACTOR_OF_DEALS, [1_000, 8_999], 28_797, id="just under: each times 0.9"),
        pytest.param(FACTOR_OF_DEALS, [1_000, 9_000], 45_100, id="on it: 50.00 and 360.00 by 1.1"),
        pytest.param(DEALS_CAPPED, [9_000, 14_000], 120_000, id="two deals at the most"),
        pytest.param(DEALS_CAPPED, [9_000, 13_000], 118_000, id="just under it"),
    ],
)
def test_deals_priced_by_themselves_make_up_a_period(
    toml: str, amounts: list[int], worth: int
) -> None:
    assert worth_of(read_plan(toml), [Sold(one * 100, ONE_DEAL) for one in amounts]) == worth


def _posted(toml: str, changes: Sequence[tuple[int, Sold]]) -> Posting:
    """Post these changes of numbered deals, and give what the last one did."""
    plan, totals, known = read_plan(toml), Totals(), dict[int, DealCredit]()
    found = None
    for number, sold in changes:
        found = post(
            plan,
            totals=totals,
            credit=known.get(number, DealCredit()),
            base=sold.base,
            units=sold.units,
            beside=sold.beside,
        )
        assert found is not None
        totals, known[number] = found.after, found.credit_after
    assert found is not None
    return found


_THREE = [(n, Sold(amount, ONE_DEAL)) for n, amount in enumerate((300_000, 400_000, 500_000))]
_A, _B = (0, Sold(900_000, ONE_DEAL, 300_000)), (1, Sold(400_000, ONE_DEAL, 40_000))


@pytest.mark.parametrize(
    ("toml", "changes", "this_deal", "catch_up"),
    [
        pytest.param(LIMITS_BY_COUNT, _THREE, 60_000, 21_000, id="the third lifts two, and 200.00"),
        pytest.param(
            LIMITS_BY_COUNT, [*_THREE, (2, Sold())], -60_000, -21_000, id="and takes all of it back"
        ),
        pytest.param(
            LIMITS_BY_COUNT,
            [*_THREE, (0, Sold())],
            -15_000,
            -56_000,
            id="the first cancelled: the others fall back, the sum goes",
        ),
        pytest.param(
            LIMITS_BY_COUNT,
            [(n, Sold(2_000_000, ONE_DEAL)) for n in range(3)],
            100_000,
            0,
            id="three at the most, and what reaching the tier pays",
        ),
        pytest.param(GRID_MIXED, [_A], 27_000, 0, id="a markup of 50 % in the lowest row"),
        pytest.param(GRID_MIXED, [_A, _B], 8_000, 18_000, id="the row above lifts the first"),
        pytest.param(GRID_MIXED, [_A, _B, (1, Sold())], -8_000, -18_000, id="and lets it fall"),
        pytest.param(
            FACTOR,
            [(0, Sold(900_000)), (1, Sold(1_100_000))],
            85_000,
            22_500,
            id="a factor lifts what was sold before it",
        ),
        pytest.param(
            DEALS_CAPPED,
            [(0, Sold(1_300_000)), (1, Sold(1_300_000)), (2, Sold(100_000))],
            0,
            0,
            id="nothing is left up to the most",
        ),
    ],
)
def test_what_a_deal_adds_and_what_it_does_to_the_others(
    toml: str, changes: Sequence[tuple[int, Sold]], this_deal: int, catch_up: int
) -> None:
    found = _posted(toml, changes)

    assert (found.this_deal, found.catch_up) == (this_deal, catch_up)
