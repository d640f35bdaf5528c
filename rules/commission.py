"""What a change of a deal posts to the ledger, and what of the posted is earned by a day.

Law (RULES, "Commission arithmetic"): for each rep, origin period and plan version an event posts
f(after) - f(before), as "this deal" and "catch-up on earlier deals". The sum of all postings is
therefore f of the surviving deals, in whatever order and how often the events arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from rules import money
from rules.deal import Deal
from rules.periods import local_day
from rules.plan import EarnedOn, Measure, Plan, TierOn


class LineKind(StrEnum):
    """The kinds of ledger lines. Bonuses, draws and recoveries join with finance.

    A reward stands outside of f: it belongs to no deal, and to no running total.
    """

    DEAL = "deal"
    CATCH_UP = "catch_up"
    REWARD = "reward"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """A plan as in force from a day on; `id` is 0 outside the store."""

    id: int
    plan: Plan
    version: int
    starts_on: date


def plan_on(assigned: Iterable[tuple[date, str]], day: date, *, default: str) -> str:
    """Give the plan a person has on a day: the last one assigned by then, else the default.

    `assigned` is (from, plan name), oldest first.
    """
    name = default
    for starts_on, plan_name in assigned:
        if starts_on <= day:
            name = plan_name
    return name


def version_on(versions: Iterable[PlanVersion], day: date) -> PlanVersion | None:
    """Give the version in force on a day; None before the first. `versions` oldest first."""
    found = None
    for version in versions:
        if version.starts_on <= day:
            found = version
    return found


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """Where a posting goes: one rep, one plan version, one origin period."""

    person_id: int
    plan_version_id: int
    period: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The running sums of an account, in minor units of the plan's currency."""

    base: int = 0
    posted: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class DealCredit:
    """What one deal has in one account: its base, and the sum of its own lines so far."""

    base: int = 0
    posted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What one event changes in one account, and the account and the deal's credit after it."""

    this_deal: int
    catch_up: int
    before: Totals
    after: Totals
    credit_before: DealCredit
    credit_after: DealCredit


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
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who is credited under what: the plan version of a person on a day, and her zone."""

    version: Callable[[int, date], PlanVersion | None]
    zone: Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Part:
    """What one person's share of a deal walks in an account on one day: a base, net."""

    account: Account
    day: date
    base: int


def parts(deal: Deal, terms: Terms) -> Iterable[Part]:
    """Give what of a deal counts, and where.

    A fact counts in the period of its own local day in the person's zone: the closing, the day it
    became valid, or each payment. A day without a plan counts nothing; the caller parks such
    deals before.
    """
    shares = [share.share for share in deal.shares]
    for index, share in enumerate(deal.shares):
        zone = terms.zone(share.person_id)
        version = terms.version(share.person_id, local_day(deal.closed_at, zone))
        if version is None:
            continue
        for day, start, end in _walked(deal, version.plan, zone):
            counting = terms.version(share.person_id, day) or version
            plan = counting.plan
            base = money.split(plan.net(end), shares)[index]
            base -= money.split(plan.net(start), shares)[index]
            yield Part(Account(share.person_id, counting.id, plan.calendar.period(day)), day, base)


def credited(deal: Deal, terms: Terms) -> dict[Account, int]:
    """Give the base that a deal credits to each account, zero entries left out."""
    bases: dict[Account, int] = {}
    for part in parts(deal, terms):
        if part.base:
            bases[part.account] = bases.get(part.account, 0) + part.base
    return bases


def _walked(deal: Deal, plan: Plan, zone: str) -> Iterable[tuple[date, int, int]]:
    """Give the parts of a deal that walk the tiers: day, and from where to where they reach.

    Money that went back is taken from the payments that came last.
    """
    surviving = deal.surviving_minor
    if plan.tier_on is TierOn.SIGNING:
        yield local_day(deal.closed_at, zone), 0, surviving
    elif plan.tier_on is TierOn.VALID:
        if deal.qualified_at is not None:
            yield local_day(deal.qualified_at, zone), 0, surviving
    else:
        kept = min(surviving, deal.kept_minor())
        reached = 0
        for at, _, minor in sorted((p.at, key, p.minor) for key, p in deal.payments.items()):
            start, reached = reached, min(reached + minor, kept)
            yield local_day(at, zone), start, reached


def post(plan: Plan, *, totals: Totals, credit: DealCredit, base: int) -> Posting | None:
    """Price the change of one deal's base in one account; None where nothing changes.

    A change is the deal taken out and put back: taking out mirrors the deal's own lines, putting
    back prices it on top of the rest. Whatever else the sum gains or loses is catch-up.
    """
    if base == credit.base:
        return None
    rest = totals.base - credit.base
    reached = rest + base
    if plan.measure is Measure.DEAL:
        own = plan.total(base)
        difference = own - credit.posted
    else:
        own = _price(plan, rest=rest, base=base)
        difference = plan.total(reached) - plan.total(totals.base)
    this_deal = own - credit.posted
    return Posting(
        this_deal=this_deal,
        catch_up=difference - this_deal,
        before=totals,
        after=Totals(
            base=reached,
            posted=totals.posted + difference,
            count=totals.count + (base != 0) - (credit.base != 0),
        ),
        credit_before=credit,
        credit_after=DealCredit(base=base, posted=own),
    )


def _price(plan: Plan, *, rest: int, base: int) -> int:
    """Price a deal on top of the rest of its period, without what it does to the others."""
    floor = plan.floor(rest + base)
    if rest and plan.floor(rest) != floor:
        return money.round_half_up(
            plan.exact(rest + base, floor=floor) - plan.exact(rest, floor=floor)
        )
    return plan.total(rest + base) - plan.total(rest)


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
    return own + _earned_catch_up(plan, catch_up, base=totals.base, shares=shares)


def _earned_catch_up(
    plan: Plan, catch_up: int, *, base: int, shares: Sequence[tuple[DealCredit, Fraction]]
) -> int:
    """Give what of the catch-up is earned by deals of which a share each is."""
    by_base = sum((credit.base * share for credit, share in shares), Fraction(0))
    if not catch_up or not base or by_base == base:
        return catch_up
    floor = plan.floor(base)
    if plan.measure is Measure.DEAL or not plan.is_whole_in(floor):
        return money.round_half_up(by_base * catch_up / base)
    rate = Fraction(plan.tiers[floor].rate)
    lacks = [(credit.base * rate - credit.posted, share) for credit, share in shares]
    if floor == plan.tier(base):
        return money.round_half_up(sum((lack * share for lack, share in lacks), Fraction(0)))
    # What lies above the tier that lifts has a rate of its own: it lacks nothing.
    lifted = [(max(lack, Fraction(0)), share) for lack, share in lacks]
    if not (whole := sum((lack for lack, _ in lifted), Fraction(0))):
        return money.round_half_up(by_base * catch_up / base)
    earned = sum((lack * share for lack, share in lifted), Fraction(0))
    return money.round_half_up(catch_up * earned / whole)


def earned_part(plan: Plan, item: CreditedDeal, *, day: date) -> tuple[int, int]:
    """Give how much of a deal in an account is earned by the end of a day, as (part, whole).

    Nothing is earned before it counts. Where payments earn what was counted at once, the measure
    is the money kept of the whole deal; where payments also walk the tiers, each earns itself.
    """
    whole = sum(part.base for part in item.parts)
    counted = sum(part.base for part in item.parts if part.day <= day)
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


def surviving(deals: Iterable[Deal], terms: Terms, plans: Mapping[int, Plan]) -> dict[Account, int]:
    """Give f of the surviving deals per account, from nothing: what the ledger must sum to."""
    sums: dict[Account, list[int]] = {}
    for deal in deals:
        for account, base in credited(deal, terms).items():
            sums.setdefault(account, []).append(base)
    return {
        account: worth(plans[account.plan_version_id], bases) for account, bases in sums.items()
    }


def worth(plan: Plan, bases: Iterable[int]) -> int:
    """Apply a plan to the credited bases of one account: f itself."""
    if plan.measure is Measure.DEAL:
        return sum(plan.total(base) for base in bases)
    return plan.total(sum(bases))
