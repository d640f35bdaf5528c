"""Turn what a deal event says into the deal as now known; nothing is posted here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from handlers.events import (
    DealAmended,
    DealCancelled,
    DealClosed,
    DealPaid,
    DealQualified,
    DealSaid,
    Event,
    Split,
)
from handlers.needs import Needs
from rules import deal as deals
from rules import money
from rules.deal import Content, Deal, Instalment, Share
from rules.errors import Invalid
from rules.people import Person

#: Gives the person of an employee number; raises `Needs` for one not hired yet.
Known = Callable[[str], Person]


def told(before: Deal | None, event: Event, said: DealSaid, person: Known) -> Deal:
    """Give the deal after an event; raise `Invalid`, or `Needs` for what has not arrived yet."""
    if isinstance(said, DealClosed):
        content = _content(said, said.currency, person)
        if content.shares is None:
            raise Invalid("data.employee_id", "is missing; name employee_id or splits")
        return deals.close(
            before, source=event.source, number=said.deal_id, content=content, stamp=event.stamp
        )
    if before is None:
        name = f"{event.source}/{said.deal_id}"
        raise Needs(f"deal:{name}", f"the closing of {name} has not arrived yet")
    currency = before.amount.currency
    if isinstance(said, DealAmended):
        content = _content(said, said.currency or currency, person)
        return deals.amend(before, content=content, stamp=event.stamp)
    if isinstance(said, DealCancelled):
        return deals.cancel(before, stamp=event.stamp)
    if isinstance(said, DealQualified):
        return deals.qualify(before, at=said.qualified_at or event.stamp.occurred_at)
    if isinstance(said, DealPaid):
        paid = Instalment(_minor(said.amount, currency), said.paid_at, event.stamp)
        return deals.pay(before, instalment_id=said.instalment_id, instalment=paid)
    back = before.amount.minor if said.amount is None else _minor(said.amount, currency)
    refund = Instalment(back, said.refunded_at or event.stamp.occurred_at, event.stamp)
    return deals.refund(before, refund_id=said.refund_id or event.id, instalment=refund)


def _content(said: DealClosed | DealAmended, currency: str, person: Known) -> Content:
    money.exponent(currency, field="data.currency")
    amount = None
    if said.amount is not None:
        amount = money.Money(minor=_minor(said.amount, currency), currency=currency)
    cost = None if said.cost is None else money.to_minor(said.cost, currency, field="data.cost")
    return Content(
        amount=amount,
        shares=_shares(said.employee_id, said.splits, person),
        closed_at=said.closed_at,
        opened_at=said.opened_at,
        customer=said.customer_id,
        product=said.product,
        cost_minor=cost,
        is_own=said.is_own,
        is_in_exchange=said.is_in_exchange,
        is_empty=said.is_empty,
    )


def _shares(
    employee_id: str | None, splits: Sequence[Split] | None, person: Known
) -> tuple[Share, ...] | None:
    if splits is None:
        return None if employee_id is None else (Share(person(employee_id).id, Decimal(1)),)
    if employee_id is not None and employee_id not in {s.employee_id for s in splits}:
        raise Invalid("data.employee_id", "is not among the splits; name one or the other")
    if len({split.employee_id for split in splits}) != len(splits):
        raise Invalid("data.splits", "name somebody twice")
    total = sum((split.share for split in splits), Decimal(0))
    if total not in (1, 100):
        raise Invalid("data.splits", f"sum to {total}, not to 1")
    return tuple(Share(person(split.employee_id).id, split.share / total) for split in splits)


def _minor(amount: Decimal, currency: str) -> int:
    return money.to_minor(amount, currency, field="data.amount")
