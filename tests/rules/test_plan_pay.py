"""What a plan pays by margins, deals, quotas and limits: at, just under and just over each edge."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.plans import read_plan
from rules.commission import DealCredit, Totals, post, worth_of
from rules.crediting import Sold
from rules.plan import Plan
from rules.plan_terms import ONE_DEAL, Extra, Paid
from rules.plan_told import extras, next_tier_of, slices
from tests.plans_of_pay import (
    ATTAINMENT,
    ATTAINMENT_MIXED,
    COUNT,
    COUNT_WHOLE,
    MARGIN_RATE,
    PER_DEAL,
    PLANS,
)

_HALF = ONE_DEAL // 2


@pytest.mark.parametrize(
    ("base", "units", "worth"),
    [
        pytest.param(0, 0, 0, id="nothing"),
        pytest.param(1, ONE_DEAL, 10_000, id="a cent: the least"),
        pytest.param(159_999, ONE_DEAL, 10_000, id="80.00 and 20.00 are the least"),
        pytest.param(160_010, ONE_DEAL, 10_001, id="just over it"),
        pytest.param(899_999, ONE_DEAL, 47_000, id="a cent under the tier, 20.00 besides"),
        pytest.param(900_000, ONE_DEAL, 63_000, id="on it: it pays no sum for each deal"),
        pytest.param(2_142_857, ONE_DEAL, 150_000, id="at the most"),
        pytest.param(2_142_871, ONE_DEAL, 150_000, id="just over it"),
        pytest.param(1, _HALF, 5_000, id="half a deal: half of the least"),
        pytest.param(1_500_000, _HALF, 75_000, id="half a deal: half of the most"),
        pytest.param(0, ONE_DEAL, 10_000, id="a deal of no amount"),
    ],
)
def test_a_deal_pays_its_rate_and_sum_within_its_limits(base: int, units: int, worth: int) -> None:
    assert read_plan(PER_DEAL).total(base, units) == worth


@pytest.mark.parametrize(
    ("base", "margin", "worth"),
    [
        pytest.param(1_000_000, 0, 20_000, id="no margin"),
        pytest.param(1_000_000, 199_949, 20_000, id="19.9949 % reads 19.99 %"),
        pytest.param(1_000_000, 199_950, 43_000, id="19.995 % reads 20.00 %"),
        pytest.param(1_000_000, 200_000, 43_000, id="20 %: 4 % and 30.00"),
        pytest.param(1_000_000, 333_349, 43_000, id="33.3349 % reads 33.33 %"),
        pytest.param(1_000_000, 333_350, 60_000, id="33.335 % reads 33.34 %"),
        pytest.param(1_500_100, 900_000, 90_000, id="over the most"),
        pytest.param(0, 0, 5_000, id="a free deal: the least"),
    ],
)
def test_a_margin_rate_is_compared_as_it_is_shown(base: int, margin: int, worth: int) -> None:
    assert read_plan(MARGIN_RATE).total(base, ONE_DEAL, margin) == worth


@pytest.mark.parametrize(
    ("deals", "worth"),
    [
        pytest.param("0", 0, id="none"),
        pytest.param("1", 10_000, id="the first"),
        pytest.param("2", 20_000, id="the last of the first tier"),
        pytest.param("2.5", 27_500, id="half of the third"),
        pytest.param("3", 35_000, id="the third"),
        pytest.param("3.000001", 85_000, id="a part of the fourth reaches its sum"),
        pytest.param("4", 100_000, id="the fourth"),
        pytest.param("10", 190_000, id="ten"),
    ],
)
def test_each_deal_is_paid_by_how_many_there_are(deals: str, worth: int) -> None:
    units = int(Decimal(deals) * ONE_DEAL)

    assert read_plan(COUNT).total(0, units) == worth


@pytest.mark.parametrize(
    ("base", "deals", "worth"),
    [
        pytest.param(1_000_000, "2", 50_000, id="two deals"),
        pytest.param(1_000_000, "2.999999", 50_000, id="not three yet"),
        pytest.param(1_000_000, "3", 92_000, id="three: all at 8 %, and 40.00 each"),
        pytest.param(4_850_000, "3", 400_000, id="at the most"),
        pytest.param(9_000_000, "3", 400_000, id="over it"),
    ],
)
def test_the_number_of_deals_re_rates_all_that_was_sold(base: int, deals: str, worth: int) -> None:
    assert read_plan(COUNT_WHOLE).total(base, int(Decimal(deals) * ONE_DEAL)) == worth


@pytest.mark.parametrize(
    ("base", "worth"),
    [
        pytest.param(0, 0, id="nothing"),
        pytest.param(1_500_000, 25_000, id="half the quota at half a thirtieth"),
        pytest.param(1_500_027, 25_001, id="0.27 more at a twenty-seventh"),
        pytest.param(2_999_986, 80_555, id="a half of a cent under a half: down"),
        pytest.param(
            3_000_000, 100_556, id="the quota: 500.00, 555.56 and the sum; not a cent off"
        ),
        pytest.param(3_300_000, 115_556, id="a tenth more at half as much again"),
    ],
)
def test_multiples_of_what_the_quota_pays_are_exact(base: int, worth: int) -> None:
    assert read_plan(ATTAINMENT).total(base) == worth


@pytest.mark.parametrize(
    ("base", "worth"),
    [
        pytest.param(999_999, 50_000, id="a cent under half the quota"),
        pytest.param(1_000_000, 110_000, id="half: all at 10 %, and its sum"),
        pytest.param(2_000_000, 210_000, id="the quota"),
        pytest.param(2_100_000, 225_000, id="above it at 15 %"),
        pytest.param(2_266_667, 250_000, id="at the most"),
        pytest.param(9_000_000, 250_000, id="far over it"),
    ],
)
def test_shares_of_a_quota_lift_add_and_end_at_the_most(base: int, worth: int) -> None:
    assert read_plan(ATTAINMENT_MIXED).total(base) == worth


def test_who_has_a_quota_of_her_own_has_tiers_of_her_own() -> None:
    plan = read_plan(ATTAINMENT + '[quotas]\nA002 = "60000.00"\n')

    others, hers = plan.of("A001"), plan.of("A002")

    assert others == plan
    assert [tier.start for tier in hers.tiers] == [0, 3_000_000, 6_000_000]
    assert hers.total(6_000_000) == others.total(3_000_000)
    assert hers.of("A001") == hers


def test_the_parts_of_a_price_add_up_to_it() -> None:
    plan = read_plan(COUNT_WHOLE)

    assert extras(plan, 1_000_000, 3 * ONE_DEAL) == (Extra(Paid.EACH, 4_000, 3 * ONE_DEAL),)
    assert extras(plan, 9_000_000, 3 * ONE_DEAL)[-1] == Extra(Paid.AT_MOST, 400_000)
    assert extras(read_plan(PER_DEAL), 1, ONE_DEAL)[-1] == Extra(Paid.AT_LEAST, 10_000)
    assert extras(read_plan(ATTAINMENT_MIXED), 1_000_000) == (Extra(Paid.SUM, 10_000),)


@pytest.mark.parametrize(
    ("toml", "base", "deals", "distance", "unit"),
    [
        pytest.param(COUNT, 0, 0, 3, "deals", id="the third is three away"),
        pytest.param(COUNT, 0, 2, 1, "deals", id="the next one"),
        pytest.param(COUNT, 0, 3, 1, "deals", id="the fourth"),
        pytest.param(COUNT_WHOLE, 0, 2, 1, "deals", id="one more re-rates all"),
        pytest.param(ATTAINMENT, 1_400_000, 0, 100_000, "amount", id="to half the quota"),
        pytest.param(PLANS["margin"], 250_000, 0, 50_000, "margin", id="a margin"),
    ],
)
def test_the_next_tier_is_told_in_what_leads_there(
    toml: str, base: int, deals: int, distance: int, unit: str
) -> None:
    found = next_tier_of(read_plan(toml), base, deals * ONE_DEAL)

    assert found is not None
    assert (found.distance, found.unit) == (distance, unit)


def test_the_deal_that_reaches_a_tier_brings_its_sum_and_lifts_the_others() -> None:
    plan = read_plan(ATTAINMENT_MIXED)
    first = post(plan, totals=Totals(), credit=DealCredit(), base=900_000)
    assert first is not None

    second = post(plan, totals=first.after, credit=DealCredit(), base=200_000)

    assert second is not None
    assert (second.this_deal, second.catch_up) == (20_000 + 10_000, 45_000)


def test_what_a_period_may_be_at_most_takes_nothing_from_earlier_deals() -> None:
    plan = read_plan(ATTAINMENT_MIXED)
    first = post(plan, totals=Totals(), credit=DealCredit(), base=900_000)
    assert first is not None

    second = post(plan, totals=first.after, credit=DealCredit(), base=5_000_000)

    assert second is not None
    assert (second.this_deal, second.catch_up) == (250_000 - 45_000, 0)


_AMOUNTS = st.sampled_from([0, 1, 33_333, 899_999, 900_000, 1_500_000, 3_000_000])
_SOLD = st.builds(
    Sold, _AMOUNTS, st.sampled_from([0, 333_333, _HALF, ONE_DEAL]), st.integers(0, 900_000)
)
_changes = st.lists(st.tuples(st.integers(0, 3), _SOLD), max_size=10)
_plan = st.sampled_from(sorted(PLANS)).map(lambda name: read_plan(PLANS[name]))


def _booked(plan: Plan, changes: Sequence[tuple[int, Sold]]) -> tuple[Totals, int]:
    def step(
        books: tuple[Totals, dict[int, DealCredit], int], change: tuple[int, Sold]
    ) -> tuple[Totals, dict[int, DealCredit], int]:
        totals, known, posted = books
        number, sold = change
        found = post(
            plan,
            totals=totals,
            credit=known.get(number, DealCredit()),
            base=sold.base,
            units=sold.units,
            beside=sold.beside,
        )
        if found is None:
            return books
        lines = found.this_deal + found.catch_up
        return found.after, {**known, number: found.credit_after}, posted + lines

    start: tuple[Totals, dict[int, DealCredit], int] = (Totals(), {}, 0)
    totals, _, posted = reduce(step, changes, start)
    return totals, posted


@given(plan=_plan, changes=_changes)
def test_postings_sum_to_the_price_of_what_survives(
    plan: Plan, changes: list[tuple[int, Sold]]
) -> None:
    surviving = dict(changes)

    totals, posted = _booked(plan, changes)

    assert posted == totals.posted == worth_of(plan, list(surviving.values()))


@given(plan=_plan, changes=_changes, data=st.data())
def test_neither_order_nor_repetition_changes_a_sum(
    plan: Plan, changes: list[tuple[int, Sold]], data: st.DataObject
) -> None:
    last = list(dict(changes).items())
    doubled = data.draw(st.permutations([*last, *last]))

    assert _booked(plan, last)[0] == _booked(plan, doubled)[0]


@given(plan=_plan, sold=_SOLD)
def test_a_price_is_within_its_limits_and_its_parts_explain_it(plan: Plan, sold: Sold) -> None:
    total = worth_of(plan, [sold])
    going = plan.going(sold.base, sold.units, sold.beside)
    besides = extras(going, sold.base, sold.units, sold.beside)

    assert total >= 0
    if plan.period_at_most is not None:
        assert total <= plan.period_at_most
    if plan.on_target or total == plan.period_at_most:
        return
    limits = {Paid.AT_LEAST, Paid.AT_MOST}
    limited = [extra for extra in besides if extra.what in limits]
    taken_off = sum(extra.worth for extra in besides if extra.what is Paid.TAKEN_OFF)
    if limited:
        worth = Fraction(limited[-1].minor)
    else:
        parts = slices(going, sold.base, sold.units, sold.beside)
        worth = sum((Fraction(part.minor) * Fraction(part.rate) for part in parts), Fraction(0))
        worth += sum(extra.worth for extra in besides if extra.what is not Paid.TAKEN_OFF)
    worth = max(Fraction(0), worth - taken_off)
    factor = going.factor_at(sold.base, sold.units)
    # A deal is rounded before its factor, and again after it.
    assert abs(worth * factor - total) <= (1 + factor) / 2
