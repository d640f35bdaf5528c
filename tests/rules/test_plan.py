"""A plan prices a base: to the cent on each side of each edge, net of VAT, by its pay days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.plans import read_plan
from rules.plan import Plan
from rules.plan_terms import Base, Edge, Measure, Mode, PayDay, Slice
from rules.plan_told import next_tier_of, slices, tells_next_tier
from tests.builders import PLAN

_WHOLE = read_plan(PLAN)
_MARGINAL = replace(_WHOLE, mode=Mode.MARGINAL)
_ABOVE = replace(_WHOLE, edge=Edge.ABOVE)
_GROSS = replace(_WHOLE, base=Base.GROSS, vat_rate=Decimal("0.06"))
_base = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("edge", "base", "worth"),
    [
        pytest.param(Edge.FROM, 0, 0, id="from: nothing"),
        pytest.param(Edge.FROM, 999_999, 50_000, id="from: a cent under the second tier"),
        pytest.param(Edge.FROM, 1_000_000, 70_000, id="from: on its edge"),
        pytest.param(Edge.FROM, 1_000_001, 70_000, id="from: a cent over"),
        pytest.param(Edge.FROM, 2_499_999, 175_000, id="from: a cent under the third"),
        pytest.param(Edge.FROM, 2_500_000, 250_000, id="from: on its edge, third"),
        pytest.param(Edge.ABOVE, 0, 0, id="above: nothing"),
        pytest.param(Edge.ABOVE, 999_999, 50_000, id="above: a cent under"),
        pytest.param(Edge.ABOVE, 1_000_000, 50_000, id="above: on the edge"),
        pytest.param(Edge.ABOVE, 1_000_001, 70_000, id="above: a cent over"),
        pytest.param(Edge.ABOVE, 2_500_000, 175_000, id="above: on the third's edge"),
        pytest.param(Edge.ABOVE, 2_500_001, 250_000, id="above: a cent over the third's"),
    ],
)
def test_a_whole_amount_has_the_rate_of_the_tier_it_reached(
    edge: Edge, base: int, worth: int
) -> None:
    assert replace(_WHOLE, edge=edge).total(base) == worth


@pytest.mark.parametrize("edge", list(Edge))
@pytest.mark.parametrize(
    ("base", "worth"),
    [
        pytest.param(999_990, 50_000, id="half a cent under the edge is a cent"),
        pytest.param(1_000_000, 50_000, id="on the edge"),
        pytest.param(1_000_007, 50_000, id="less than half a cent over"),
        pytest.param(1_000_008, 50_001, id="more than half a cent over"),
        pytest.param(2_500_000, 155_000, id="on the third's edge"),
        pytest.param(2_500_010, 155_001, id="over the third's edge"),
    ],
)
def test_marginal_tiers_are_worth_the_same_on_either_reading_of_the_edge(
    edge: Edge, base: int, worth: int
) -> None:
    assert replace(_MARGINAL, edge=edge).total(base) == worth


@given(base=_base, more=_base)
def test_more_sales_are_never_worth_less_in_marginal_tiers(base: int, more: int) -> None:
    assert _MARGINAL.total(base) <= _MARGINAL.total(base + more)


@given(_base)
def test_the_slices_sum_to_the_base(base: int) -> None:
    assert sum(part.minor for part in slices(_MARGINAL, base)) == base
    assert sum(part.minor for part in slices(_WHOLE, base)) == base


def test_slices_name_from_where_to_where_each_rate_reaches() -> None:
    assert slices(_MARGINAL, 1_700_000) == (
        Slice(0, 1_000_000, 1_000_000, Decimal("0.05")),
        Slice(1_000_000, 2_500_000, 700_000, Decimal("0.07")),
    )


@pytest.mark.parametrize(
    ("gross", "net"),
    [
        pytest.param(1_060_000, 1_000_000, id="to the cent"),
        pytest.param(53, 50, id="exactly"),
        pytest.param(10_601, 10_001, id="rounded up"),
        pytest.param(1, 1, id="a cent stays one"),
        pytest.param(0, 0, id="nothing"),
    ],
)
def test_vat_is_taken_out_of_gross_amounts_half_up(gross: int, net: int) -> None:
    plan = replace(_WHOLE, base=Base.GROSS, vat_rate=Decimal("0.06"))

    assert plan.net(gross) == net


def test_net_amounts_stay_as_they_are_whatever_the_rate() -> None:
    assert replace(_WHOLE, vat_rate=Decimal("0.06")).net(1_060_000) == 1_060_000


@pytest.mark.parametrize(
    ("plan", "base", "distance"),
    [
        pytest.param(_WHOLE, 0, 1_000_000, id="before the first deal"),
        pytest.param(_WHOLE, 999_999, 1, id="a cent under an edge"),
        pytest.param(_WHOLE, 1_000_000, 1_500_000, id="on an edge"),
        pytest.param(_WHOLE, 2_500_000, None, id="at the top"),
        pytest.param(_ABOVE, 0, 1_000_001, id="above: before the first deal"),
        pytest.param(_ABOVE, 1_000_000, 1, id="above: on an edge"),
        pytest.param(_ABOVE, 1_000_001, 1_500_000, id="above: a cent over"),
        pytest.param(_GROSS, 0, 1_060_000, id="gross: with the VAT of what is to be signed"),
        pytest.param(replace(_WHOLE, measure=Measure.DEAL), 0, None, id="deals stand alone"),
    ],
)
def test_the_next_tier_is_the_first_not_reached(
    plan: Plan, base: int, distance: int | None
) -> None:
    tier = next_tier_of(plan, base)

    assert (tier.distance if tier else None) == distance


@given(
    base=st.integers(0, 3_000_000),
    edge=st.sampled_from(Edge),
    vat=st.sampled_from(["0", "0.06", "0.13", "1"]),
)
def test_the_distance_is_the_smallest_amount_that_reaches_the_next_tier(
    base: int, edge: Edge, vat: str
) -> None:
    plan = replace(_GROSS, edge=edge, vat_rate=Decimal(vat))
    tier = next_tier_of(plan, base)
    assume(tier is not None)

    distance = tier.distance if tier else 0

    assert plan.tier(base + plan.net(distance)) == plan.tier(base) + 1
    assert plan.tier(base + plan.net(distance - 1)) == plan.tier(base)


@pytest.mark.parametrize(
    ("cut_off", "day", "last"),
    [
        pytest.param(31, date(2026, 11, 30), date(2026, 10, 31), id="the cut-off day is not over"),
        pytest.param(31, date(2026, 12, 1), date(2026, 11, 30), id="31 is the last of November"),
        pytest.param(31, date(2027, 3, 1), date(2027, 2, 28), id="31 is the last of February"),
        pytest.param(30, date(2028, 3, 30), date(2028, 2, 29), id="30 in a leap February"),
        pytest.param(25, date(2026, 11, 25), date(2026, 10, 25), id="on the 25th"),
        pytest.param(25, date(2026, 11, 26), date(2026, 11, 25), id="the day after"),
        pytest.param(25, date(2027, 1, 1), date(2026, 12, 25), id="over the year"),
    ],
)
def test_the_latest_cut_off_lies_before_the_day(cut_off: int, day: date, last: date) -> None:
    assert PayDay(cut_off=cut_off).last_cut_off(day) == last


@pytest.mark.parametrize(
    ("pay_day", "cut_off", "paid_on"),
    [
        pytest.param(10, date(2026, 11, 30), date(2026, 12, 10), id="next month"),
        pytest.param(28, date(2026, 11, 25), date(2026, 11, 28), id="the same month"),
        pytest.param(25, date(2026, 11, 25), date(2026, 12, 25), id="on the cut-off: a month on"),
        pytest.param(31, date(2027, 1, 31), date(2027, 2, 28), id="the last of February"),
        pytest.param(10, date(2026, 12, 31), date(2027, 1, 10), id="over the year"),
    ],
)
def test_pay_day_is_the_first_after_the_cut_off(pay_day: int, cut_off: date, paid_on: date) -> None:
    assert PayDay(pay_day=pay_day).next_pay_day(cut_off) == paid_on


@pytest.mark.parametrize(
    ("day", "is_agent", "is_told"),
    [
        pytest.param(date(2026, 11, 27), True, True, id="an agent, three days after today"),
        pytest.param(date(2026, 11, 28), True, False, id="the first of the last three"),
        pytest.param(date(2026, 11, 30), True, False, id="the last day"),
        pytest.param(date(2026, 11, 30), False, True, id="an employee is told"),
    ],
)
def test_no_agent_is_pushed_to_a_tier_in_the_last_three_days(
    day: date,
    is_agent: bool,  # noqa: FBT001 - a table's column
    is_told: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert tells_next_tier(_WHOLE, day, is_agent=is_agent) is is_told
