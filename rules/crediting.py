"""What of a deal is credited: to whom, in which period of which plan version, on which day.

RULES, "Commission arithmetic": a fact counts in the period of its own local day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from rules import money
from rules.deal import Deal
from rules.periods import local_day
from rules.plan import Plan
from rules.plan_terms import ONE_DEAL, Base, TierOn


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
class Sold:
    """What of a deal counts in an account: a base, net, and what its price asks besides.

    `units` is the part of the deal in millionths; `beside` is what gives its margin rate, the net
    amount beside a margin or the margin beside a net amount; or, of one deal, the column of its
    product. Both are 0 where the plan does not ask for them.
    """

    base: int = 0
    units: int = 0
    beside: int = 0

    def __add__(self, other: Sold) -> Sold:
        return Sold(self.base + other.base, self.units + other.units, self.beside + other.beside)

    def __bool__(self) -> bool:
        return bool(self.base or self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who is credited under what: the plan version of a person on a day, and her zone."""

    version: Callable[[int, date], PlanVersion | None]
    zone: Callable[[int], str]


def in_net(terms: Terms) -> Terms:
    """Give the same terms, counting net amounts where a plan counts other ones (RULES row 15)."""

    def version(person_id: int, day: date) -> PlanVersion | None:
        found = terms.version(person_id, day)
        if found is None or found.plan.counts_net:
            return found
        return replace(found, plan=found.plan.in_net())

    return replace(terms, version=version)


def in_full(terms: Terms) -> Terms:
    """Give the same terms, counting money that came late as if it had not."""

    def version(person_id: int, day: date) -> PlanVersion | None:
        found = terms.version(person_id, day)
        return found and replace(found, plan=replace(found.plan, late=()))

    return replace(terms, version=version)


@dataclass(frozen=True, slots=True)
class Part:
    """What one person's share of a deal walks in an account on one day: a base, net."""

    account: Account
    day: date
    base: int
    units: int = 0
    beside: int = 0
    #: The column of the deal's product; it does not add up.
    column: int = 0


@dataclass(frozen=True, slots=True)
class _Walk:
    """A stretch of a deal's amount, from where to where, that counts for one of its shares."""

    account: Account
    day: date
    plan: Plan
    share: int
    start: int
    end: int
    #: How many days after the closing.
    days: int


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
        column = walk.plan.across.column(deal.product) if walk.plan.across is not None else 0
        base = walk.plan.counted(base, walk.days)
        yield Part(walk.account, walk.day, base, units, beside, column)


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
        closed_on = local_day(deal.closed_at, zone)
        version = terms.version(share.person_id, closed_on)
        if version is None:
            continue
        for day, start, end in _walked(deal, version.plan, zone):
            counting = terms.version(share.person_id, day) or version
            account = Account(share.person_id, counting.id, counting.plan.calendar.period(day))
            days = (day - closed_on).days
            yield _Walk(account, day, counting.plan, index, start, end, days)


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
    return base, units, beside if plan.asks_margin else 0


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
        if not part.base and not part.units:
            continue
        known = found.get(part.account, Sold())
        beside = part.column or known.beside + part.beside
        found[part.account] = Sold(known.base + part.base, known.units + part.units, beside)
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
