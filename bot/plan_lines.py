"""A plan in a few lines, as `policy check` says it: what each tier pays, and within what limits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from rules.draw import Draw
from rules.money import Money
from rules.plan import Plan
from rules.plan_terms import OF_A_MARGIN, ONE_DEAL, Measure, Steps, Tier, shown_times

#: Words a sum in minor units.
Worded = Callable[[int], str]


def plan_lines(plan: Plan) -> list[str]:
    """Give a line for each tier, then one for each limit, quota and draw."""

    def money(minor: int) -> str:
        return f"{Money(minor=minor, currency=plan.currency).amount} {plan.currency}"

    def paid(tier: Tier) -> str:
        if tier.rates:
            eaches = tier.eaches or (0,) * len(tier.rates)
            cells = zip(tier.rates, eaches, strict=True)
            return ", ".join(_cell(rate, money(each) if each else "") for rate, each in cells)
        said = [f"{tier.rate:%}"] if tier.rate or not (tier.each or tier.sum) else []
        said += [f"{money(tier.each)} each"] if tier.each else []
        said += [f"{money(tier.sum)} once"] if tier.sum else []
        return " and ".join(said)

    lines = [f"rates by {_across(plan, money)}"] if plan.across is not None else []
    lines += [f"from {_start(plan, tier, money(tier.start))}: {paid(tier)}" for tier in plan.tiers]
    lines += [f"quota {money(plan.quota)}; {len(plan.quotas)} of their own"] if plan.quota else []
    if plan.deal_at_least:
        lines.append(f"a deal pays at least {money(plan.deal_at_least)}")
    if plan.deal_at_most is not None:
        lines.append(f"a deal pays at most {money(plan.deal_at_most)}")
    if plan.deal_less:
        lines.append(f"{money(plan.deal_less)} are taken off each deal")
    if plan.period_at_most is not None:
        lines.append(f"a period pays at most {money(plan.period_at_most)}")
    if plan.factors is not None:
        lines += _factors(plan.factors, money)
    lines += [
        f"of money more than {one.after_days} days after the closing {one.counts:%} count"
        for one in plan.late
    ]
    draw = plan.draw
    while draw is not None:
        lines.append(_draw(draw, money))
        draw = draw.then
    return lines


def _cell(rate: Decimal, each: str) -> str:
    said = [f"{rate:%}"] if rate or not each else []
    return " and ".join([*said, *([f"{each} each"] if each else [])])


def _across(plan: Plan, money: Worded) -> str:
    across = plan.across
    if across is not None and across.measure is Measure.PRODUCT:
        return f"product: {', '.join(across.names)}, any other"
    starts = across.starts if across is not None else ()
    measure = across.measure if across is not None else plan.measure
    ats = across.at if across is not None and across.at else (None,) * len(starts)
    named = [_begins(measure, start, at, money) for start, at in zip(starts, ats, strict=True)]
    return f"{measure.value} from {', '.join(named)}"


def _factors(factors: Steps, money: Worded) -> list[str]:
    ats = factors.at or (None,) * len(factors.starts)
    starts = zip(factors.starts, ats, factors.times, strict=True)
    return [
        f"all of a period times {'its attainment' if times is None else f'{shown_times(times):f}'} "
        f"from {_begins(factors.measure, start, at, money)}"
        for start, at, times in starts
    ]


def _draw(draw: Draw, money: Worded) -> str:
    how = "set off later" if draw.is_recoverable else "kept"
    if draw.recover_at_most is not None:
        how += f", at most {money(draw.recover_at_most)} in a period"
    lasts = f" for {draw.periods} periods" if draw.periods else ""
    if draw.is_on_top:
        return f"a period pays {money(draw.minor)} on top{lasts}; it is {how}"
    return f"a period pays at least {money(draw.minor)}{lasts}; what is too much is {how}"


def _begins(measure: Measure, start: int, at: Decimal | None, money: Worded) -> str:
    if measure is Measure.COUNT:
        return f"deal {max(1, start // ONE_DEAL)}"
    if measure in OF_A_MARGIN:
        return f"{start / 100:.2f} %"
    return f"{at:%}" if at is not None else money(start)


def _start(plan: Plan, tier: Tier, money: str) -> str:
    if plan.measure is Measure.COUNT:
        return f"deal {-(-(tier.start + 1) // ONE_DEAL)}"
    if plan.measure in OF_A_MARGIN:
        what = "margin" if plan.measure is Measure.MARGIN_RATE else "markup"
        return f"a {what} of {tier.start / 100:.2f} %"
    return f"{tier.at:%} of the quota, {money}" if tier.at is not None else money
