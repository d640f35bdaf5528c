"""What of the posted is earned by a day, and what of that is payable (RULES, `earned_on`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from rules import money
from rules.commission import DealCredit, Totals
from rules.crediting import Account, Part, Terms, parts
from rules.deal import Deal
from rules.periods import local_day
from rules.plan import Plan
from rules.plan_terms import EarnedOn, Measure, TierOn


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedDeal:
    """One surviving deal of an account, as needed to tell what of it is earned."""

    deal: Deal
    credit: DealCredit
    #: Of the account's person; her days count.
    zone: str
    #: What of the deal counts in this account and no other.
    parts: tuple[Part, ...]


def credited_deal(
    deal: Deal, credit: DealCredit, *, account: Account, terms: Terms
) -> CreditedDeal:
    """Look at a deal from one of its accounts."""
    own = tuple(part for part in parts(deal, terms) if part.account == account)
    return CreditedDeal(deal=deal, credit=credit, zone=terms.zone(account.person_id), parts=own)


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """How an account's sum is made up, by how certain it is; the four add up to it.

    `payable` waits for its pay day; nothing is `paid` before finance says so.
    """

    provisional: int = 0
    earned: int = 0
    payable: int = 0
    paid: int = 0

    def __add__(self, other: States) -> States:
        return States(
            provisional=self.provisional + other.provisional,
            earned=self.earned + other.earned,
            payable=self.payable + other.payable,
            paid=self.paid + other.paid,
        )


def states(
    plan: Plan, *, totals: Totals, deals: Iterable[CreditedDeal], day: date, paid: int = 0
) -> States:
    """Sort an account's sum into provisional, earned, payable and paid as of a day."""
    known = list(deals)
    earned = earned_by(plan, totals=totals, deals=known, day=day)
    cut_off = plan.payable_on.last_cut_off(day)
    payable = min(earned, earned_by(plan, totals=totals, deals=known, day=cut_off))
    payable = max(payable, paid)
    return States(
        provisional=totals.posted - max(earned, paid),
        earned=max(earned, paid) - payable,
        payable=payable - paid,
        paid=paid,
    )


def earned_by(plan: Plan, *, totals: Totals, deals: Iterable[CreditedDeal], day: date) -> int:
    """Give what of an account's sum is earned by the end of a day.

    Each deal's own lines are earned in the proportion of the deal that its plan's fact covers;
    the catch-up in the proportion of the deals it re-rates (RULES, `earned_on`).
    """
    shares: list[tuple[DealCredit, Fraction]] = []
    own = 0
    for item in deals:
        part, whole = earned_part(plan, item, day=day)
        shares.append((item.credit, Fraction(min(part, whole), whole) if whole else Fraction(0)))
        own += money.proportion(item.credit.posted, part, whole) if whole else 0
    catch_up = totals.posted - sum(credit.posted for credit, _ in shares)
    return own + _earned_catch_up(plan, catch_up, totals=totals, shares=shares)


def _earned_catch_up(
    plan: Plan, catch_up: int, *, totals: Totals, shares: Sequence[tuple[DealCredit, Fraction]]
) -> int:
    """Give what of the catch-up is earned by deals of which a share each is."""
    base = totals.base
    by_base = sum((credit.base * share for credit, share in shares), Fraction(0))
    if totals.units and (plan.measure is Measure.COUNT or not base):
        base = totals.units
        by_base = sum((credit.units * share for credit, share in shares), Fraction(0))
    if not catch_up or not base or by_base == base:
        return catch_up
    going = plan.going(totals.base, totals.units)
    if plan.by_deal:
        return _earned_by_deal(going, catch_up, shares, by_base=by_base / base)
    floor = plan.floor(plan.walked(totals.base, totals.units))
    if plan.is_per_deal or plan.counts_deals or not plan.is_whole_in(floor):
        return money.round_half_up(by_base * catch_up / base)
    rate = Fraction(going.tiers[floor].rate) * plan.factor_at(totals.base, totals.units)
    lacks = [(credit.base * rate - credit.posted, share) for credit, share in shares]
    if floor == plan.tier(base):
        return money.round_half_up(sum((lack * share for lack, share in lacks), Fraction(0)))
    # What lies above the tier that lifts has a rate of its own: it lacks nothing.
    lifted = [(max(lack, Fraction(0)), share) for lack, share in lacks]
    if not (whole := sum((lack for lack, _ in lifted), Fraction(0))):
        return money.round_half_up(by_base * catch_up / base)
    earned = sum((lack * share for lack, share in lifted), Fraction(0))
    return money.round_half_up(catch_up * earned / whole)


def _earned_by_deal(
    going: Plan, catch_up: int, shares: Sequence[tuple[DealCredit, Fraction]], *, by_base: Fraction
) -> int:
    """Give what of the catch-up is earned by the deals that it brings to what they are worth."""
    sign = 1 if catch_up > 0 else -1
    lacks = [
        (max(0, sign * (going.total(one.base, one.units, one.beside) - one.posted)), share)
        for one, share in shares
    ]
    whole = sum(lack for lack, _ in lacks)
    earned = sum((lack * share for lack, share in lacks), Fraction(0))
    return money.round_half_up(catch_up * (earned / whole if whole else by_base))


def earned_part(plan: Plan, item: CreditedDeal, *, day: date) -> tuple[int, int]:
    """Give how much of a deal in an account is earned by the end of a day, as (part, whole).

    Nothing is earned before it counts. Where payments earn what was counted at once, the measure
    is the money kept of the whole deal; where payments also walk the tiers, each earns itself.
    """
    # A deal of no amount, or of no margin, may be paid for by the deal.
    is_money = any(part.base for part in item.parts)
    weights = [(part.day, part.base if is_money else part.units) for part in item.parts]
    whole = sum(weight for _, weight in weights)
    counted = sum(weight for on, weight in weights if on <= day)
    if plan.earned_on is EarnedOn.COLLECTED:
        if plan.tier_on is TierOn.COLLECTED:
            return counted, whole
        surviving = item.deal.surviving_minor
        return (kept_by(item.deal, zone=item.zone, day=day) if counted else 0), surviving
    earned_on = _earned_on(plan, item.deal, item.zone)
    return (counted if earned_on is not None and earned_on <= day else 0), whole


def kept_by(deal: Deal, *, zone: str, day: date) -> int:
    """Give the money of a deal kept by the end of a day: payments less refunds, never too much."""
    return min(deal.surviving_minor, deal.kept_minor(lambda at: local_day(at, zone) <= day))


def _earned_on(plan: Plan, deal: Deal, zone: str) -> date | None:
    signed_on = local_day(deal.closed_at, zone)
    if plan.earned_on is EarnedOn.SIGNING:
        return signed_on
    if plan.earned_on is EarnedOn.COOLING_OFF:
        return signed_on + timedelta(days=plan.cooling_off_days)
    return None if deal.qualified_at is None else local_day(deal.qualified_at, zone)
