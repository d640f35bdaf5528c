"""A plan in a few lines, as `policy check` says it: what each tier pays, and within what limits."""

from __future__ import annotations

from rules.money import Money
from rules.plan import Plan
from rules.plan_terms import ONE_DEAL, Measure, Tier


def plan_lines(plan: Plan) -> list[str]:
    """Give a line for each tier, then one for each limit, quota and draw."""

    def money(minor: int) -> str:
        return f"{Money(minor=minor, currency=plan.currency).amount} {plan.currency}"

    def paid(tier: Tier) -> str:
        said = [f"{tier.rate:%}"] if tier.rate or not (tier.each or tier.sum) else []
        said += [f"{money(tier.each)} each"] if tier.each else []
        said += [f"{money(tier.sum)} once"] if tier.sum else []
        return " and ".join(said)

    lines = [f"from {_start(plan, tier, money(tier.start))}: {paid(tier)}" for tier in plan.tiers]
    lines += [f"quota {money(plan.quota)}; {len(plan.quotas)} of their own"] if plan.quota else []
    if plan.deal_at_least:
        lines.append(f"a deal pays at least {money(plan.deal_at_least)}")
    if plan.deal_at_most is not None:
        lines.append(f"a deal pays at most {money(plan.deal_at_most)}")
    if plan.period_at_most is not None:
        lines.append(f"a period pays at most {money(plan.period_at_most)}")
    if plan.draw is not None:
        how = "set off later" if plan.draw.is_recoverable else "kept"
        lines.append(f"a period pays at least {money(plan.draw.minor)}; what is too much is {how}")
    return lines


def _start(plan: Plan, tier: Tier, money: str) -> str:
    if plan.measure is Measure.COUNT:
        return f"deal {-(-(tier.start + 1) // ONE_DEAL)}"
    if plan.measure is Measure.MARGIN_RATE:
        return f"a margin of {tier.start / 100:.2f} %"
    return f"{tier.at:%} of the quota, {money}" if tier.at is not None else money
