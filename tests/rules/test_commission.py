"""Postings obey the law of RULES: their sum is the plan applied to the surviving deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.plans import read_plan
from rules.commission import DealCredit, Totals, post, worth
from rules.crediting import Account, PlanVersion, Terms, credited
from rules.deal import Content, Deal, Instalment, Share, Stamp, cancel, close, pay, qualify, refund
from rules.earning import States, credited_deal, states
from rules.money import Money
from rules.periods import Calendar, Cut
from rules.plan import Plan
from rules.plan_terms import Base, EarnedOn, Edge, Measure, Mode, PayDay, TierOn
from tests.builders import MARGINAL, PLAN

_WHOLE = read_plan(PLAN)
_MARGINAL = replace(_WHOLE, mode=Mode.MARGINAL)
_PER_DEAL = replace(_WHOLE, measure=Measure.DEAL)
_MIXED = replace(
    _WHOLE,
    mode=Mode.MIXED,
    tiers=(_WHOLE.tiers[0], replace(_WHOLE.tiers[1], lifts=True), *_WHOLE.tiers[2:]),
)
_SIGNED = datetime(2026, 11, 3, 2, tzinfo=UTC)
_STAMP = Stamp(1, _SIGNED, "e")

_plan = st.builds(
    lambda plan, edge: replace(plan, edge=edge),
    st.sampled_from([_WHOLE, _MARGINAL, _MIXED, _PER_DEAL]),
    st.sampled_from(Edge),
)
#: Around the edges, where it matters, and anywhere.
_base = st.one_of(
    st.sampled_from([0, 1, 10, 999_999, 1_000_000, 1_000_001, 2_499_999, 2_500_000, 2_500_001]),
    st.integers(0, 5_000_000),
)
_changes = st.lists(st.tuples(st.integers(0, 3), _base), max_size=12)

Books = tuple[Totals, dict[int, DealCredit], int]


def _deal(minor: int = 900_000, *, shares: str = "1", at: datetime = _SIGNED) -> Deal:
    content = Content(
        amount=Money(minor=minor, currency="CNY"),
        shares=tuple(Share(n, Decimal(s)) for n, s in enumerate(shares.split(), 1)),
        closed_at=at,
    )
    return close(None, source="crm", number="D1", content=content, stamp=_STAMP)


def _paid(deal: Deal, *minor: int, at: datetime = _SIGNED) -> Deal:
    """Add one instalment a day, the first at `at`."""
    start = len(deal.payments)
    numbered = enumerate(minor, start)
    steps = [(str(n), Instalment(m, at + timedelta(days=n - start), _STAMP)) for n, m in numbered]
    return reduce(lambda d, s: pay(d, instalment_id=s[0], instalment=s[1]), steps, deal)


def _terms(plan: Plan, zone: str = "Asia/Shanghai") -> Terms:
    version = PlanVersion(id=1, plan=plan, version=1, starts_on=date(2020, 1, 1))
    return Terms(version=lambda _person, _day: version, zone=lambda _person: zone)


def _bases(deal: Deal, terms: Terms) -> dict[Account, int]:
    return {account: sold.base for account, sold in credited(deal, terms).items()}


def _book(plan: Plan, changes: Sequence[tuple[int, int]]) -> Books:
    """Set the deals' bases one after the other, as events do, and sum what they post."""

    def step(books: Books, change: tuple[int, int]) -> Books:
        totals, credits_, posted = books
        number, base = change
        found = post(plan, totals=totals, credit=credits_.get(number, DealCredit()), base=base)
        if found is None:
            return books
        lines = found.this_deal + found.catch_up
        return found.after, {**credits_, number: found.credit_after}, posted + lines

    empty: Books = (Totals(), {}, 0)
    return reduce(step, changes, empty)


@given(plan=_plan, changes=_changes)
def test_postings_sum_to_what_the_surviving_deals_are_worth(
    plan: Plan, changes: list[tuple[int, int]]
) -> None:
    surviving = dict(changes)

    totals, credits_, posted = _book(plan, changes)

    assert posted == totals.posted == worth(plan, surviving.values())
    assert totals.base == sum(surviving.values())
    assert totals.count == sum(base > 0 for base in surviving.values())
    assert {n: c.base for n, c in credits_.items() if c.base} == {
        n: base for n, base in surviving.items() if base
    }


@given(plan=_plan, changes=_changes)
def test_taking_everything_back_leaves_nothing(plan: Plan, changes: list[tuple[int, int]]) -> None:
    gone = [(number, 0) for number, _ in changes]

    totals, credits_, posted = _book(plan, [*changes, *gone])

    assert (totals, posted) == (Totals(), 0)
    assert set(credits_.values()) <= {DealCredit()}


@given(plan=_plan, bases=st.dictionaries(st.integers(0, 5), _base), data=st.data())
def test_the_order_of_deals_does_not_change_the_sum(
    plan: Plan, bases: dict[int, int], data: st.DataObject
) -> None:
    changes = list(bases.items())
    shuffled = data.draw(st.permutations(changes))

    assert _book(plan, changes)[0] == _book(plan, shuffled)[0]


@pytest.mark.parametrize(
    ("plan", "this_deal", "catch_up"),
    [
        pytest.param(_WHOLE, 56_000, 18_000, id="whole amount: the first one is lifted"),
        pytest.param(_MARGINAL, 54_000, 0, id="marginal: only what lies above"),
        pytest.param(_PER_DEAL, 40_000, 0, id="per deal: each stands alone"),
    ],
)
def test_eight_thousand_after_nine(plan: Plan, this_deal: int, catch_up: int) -> None:
    totals, _, _ = _book(plan, [(1, 900_000)])

    found = post(plan, totals=totals, credit=DealCredit(), base=800_000)

    assert found is not None
    assert (found.this_deal, found.catch_up) == (this_deal, catch_up)


@pytest.mark.parametrize(
    ("edge", "base", "this_deal", "catch_up"),
    [
        pytest.param(Edge.FROM, 99_999, 5_000, 0, id="from: a cent short of the edge"),
        pytest.param(Edge.FROM, 100_000, 7_000, 18_000, id="from: onto the edge"),
        pytest.param(Edge.ABOVE, 100_000, 5_000, 0, id="above: onto the edge"),
        pytest.param(Edge.ABOVE, 100_001, 7_000, 18_000, id="above: a cent over it"),
    ],
)
def test_a_deal_that_reaches_the_edge_lifts_the_earlier_ones(
    edge: Edge, base: int, this_deal: int, catch_up: int
) -> None:
    plan = replace(_WHOLE, edge=edge)
    totals, _, _ = _book(plan, [(1, 900_000)])

    found = post(plan, totals=totals, credit=DealCredit(), base=base)

    assert found is not None
    assert (found.this_deal, found.catch_up) == (this_deal, catch_up)


def test_what_changes_nothing_posts_nothing() -> None:
    credit = DealCredit(900_000, 45_000)

    assert post(_WHOLE, totals=Totals(900_000, 45_000, 1), credit=credit, base=900_000) is None


@pytest.mark.parametrize(
    ("shares", "bases"),
    [
        pytest.param("1", {1: 100}, id="one person"),
        pytest.param("0.33 0.67", {1: 33, 2: 67}, id="two"),
        pytest.param("0.335 0.335 0.33", {1: 34, 2: 33, 3: 33}, id="the cent left over"),
        pytest.param("1 0", {1: 100}, id="a share of nothing credits nobody"),
    ],
)
def test_a_split_credits_cents_that_sum_to_the_deal(shares: str, bases: dict[int, int]) -> None:
    found = _bases(_deal(100, shares=shares), _terms(_WHOLE))

    assert {account.person_id: base for account, base in found.items()} == bases


@given(
    minor=st.integers(1, 10**9),
    weights=st.lists(st.integers(0, 99), min_size=1, max_size=5).filter(any),
    refunded=st.integers(0, 10**9),
)
def test_the_credits_of_a_deal_sum_to_what_is_left_of_it_net(
    minor: int, weights: list[int], refunded: int
) -> None:
    plan = replace(_WHOLE, base=Base.GROSS, vat_rate=Decimal("0.06"))
    back = Instalment(refunded, _SIGNED, _STAMP)
    deal = refund(_deal(minor, shares=" ".join(map(str, weights))), refund_id="r", instalment=back)

    found = _bases(deal, _terms(plan))

    assert sum(found.values()) == plan.net(max(0, minor - refunded))


@pytest.mark.parametrize(
    ("calendar", "zone", "period"),
    [
        pytest.param(Calendar(), "Asia/Shanghai", "2026-12", id="her day is 1 December"),
        pytest.param(Calendar(), "America/New_York", "2026-11", id="hers is 30 November"),
        pytest.param(Calendar(cut=Cut.QUARTER), "Asia/Shanghai", "2026-Q4", id="quarter"),
        pytest.param(Calendar(cut=Cut.YEAR), "America/New_York", "2026", id="year"),
        pytest.param(
            Calendar(cut=Cut.BUSINESS_MONTH, first_day=26),
            "America/New_York",
            "2026-12",
            id="business month",
        ),
    ],
)
def test_a_deal_counts_in_the_period_of_her_own_day(
    calendar: Calendar, zone: str, period: str
) -> None:
    at_midnight = _deal(at=datetime(2026, 11, 30, 16, tzinfo=UTC))

    found = _bases(at_midnight, _terms(replace(_WHOLE, calendar=calendar), zone))

    assert found == {Account(1, 1, period): 900_000}


def test_a_cancelled_deal_credits_nothing() -> None:
    assert _bases(cancel(_deal(), stamp=Stamp(2, _SIGNED, "c")), _terms(_WHOLE)) == {}


def test_only_a_valid_deal_walks_the_tiers_where_the_plan_says_so() -> None:
    terms = _terms(replace(_WHOLE, tier_on=TierOn.VALID))
    valid = qualify(_deal(), at=datetime(2026, 12, 2, tzinfo=UTC))

    assert _bases(_deal(), terms) == {}
    assert _bases(valid, terms) == {Account(1, 1, "2026-12"): 900_000}


def test_payments_walk_the_tiers_each_in_its_own_period_and_never_beyond_the_deal() -> None:
    terms = _terms(replace(_WHOLE, tier_on=TierOn.COLLECTED))
    deal = _paid(_deal(), 300_000, 700_000, at=datetime(2026, 11, 30, 2, tzinfo=UTC))

    assert _bases(deal, terms) == {
        Account(1, 1, "2026-11"): 300_000,
        Account(1, 1, "2026-12"): 600_000,
    }


def _states(plan: Plan, deal: Deal, day: date, posted: int = 45_000) -> States:
    base = deal.surviving_minor
    item = credited_deal(
        deal, DealCredit(base, posted), account=Account(1, 1, "2026-11"), terms=_terms(plan)
    )
    return states(plan, totals=Totals(base, posted, 1), deals=[item], day=day)


@pytest.mark.parametrize(
    ("day", "earned"),
    [
        pytest.param(date(2026, 11, 3), 0, id="the day of signing"),
        pytest.param(date(2026, 11, 17), 0, id="the day before its last"),
        pytest.param(date(2026, 11, 18), 45_000, id="its last day is over"),
    ],
)
def test_a_deal_is_earned_at_the_end_of_its_cooling_off(day: date, earned: int) -> None:
    plan = replace(_WHOLE, earned_on=EarnedOn.COOLING_OFF, cooling_off_days=15)

    assert _states(plan, _deal(), day).earned == earned


def test_the_cooling_off_begins_on_her_own_day_of_signing() -> None:
    plan = replace(_WHOLE, earned_on=EarnedOn.COOLING_OFF, cooling_off_days=1)
    late = _deal(at=datetime(2026, 11, 3, 16, tzinfo=UTC))  # already the 4th in Shanghai

    assert _states(plan, late, date(2026, 11, 4)).earned == 0
    assert _states(plan, late, date(2026, 11, 5)).earned == 45_000


@pytest.mark.parametrize("earned_on", [EarnedOn.RECEIPT_AND_CALLBACK, EarnedOn.ACCEPTANCE])
def test_what_waits_for_a_fact_is_earned_on_the_day_of_the_fact(earned_on: EarnedOn) -> None:
    plan = replace(_WHOLE, earned_on=earned_on)
    accepted = qualify(_deal(), at=datetime(2026, 11, 10, 2, tzinfo=UTC))

    assert _states(plan, _deal(), date(2026, 11, 30)).earned == 0
    assert _states(plan, accepted, date(2026, 11, 9)).earned == 0
    assert _states(plan, accepted, date(2026, 11, 10)).earned == 45_000


@pytest.mark.parametrize(
    ("paid", "earned"),
    [
        pytest.param([1], 0, id="a cent of it is less than half a cent"),
        pytest.param([10], 1, id="half a cent is a cent"),
        pytest.param([299_999], 15_000, id="half-up of the sum, not of each"),
        pytest.param([450_000, 449_999], 45_000, id="a cent short rounds up"),
        pytest.param([450_000, 450_000], 45_000, id="all"),
        pytest.param([450_000, 450_000, 450_000], 45_000, id="paid too much"),
    ],
)
def test_instalments_earn_in_proportion_cumulated(paid: list[int], earned: int) -> None:
    assert _states(_WHOLE, _paid(_deal(), *paid), date(2026, 11, 30)).earned == earned


@given(paid=st.lists(st.integers(1, 10**6), min_size=1, max_size=6), posted=st.integers(1, 10**6))
def test_whatever_the_instalments_the_last_one_takes_the_remainder(
    paid: list[int], posted: int
) -> None:
    deal = _paid(_deal(sum(paid)), *paid)

    found = _states(_WHOLE, deal, date(2026, 11, 30), posted)

    assert found == States(earned=posted)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param(date(2026, 11, 2), States(provisional=45_000), id="not yet paid"),
        pytest.param(date(2026, 11, 3), States(earned=45_000), id="paid today"),
        pytest.param(date(2026, 11, 25), States(earned=45_000), id="the cut-off is not over"),
        pytest.param(date(2026, 11, 26), States(payable=45_000), id="it is over"),
    ],
)
def test_states_follow_each_other_by_the_day(day: date, found: States) -> None:
    plan = replace(_WHOLE, payable_on=PayDay(cut_off=25))

    assert _states(plan, _paid(_deal(), 900_000), day) == found


def test_a_payment_after_the_cut_off_waits_for_the_next_one() -> None:
    plan = replace(_WHOLE, payable_on=PayDay(cut_off=25))
    deal = _paid(_deal(), 450_000)
    deal = _paid(deal, 450_000, at=datetime(2026, 11, 26, 2, tzinfo=UTC))

    found = _states(plan, deal, date(2026, 11, 27))

    assert found == States(earned=22_500, payable=22_500)


@given(
    changes=_changes,
    collected=st.lists(st.integers(0, 100), min_size=4, max_size=4),
    plan=_plan,
)
def test_the_states_add_up_to_what_was_posted(
    changes: list[tuple[int, int]], collected: list[int], plan: Plan
) -> None:
    totals, credits_, _ = _book(plan, changes)
    items = [
        credited_deal(
            _paid(_deal(credit.base), credit.base * collected[number] // 100),
            credit,
            account=Account(1, 1, "2026-11"),
            terms=_terms(plan),
        )
        for number, credit in credits_.items()
    ]

    found = states(plan, totals=totals, deals=items, day=date(2026, 12, 1))

    assert found.provisional + found.earned + found.payable + found.paid == totals.posted


_COLLECTED = replace(read_plan(MARGINAL), tier_on=TierOn.COLLECTED, earned_on=EarnedOn.COLLECTED)


@pytest.mark.parametrize(
    ("period", "posted", "day", "found"),
    [
        pytest.param("2026-11", 120_000, "2026-11-21", States(provisional=120_000), id="before"),
        pytest.param("2026-11", 120_000, "2026-11-22", States(earned=120_000), id="the day of it"),
        pytest.param("2026-11", 120_000, "2026-12-05", States(payable=120_000), id="next month"),
        pytest.param("2026-12", 200_000, "2026-12-02", States(provisional=200_000), id="not yet"),
        pytest.param("2026-12", 200_000, "2026-12-05", States(earned=200_000), id="the second"),
        pytest.param("2026-12", 200_000, "2027-01-01", States(payable=200_000), id="its turn"),
    ],
)
def test_each_period_of_a_deal_paid_in_two_earns_by_its_own_payments(
    period: str, posted: int, day: str, found: States
) -> None:
    deal = _paid(_deal(5_000_000), 2_000_000, at=datetime(2026, 11, 22, 2, tzinfo=UTC))
    deal = _paid(deal, 3_000_000, at=datetime(2026, 12, 3, 2, tzinfo=UTC))
    terms, account = _terms(_COLLECTED), Account(1, 1, period)
    base = _bases(deal, terms)[account]
    item = credited_deal(deal, DealCredit(base, posted), account=account, terms=terms)
    totals = Totals(base, posted, 1)

    assert states(_COLLECTED, totals=totals, deals=[item], day=date.fromisoformat(day)) == found


@pytest.mark.parametrize(
    ("refunded", "bases", "earned"),
    [
        pytest.param(0, {"2026-11": 400_000}, 20_000, id="nothing went back"),
        pytest.param(100_000, {"2026-11": 300_000}, 16_875, id="a part of it"),
        pytest.param(400_000, {}, 0, id="all that came"),
        pytest.param(900_000, {}, 0, id="more than came"),
    ],
)
def test_money_that_went_back_is_not_collected(
    refunded: int, bases: dict[str, int], earned: int
) -> None:
    back = Instalment(refunded, _SIGNED, _STAMP)
    deal = refund(_paid(_deal(), 400_000), refund_id="r", instalment=back)

    walked = _bases(deal, _terms(_COLLECTED))

    assert {account.period: base for account, base in walked.items()} == bases
    assert _states(_WHOLE, deal, date(2026, 11, 30)).earned == (earned if refunded < 900_000 else 0)


def test_a_valid_deal_is_not_earned_before_it_counts() -> None:
    plan = replace(_WHOLE, tier_on=TierOn.VALID, earned_on=EarnedOn.COLLECTED)
    deal = qualify(_paid(_deal(), 900_000), at=datetime(2026, 11, 10, 2, tzinfo=UTC))

    assert _states(plan, deal, date(2026, 11, 9)).earned == 0
    assert _states(plan, deal, date(2026, 11, 10)).earned == 45_000


def test_a_deal_that_no_longer_belongs_to_the_account_earns_nothing_there() -> None:
    terms = _terms(_WHOLE)
    credit = DealCredit(900_000, 45_000)
    item = credited_deal(_deal(), credit, account=Account(1, 2, "2026-11"), terms=terms)

    found = states(_WHOLE, totals=Totals(900_000, 45_000, 1), deals=[item], day=date(2026, 12, 1))

    assert found == States(provisional=45_000)
