"""What a change of a deal posts to the ledger.

Law (RULES, "Commission arithmetic"): for each rep, origin period and plan version an event posts
f(after) - f(before), as "this deal" and "catch-up on earlier deals". The sum of all postings is
therefore f of the surviving deals, in whatever order and how often the events arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import add, sub

from rules import money
from rules.crediting import Account, Sold, Terms, credited
from rules.deal import Deal
from rules.plan import Plan
from rules.plan_terms import Extra, Paid
from rules.plan_told import extras


class LineKind(StrEnum):
    """The kinds of ledger lines. Bonuses, draws and recoveries join with finance.

    A reward stands outside of f: it belongs to no deal, and to no running total.
    """

    DEAL = "deal"
    CATCH_UP = "catch_up"
    REWARD = "reward"


@dataclass(frozen=True, slots=True)
class Totals:
    """The running sums of an account, in minor units of the plan's currency.

    `units` are its deals in millionths, kept only where the plan's price asks for them; `by_step`
    what its deals are worth at each step of `Plan.by_deal`, empty where a plan has none.
    """

    base: int = 0
    posted: int = 0
    count: int = 0
    units: int = 0
    by_step: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DealCredit:
    """What one deal has in one account: what was sold, and the sum of its own lines so far."""

    base: int = 0
    posted: int = 0
    units: int = 0
    beside: int = 0

    @property
    def sold(self) -> Sold:
        """What of the deal counts."""
        return Sold(self.base, self.units, self.beside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What one event changes in one account, and the account and the deal's credit after it."""

    this_deal: int
    catch_up: int
    before: Totals
    after: Totals
    credit_before: DealCredit
    credit_after: DealCredit

    def going(self, plan: Plan) -> tuple[Plan, Plan]:
        """Give the plan as it goes for the account before and after."""
        if not plan.by_deal:
            return plan, plan
        before, after = self.before, self.after
        return plan.going(before.base, before.units), plan.going(after.base, after.units)

    def priced(self, plan: Plan) -> tuple[Sold, Sold]:
        """Give what the price was put on before and after: the account, or the deal alone."""
        if plan.prices_deals:
            return self.credit_before.sold, self.credit_after.sold
        return Sold(self.before.base, self.before.units), Sold(self.after.base, self.after.units)


def extras_of(line: CommissionLine, plan: Plan) -> tuple[Extra, ...]:
    """Give what a line was paid besides rates, and what a limit made of the sum."""
    (_, goes), (_, after) = line.going(plan), line.priced(plan)
    found = extras(goes, after.base, after.units, after.beside)
    if reached := sums_reached(line, plan):
        # A deal's own price knows of no tier that its period pays for once.
        found = (Extra(Paid.SUM, reached), *found)
    most = plan.period_at_most
    if plan.by_deal and most is not None and line.worth_after_minor == most:
        # A deal's own price knows of no limit of the period.
        found = (*found, Extra(Paid.PERIOD_AT_MOST, most))
    return found


def sums_reached(line: CommissionLine, plan: Plan) -> int:
    """Give the sums of tiers that a deal of a price of its own brought its period, or took."""
    if not plan.by_deal:
        return 0
    before = plan.sums_at(line.base_before_minor, line.all_units_before)
    return plan.sums_at(line.base_after_minor, line.all_units_after) - before


def rate_at(plan: Plan, sold: Sold) -> Decimal:
    """Give the rate that was reached, in the column that was."""
    going = plan.going(sold.base, sold.units, sold.beside)
    return going.rate(going.walked(sold.base, sold.units, sold.beside))


def unpriced(totals: Totals) -> Posting:
    """Give what a deal does to an account while it has no price: nothing."""
    return Posting(
        this_deal=0,
        catch_up=0,
        before=totals,
        after=totals,
        credit_before=DealCredit(),
        credit_after=DealCredit(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionLine:
    """One row of the ledger, with the inputs of its price; amounts in minor units.

    `period` is where it is paid, `origin_period` whose f it belongs to: they differ only where
    the origin was locked. `id` is 0 until stored.
    """

    id: int = 0
    person_id: int
    plan_version_id: int
    period: str
    origin_period: str
    kind: LineKind
    deal_id: int | None
    cause_source: str
    cause_id: str
    on_day: date
    amount_minor: int
    currency: str
    base_before_minor: int
    base_after_minor: int
    deal_base_before_minor: int
    deal_base_after_minor: int
    #: Of what the plan prices by: the account, or the deal where a deal has a price of its own.
    units_before: int = 0
    units_after: int = 0
    beside_before_minor: int = 0
    beside_after_minor: int = 0
    #: The deals of the account, in millionths, and its sum after the event.
    all_units_before: int = 0
    all_units_after: int = 0
    worth_after_minor: int = 0
    posted_at: datetime

    def going(self, plan: Plan) -> tuple[Plan, Plan]:
        """Give the plan as it went for the account before and after."""
        if not plan.by_deal:
            return plan, plan
        return (
            plan.going(self.base_before_minor, self.all_units_before),
            plan.going(self.base_after_minor, self.all_units_after),
        )

    def priced(self, plan: Plan) -> tuple[Sold, Sold]:
        """Give what the price was put on before and after: the account, or the deal alone."""
        before, after = self.base_before_minor, self.base_after_minor
        if plan.prices_deals:
            before, after = self.deal_base_before_minor, self.deal_base_after_minor
        return (
            Sold(before, self.units_before, self.beside_before_minor),
            Sold(after, self.units_after, self.beside_after_minor),
        )


def post(
    plan: Plan, *, totals: Totals, credit: DealCredit, base: int, units: int = 0, beside: int = 0
) -> Posting | None:
    """Price the change of what one deal has in one account; None where nothing changes.

    A change is the deal taken out and put back: taking out mirrors the deal's own lines, putting
    back prices it on top of the rest. Whatever else the sum gains or loses is catch-up.
    """
    if (base, units, beside) == (credit.base, credit.units, credit.beside):
        return None
    rest, rest_units = totals.base - credit.base, totals.units - credit.units
    reached, reached_units = rest + base, rest_units + units
    both: tuple[int, ...] = ()
    if plan.is_per_deal:
        own = plan.total(base, units, beside)
        difference = own - credit.posted
    elif plan.by_deal:
        gone = plan.at_each(credit.base, credit.units, credit.beside)
        comes = plan.at_each(base, units, beside)
        others = tuple(map(sub, totals.by_step or (0,) * len(gone), gone))
        both = tuple(map(add, others, comes))
        alone = _Sums(rest, rest_units, others)
        together = _Sums(reached, reached_units, both)
        own = _price_of_deal(plan, alone, together, Sold(base, units, beside))
        before = plan.total(totals.base, totals.units, by_step=totals.by_step)
        difference = together.worth(plan) - before
    else:
        own = _price(plan, (rest, rest_units), (reached, reached_units))
        before = plan.total(totals.base, totals.units)
        difference = plan.total(reached, reached_units) - before
    this_deal = own - credit.posted
    counts, counted = bool(base or units), bool(credit.base or credit.units)
    return Posting(
        this_deal=this_deal,
        catch_up=difference - this_deal,
        before=totals,
        after=Totals(
            base=reached,
            posted=totals.posted + difference,
            count=totals.count + counts - counted,
            units=reached_units,
            by_step=both,
        ),
        credit_before=credit,
        credit_after=DealCredit(base=base, posted=own, units=units, beside=beside),
    )


def _price(plan: Plan, rest: tuple[int, int], both: tuple[int, int]) -> int:
    """Price a deal on top of the rest of its period, without what it does to the others.

    Both are given as (base, units).
    """
    walked, walked_before = plan.walked(*both), plan.walked(*rest)
    now, factor = plan.going(*both), plan.factor_at(*both)
    floor = now.floor(walked)
    is_lifted = now.floor(walked_before) != floor
    is_lifted |= plan.going(*rest) is not now or plan.factor_at(*rest) != factor
    if rest == (0, 0) or not is_lifted or plan.is_limited(*both):
        return plan.total(*both) - plan.total(*rest)
    lifted = Fraction(now.exact(*both, floor=floor, walked=walked))
    lifted -= Fraction(now.exact(*rest, floor=floor, walked=walked_before))
    # What reaching a tier pays once is the doing of the deal that reached it.
    lifted += plan.sums(walked) - plan.sums(walked_before)
    own = money.round_half_up(lifted * factor)
    return own - plan.less(both[1]) + plan.less(rest[1])


@dataclass(frozen=True, slots=True)
class _Sums:
    """What an account holds: a base, deals, and what they are worth at each step."""

    base: int
    units: int
    by_step: tuple[int, ...]

    def worth(self, plan: Plan) -> int:
        return plan.total(self.base, self.units, by_step=self.by_step)


def _price_of_deal(plan: Plan, rest: _Sums, both: _Sums, sold: Sold) -> int:
    """Price a deal as its period goes with it; what the others gain or lose is not its own."""
    is_first = not (rest.base or rest.units)
    if is_first or plan.is_limited(both.base, both.units, by_step=both.by_step):
        return both.worth(plan) - rest.worth(plan)
    own = plan.going(both.base, both.units).total(sold.base, sold.units, sold.beside)
    reached = plan.sums_at(both.base, both.units) - plan.sums_at(rest.base, rest.units)
    return own + money.round_half_up(reached * plan.factor_at(both.base, both.units))


def surviving(deals: Iterable[Deal], terms: Terms, plans: Mapping[int, Plan]) -> dict[Account, int]:
    """Give f of the surviving deals per account, from nothing: what the ledger must sum to."""
    sums: dict[Account, list[Sold]] = {}
    for deal in deals:
        for account, sold in credited(deal, terms).items():
            sums.setdefault(account, []).append(sold)
    return {
        account: worth_of(plans[account.plan_version_id], sold) for account, sold in sums.items()
    }


def worth(plan: Plan, bases: Iterable[int]) -> int:
    """Apply a plan that asks for money alone to the credited bases of one account."""
    return worth_of(plan, [Sold(base) for base in bases])


def worth_of(plan: Plan, sold: Sequence[Sold]) -> int:
    """Apply a plan to what was sold in one account: f itself."""
    if plan.is_per_deal:
        return sum(plan.total(one.base, one.units, one.beside) for one in sold)
    whole = sum(sold, Sold())
    each = [plan.at_each(one.base, one.units, one.beside) for one in sold]
    by_step = tuple(map(sum, zip(*each, strict=True)))
    return plan.total(whole.base, whole.units, by_step=by_step)
