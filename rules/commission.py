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
from rules.plan import ONE_DEAL, Base, EarnedOn, Measure, Plan, TierOn


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
    """The running sums of an account, in minor units of the plan's currency.

    `units` are its deals in millionths, kept only where the plan's price asks for them.
    """

    base: int = 0
    posted: int = 0
    count: int = 0
    units: int = 0


@dataclass(frozen=True, slots=True)
class Sold:
    """What of a deal counts in an account: a base, net, and what its price asks besides.

    `units` is the part of the deal in millionths; `beside` is what gives its margin rate, the net
    amount beside a margin or the margin beside a net amount. Both are 0 where the plan does not
    ask for them.
    """

    base: int = 0
    units: int = 0
    beside: int = 0

    def __add__(self, other: Sold) -> Sold:
        return Sold(self.base + other.base, self.units + other.units, self.beside + other.beside)

    def __bool__(self) -> bool:
        return bool(self.base or self.units)


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

    def priced(self, *, is_per_deal: bool) -> tuple[Sold, Sold]:
        """Give what the price was put on before and after: the account, or the deal alone."""
        if is_per_deal:
            return self.credit_before.sold, self.credit_after.sold
        return Sold(self.before.base, self.before.units), Sold(self.after.base, self.after.units)


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
    #: Of what the plan prices by: the account, or the deal where each stands alone.
    units_before: int = 0
    units_after: int = 0
    beside_before_minor: int = 0
    beside_after_minor: int = 0
    posted_at: datetime

    def priced(self, *, is_per_deal: bool) -> tuple[Sold, Sold]:
        """Give what the price was put on before and after: the account, or the deal alone."""
        before, after = self.base_before_minor, self.base_after_minor
        if is_per_deal:
            before, after = self.deal_base_before_minor, self.deal_base_after_minor
        return (
            Sold(before, self.units_before, self.beside_before_minor),
            Sold(after, self.units_after, self.beside_after_minor),
        )


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
    units: int = 0
    beside: int = 0


@dataclass(frozen=True, slots=True)
class _Walk:
    """A stretch of a deal's amount, from where to where, that counts for one of its shares."""

    account: Account
    day: date
    plan: Plan
    share: int
    start: int
    end: int


def parts(deal: Deal, terms: Terms) -> Iterable[Part]:
    """Give what of a deal counts, and where.

    A fact counts in the period of its own local day in the person's zone: the closing, the day it
    became valid, or each payment. A day without a plan counts nothing; the caller parks such
    deals before. Nothing counts of a deal that waits for its cost.
    """
    shares = [share.share for share in deal.shares]
    for walk in _walks(deal, terms):
        if _waits(deal, walk.plan):
            continue
        end = _sold(deal, walk.plan, walk.end)
        start = _sold(deal, walk.plan, walk.start) if walk.start else (0, 0, 0)
        base, units, beside = (
            money.split(upto, shares)[walk.share] - money.split(since, shares)[walk.share]
            for upto, since in zip(end, start, strict=True)
        )
        yield Part(walk.account, walk.day, base, units, beside)


def waiting(deal: Deal, terms: Terms) -> set[Account]:
    """Give the accounts in which a deal will count as soon as its cost is known."""
    if deal.cost_minor is not None or not deal.surviving_minor:
        return set()
    walks = _walks(deal, terms)
    return {walk.account for walk in walks if _waits(deal, walk.plan) and walk.end > walk.start}


def _waits(deal: Deal, plan: Plan) -> bool:
    return plan.needs_cost and deal.cost_minor is None and bool(deal.amount.minor)


def _walks(deal: Deal, terms: Terms) -> Iterable[_Walk]:
    for index, share in enumerate(deal.shares):
        zone = terms.zone(share.person_id)
        version = terms.version(share.person_id, local_day(deal.closed_at, zone))
        if version is None:
            continue
        for day, start, end in _walked(deal, version.plan, zone):
            counting = terms.version(share.person_id, day) or version
            account = Account(share.person_id, counting.id, counting.plan.calendar.period(day))
            yield _Walk(account, day, counting.plan, index, start, end)


def _sold(deal: Deal, plan: Plan, upto: int) -> tuple[int, int, int]:
    """Give (base, units, beside) of a deal's amount up to a point of it, of all its shares.

    A margin is earned in the proportion of the amount; a deal sold under its cost has none, and
    takes nothing from others.
    """
    net, margin = plan.net(upto), 0
    if plan.needs_cost:
        margin = max(0, plan.net(deal.amount.minor) - plan.net(deal.cost_minor or 0))
        margin = money.proportion(margin, upto, deal.amount.minor)
    base, beside = (margin, net) if plan.base is Base.MARGIN else (net, margin)
    units = _units(deal, plan, upto) if plan.counts_deals else 0
    return base, units, beside if plan.measure is Measure.MARGIN_RATE else 0


def _units(deal: Deal, plan: Plan, upto: int) -> int:
    """Give how much of one deal is reached, in millionths; a deal of no amount is one by itself."""
    if deal.surviving_minor:
        return money.proportion(ONE_DEAL, upto, deal.surviving_minor)
    is_free = not deal.amount.minor and not deal.is_cancelled
    return ONE_DEAL if is_free and plan.tier_on is not TierOn.COLLECTED else 0


def credited(deal: Deal, terms: Terms) -> dict[Account, Sold]:
    """Give what a deal credits to each account, empty entries left out."""
    found: dict[Account, Sold] = {}
    for part in parts(deal, terms):
        sold = Sold(part.base, part.units, part.beside)
        if sold:
            found[part.account] = found.get(part.account, Sold()) + sold
    return found


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
    if plan.is_per_deal:
        own = plan.total(base, units, beside)
        difference = own - credit.posted
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
        ),
        credit_before=credit,
        credit_after=DealCredit(base=base, posted=own, units=units, beside=beside),
    )


def _price(plan: Plan, rest: tuple[int, int], both: tuple[int, int]) -> int:
    """Price a deal on top of the rest of its period, without what it does to the others.

    Both are given as (base, units).
    """
    walked, walked_before = plan.walked(*both), plan.walked(*rest)
    floor = plan.floor(walked)
    is_lifted = rest != (0, 0) and plan.floor(walked_before) != floor
    if not is_lifted or plan.is_limited(*both):
        return plan.total(*both) - plan.total(*rest)
    lifted = Fraction(plan.exact(*both, floor=floor, walked=walked))
    lifted -= Fraction(plan.exact(*rest, floor=floor, walked=walked_before))
    # What reaching a tier pays once is the doing of the deal that reached it.
    return money.round_half_up(lifted) + plan.sums(walked) - plan.sums(walked_before)


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
    floor = plan.floor(plan.walked(totals.base, totals.units))
    if plan.is_per_deal or plan.counts_deals or not plan.is_whole_in(floor):
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
    return plan.total(whole.base, whole.units)
