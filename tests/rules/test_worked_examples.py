"""The worked examples of RULES and CARDS, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from config.plans import read_plan
from rules.commission import DealCredit, Totals, post
from rules.crediting import Account, PlanVersion, Terms
from rules.deal import Content, Deal, Instalment, Share, Stamp, close, pay
from rules.earning import CreditedDeal, States, credited_deal, states
from rules.money import Money
from rules.plan import Plan
from rules.plan_terms import EarnedOn, Edge, Mode, Tier
from rules.plan_told import next_tier_of
from tests.builders import MARGINAL, PLAN

_WHOLE = read_plan(PLAN)
_SIGNED = datetime(2026, 11, 3, 2, tzinfo=UTC)
_STAMP = Stamp(1, _SIGNED, "e")


def _deal(number: str, minor: int, *, paid: int = 0) -> Deal:
    content = Content(
        amount=Money(minor=minor, currency="CNY"),
        shares=(Share(1, Decimal(1)),),
        closed_at=_SIGNED,
    )
    deal = close(None, source="crm", number=number, content=content, stamp=_STAMP)
    if not paid:
        return deal
    return pay(deal, instalment_id="1", instalment=Instalment(paid, _SIGNED, _STAMP))


def _credited(deal: Deal, credit: DealCredit) -> CreditedDeal:
    version = PlanVersion(id=1, plan=_WHOLE, version=1, starts_on=date(2020, 1, 1))
    terms = Terms(version=lambda _person, _day: version, zone=lambda _person: "Asia/Shanghai")
    return credited_deal(deal, credit, account=Account(1, 1, "2026-11"), terms=terms)


def test_nine_then_eight_thousand_post_450_and_740_and_cancelling_leaves_400() -> None:
    first = post(_WHOLE, totals=Totals(), credit=DealCredit(), base=900_000)
    assert first is not None
    second = post(_WHOLE, totals=first.after, credit=DealCredit(), base=800_000)
    assert second is not None
    gone = post(_WHOLE, totals=second.after, credit=first.credit_after, base=0)

    assert gone is not None
    assert (first.this_deal, first.catch_up) == (45_000, 0)
    assert (second.this_deal, second.catch_up) == (56_000, 18_000)
    assert gone.this_deal + gone.catch_up == -79_000
    assert gone.after.posted == 40_000


def test_a_full_refund_takes_back_the_deal_and_the_catch_up_it_caused() -> None:
    totals, credit = Totals(1_700_000, 119_000, 2), DealCredit(800_000, 56_000)

    back = post(_WHOLE, totals=totals, credit=credit, base=0)

    assert back is not None
    assert (back.this_deal, back.catch_up) == (-56_000, -18_000)


def test_what_is_collected_is_earned_798_and_392_stay_provisional() -> None:
    deals = [
        _credited(_deal("D1", 900_000, paid=900_000), DealCredit(900_000, 45_000)),
        _credited(_deal("D2", 800_000, paid=240_000), DealCredit(800_000, 56_000)),
    ]

    found = states(_WHOLE, totals=Totals(1_700_000, 119_000, 2), deals=deals, day=date(2026, 11, 5))

    assert found == States(provisional=39_200, earned=79_800)


def test_what_was_earned_by_the_cut_off_is_payable_the_day_after() -> None:
    credit = DealCredit(900_000, 45_000)
    deal = _deal("D1", 900_000, paid=900_000)
    item = _credited(deal, credit)
    totals = Totals(900_000, 45_000, 1)

    on_the_day = states(_WHOLE, totals=totals, deals=[item], day=date(2026, 11, 30))
    after_it = states(_WHOLE, totals=totals, deals=[item], day=date(2026, 12, 1))

    assert (on_the_day.earned, on_the_day.payable) == (45_000, 0)
    assert (after_it.earned, after_it.payable) == (0, 45_000)


def test_three_instalments_of_a_third_end_exactly_at_the_line() -> None:
    deal = _deal("D1", 999)
    plan = read_plan(PLAN.replace('"5%"', '"33.33%"'))
    sums = []
    for n in range(3):
        paid = Instalment(333, _SIGNED, Stamp(1, _SIGNED, str(n)))
        deal = pay(deal, instalment_id=str(n), instalment=paid)
        item = _credited(deal, DealCredit(999, 333))
        totals = Totals(999, 333, 1)
        sums.append(states(plan, totals=totals, deals=[item], day=date(2026, 11, 5)).earned)

    assert sums == [111, 222, 333]


@pytest.mark.parametrize(
    ("edge", "base", "rate"),
    [
        pytest.param(Edge.FROM, 999_999, "0.05", id="from: just under"),
        pytest.param(Edge.FROM, 1_000_000, "0.07", id="from: on the edge"),
        pytest.param(Edge.FROM, 1_000_001, "0.07", id="from: just over"),
        pytest.param(Edge.ABOVE, 999_999, "0.05", id="above: just under"),
        pytest.param(Edge.ABOVE, 1_000_000, "0.05", id="above: on the edge"),
        pytest.param(Edge.ABOVE, 1_000_001, "0.07", id="above: just over"),
        pytest.param(Edge.FROM, 0, "0.05", id="nothing"),
    ],
)
def test_which_tier_an_amount_on_the_edge_has(edge: Edge, base: int, rate: str) -> None:
    tiers = (Tier(0, Decimal("0.05")), Tier(1_000_000, Decimal("0.07")))

    plan = Plan(name="p", currency="CNY", tiers=tiers, edge=edge)

    assert plan.rate(base) == Decimal(rate)


@pytest.mark.parametrize(
    ("base", "worth"),
    [
        pytest.param(1_000_000, 50_000, id="the first tier full"),
        pytest.param(1_000_100, 50_007, id="a yuan into the second"),
        pytest.param(3_000_000, 50_000 + 105_000 + 50_000, id="all three"),
        pytest.param(10, 1, id="half a cent is a cent"),
        pytest.param(9, 0, id="less than half a cent is nothing"),
    ],
)
def test_marginal_tiers_price_each_part_at_its_own_rate(base: int, worth: int) -> None:
    assert read_plan(MARGINAL).total(base) == worth


#: 5 % at first; 10 % on all from 10,000; 20 % on what lies above 20,000; 15 % on all from 40,000.
_MIXED = Plan(
    name="p",
    currency="CNY",
    mode=Mode.MIXED,
    tiers=(
        Tier(0, Decimal("0.05")),
        Tier(1_000_000, Decimal("0.10"), lifts=True),
        Tier(2_000_000, Decimal("0.20")),
        Tier(4_000_000, Decimal("0.15"), lifts=True),
    ),
)


@pytest.mark.parametrize(
    ("base", "worth"),
    [
        pytest.param(0, 0, id="nothing"),
        pytest.param(999_999, 50_000, id="a cent under the tier that lifts"),
        pytest.param(1_000_000, 100_000, id="on it: all of it"),
        pytest.param(2_000_000, 200_000, id="on the tier that lifts nothing"),
        pytest.param(2_000_005, 200_001, id="over it: only what lies above"),
        pytest.param(3_999_999, 600_000, id="a cent under the next that lifts"),
        pytest.param(4_000_000, 600_000, id="on it"),
        pytest.param(5_000_000, 750_000, id="over it: one rate again"),
    ],
)
def test_in_mixed_tiers_each_says_whether_it_lifts_what_lies_below(base: int, worth: int) -> None:
    assert _MIXED.total(base) == worth


@pytest.mark.parametrize(
    ("base", "worth"),
    [
        pytest.param(1_000_000, 50_000, id="on the edge: the lower tier"),
        pytest.param(1_000_001, 100_000, id="a cent over: lifted"),
    ],
)
def test_a_mixed_tier_is_reached_by_the_plans_own_edge(base: int, worth: int) -> None:
    assert replace(_MIXED, edge=Edge.ABOVE).total(base) == worth


@pytest.mark.parametrize(
    ("before", "deal", "this_deal", "catch_up"),
    [
        pytest.param(900_000, 50_000, 2_500, 0, id="no tier is reached"),
        pytest.param(900_000, 200_000, 20_000, 45_000, id="the first tier lifts the earlier 9,000"),
        pytest.param(1_500_000, 1_000_000, 150_000, 0, id="the second lifts nothing"),
        pytest.param(
            900_000, 1_500_000, 190_000, 45_000, id="across both: the rest is lifted to 10 %"
        ),
        pytest.param(3_000_000, 1_000_000, 150_000, 50_000, id="lifted from two rates to one"),
    ],
)
def test_a_mixed_plan_posts_what_the_deal_adds_and_what_it_lifts(
    before: int, deal: int, this_deal: int, catch_up: int
) -> None:
    found = post(
        _MIXED,
        totals=Totals(before, _MIXED.total(before), 1),
        credit=DealCredit(),
        base=deal,
    )

    assert found is not None
    assert (found.this_deal, found.catch_up) == (this_deal, catch_up)


@pytest.mark.parametrize(
    ("paid", "earned"),
    [
        pytest.param((900_000, 240_000), 79_800, id="the lifted deal is paid: its lift is earned"),
        pytest.param((900_000, 0), 63_000, id="it alone is paid"),
        pytest.param((0, 800_000), 56_000, id="the one that lifted it is: no lift is"),
        pytest.param((450_000, 0), 31_500, id="half of it: half of the lift"),
        pytest.param((900_000, 800_000), 119_000, id="both: all"),
    ],
)
def test_a_lift_is_earned_with_the_deal_that_it_lifts(paid: tuple[int, int], earned: int) -> None:
    lifting = replace(
        _WHOLE, mode=Mode.MIXED, tiers=tuple(replace(one, lifts=True) for one in _WHOLE.tiers)
    )
    deals = [
        _credited(_deal("D1", 900_000, paid=paid[0]), DealCredit(900_000, 45_000)),
        _credited(_deal("D2", 800_000, paid=paid[1]), DealCredit(800_000, 56_000)),
    ]
    totals = Totals(1_700_000, 119_000, 2)

    found = [
        states(plan, totals=totals, deals=deals, day=date(2026, 11, 5)).earned
        for plan in (_WHOLE, lifting)
    ]

    assert found == [earned, earned]


@pytest.mark.parametrize(
    ("paid", "earned"),
    [
        pytest.param((900_000, 0), 90_000, id="the lifted one: at 10 %"),
        pytest.param((0, 1_600_000), 210_000, id="the one above 20,000: its own lines"),
        pytest.param((450_000, 800_000), 150_000, id="half of both"),
    ],
)
def test_above_the_tier_that_lifts_a_deal_lacks_nothing(paid: tuple[int, int], earned: int) -> None:
    plan = replace(_MIXED, earned_on=EarnedOn.COLLECTED)
    deals = [
        _credited(_deal("D1", 900_000, paid=paid[0]), DealCredit(900_000, 45_000)),
        _credited(_deal("D2", 1_600_000, paid=paid[1]), DealCredit(1_600_000, 210_000)),
    ]
    totals = Totals(2_500_000, plan.total(2_500_000), 2)

    assert states(plan, totals=totals, deals=deals, day=date(2026, 11, 5)).earned == earned


def test_only_the_next_tier_that_lifts_is_told_as_one_for_all() -> None:
    next_tiers = [next_tier_of(_MIXED, base) for base in (0, 1_000_000, 2_000_000, 4_000_000)]

    assert [tier and tier.is_whole for tier in next_tiers] == [True, False, True, None]
