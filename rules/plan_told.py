"""What is told of a plan's price: its parts, what is paid besides, and what comes next."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from rules.money import round_half_up
from rules.plan import Plan
from rules.plan_terms import (
    OF_A_DEAL,
    ONE_DEAL,
    Base,
    Edge,
    Extra,
    Measure,
    Mode,
    NextTier,
    Paid,
    Slice,
)

_QUIET_DAYS = 3


def extras(plan: Plan, base: int, units: int = 0, beside: int = 0) -> tuple[Extra, ...]:
    """Give what is paid besides rates, and what a limit made of the sum."""
    if plan.columns:
        return extras(plan.going(base, units, beside), base, units, beside)
    walked = plan.walked(base, units, beside)
    floor = plan.floor(walked)
    found = list(plan.eaches(units, floor, walked))
    found += [
        Extra(Paid.SUM, tier.sum) for tier in plan.tiers[floor : plan.tier(walked) + 1] if tier.sum
    ]
    raw = plan.unlimited(base, units, beside)
    bounded, left = plan.bounded(raw, units), plan.left(raw, units)
    if bounded != raw:
        found.append(Extra(Paid.AT_LEAST if bounded > raw else Paid.AT_MOST, bounded))
    if plan.deal_less and units:
        found.append(Extra(Paid.TAKEN_OFF, plan.deal_less, units))
    if plan.period_at_most is not None and left > plan.period_at_most:
        found.append(Extra(Paid.AT_MOST, plan.period_at_most))
    return tuple(found)


def slices(plan: Plan, base: int, units: int = 0, beside: int = 0) -> tuple[Slice, ...]:
    """Cut a base into the parts that have one rate each; one part where tiers are whole."""
    if plan.columns:
        return slices(plan.going(base, units, beside), base, units, beside)
    walked = plan.walked(base, units, beside)
    if plan.mode is Mode.WHOLE_AMOUNT:
        return (Slice(0, None, base, plan.rate(walked)),)
    return plan.priced(base, plan.floor(walked))


def next_tier_of(plan: Plan, base: int, units: int = 0) -> NextTier | None:
    """Give the first tier not reached yet; None at the top, and where deals stand alone."""
    walked = plan.walked(base, units)
    index = plan.tier(walked) + 1
    is_told = plan.across is None and plan.measure not in OF_A_DEAL
    if not is_told or index == len(plan.tiers):
        return None
    tier = plan.tiers[index]
    reached_at = tier.start if plan.edge is Edge.FROM else tier.start + 1
    is_counted = plan.measure is Measure.COUNT
    unit = "deals" if is_counted else "margin" if plan.base is Base.MARGIN else "amount"
    missing = reached_at - walked
    return NextTier(
        tier.rate,
        -(-missing // ONE_DEAL) if is_counted else _amount_of(plan, missing),
        plan.is_whole_in(index),
        tier.each,
        tier.sum,
        unit,
    )


def tells_next_tier(plan: Plan, today: date, *, is_agent: bool) -> bool:
    """Tell whether the distance to the next tier may be shown on a day (CARDS).

    Not to commission agents in the last three days of a period: it would push a sale.
    """
    left = (plan.calendar.days(plan.calendar.period(today)).last - today).days
    return not is_agent or left >= _QUIET_DAYS


def _amount_of(plan: Plan, base: int) -> int:
    """Give the smallest amount of the feed that is worth at least a base: the inverse of net.

    One minor unit more or less of an amount moves its net by at most one, so the search from
    the rounded quotient takes a step or two.
    """
    amount = base
    if plan.base is Base.GROSS:
        amount = round_half_up(Fraction(base) * Fraction(1 + plan.vat_rate))
        while plan.net(amount) >= base:
            amount -= 1
        while plan.net(amount) < base:
            amount += 1
    return amount
