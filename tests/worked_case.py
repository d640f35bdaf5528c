"""Worked examples of others through the product's own crediting and pricing, in cents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from config.plans import read_plan
from rules.commission import surviving
from rules.crediting import PlanVersion, Terms
from rules.deal import Content, Deal, Instalment, Share, Stamp, close, pay, refund
from rules.money import Money

_CLOSED = datetime(2026, 11, 2, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Case:
    """A deal of an example; `came` are payments as (days after the closing, cents)."""

    amount: int
    cost: int | None = None
    product: str = ""
    came: tuple[tuple[int, int], ...] = ()
    went_back: int = 0


def paid(terms: str, *cases: Case | int, currency: str = "USD") -> int:
    """Give what a plan pays one rep for deals of one day, given whole or by their amounts alone."""
    plan = read_plan(f'name = "p"\ncurrency = "{currency}"\n{terms}')
    version = PlanVersion(id=1, plan=plan, version=1, starts_on=date(2020, 1, 1))
    under = Terms(version=lambda _person, _day: version, zone=lambda _person: "Asia/Shanghai")
    return sum(surviving(_deals(cases, currency), under, {1: plan}).values())


def _deals(cases: Iterable[Case | int], currency: str) -> Iterable[Deal]:
    for n, one in enumerate(cases):
        case = one if isinstance(one, Case) else Case(one)
        stamp = Stamp(1, _CLOSED, f"{n}")
        content = Content(
            amount=Money(minor=case.amount, currency=currency),
            shares=(Share(1, Decimal(1)),),
            closed_at=_CLOSED,
            cost_minor=case.cost,
            product=case.product,
        )
        deal = close(None, source="page", number=f"{n}", content=content, stamp=stamp)
        for days, minor in case.came:
            came = Instalment(minor, _CLOSED + timedelta(days=days), stamp)
            deal = pay(deal, instalment_id=f"{days}", instalment=came)
        if case.went_back:
            back = Instalment(case.went_back, _CLOSED, stamp)
            deal = refund(deal, refund_id="back", instalment=back)
        yield deal
