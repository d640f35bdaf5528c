"""Deals as facts that arrive in any order: every field keeps the newest word said about it.

Each event carries a stamp (version, time, event id). A field takes a new value only from a newer
stamp, payments and refunds are sets by their id, so any order and any number of repeats of the same
events end in the same deal (the law in RULES, "Commission arithmetic").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from rules import money


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """How new a word is: first the sender's version, then her time, then the event's id."""

    version: int
    occurred_at: datetime
    event_id: str


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of a deal; the shares of a deal sum to exactly 1."""

    person_id: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Instalment:
    """Money that came in (a payment) or went back (a refund), in minor units, never negative."""

    minor: int
    at: datetime
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one event says about a deal; None says nothing."""

    amount: money.Money | None = None
    shares: tuple[Share, ...] | None = None
    closed_at: datetime | None = None
    opened_at: datetime | None = None
    customer: str | None = None
    product: str | None = None
    cost_minor: int | None = None
    is_own: bool | None = None
    is_in_exchange: bool | None = None
    is_empty: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A signed deal as known now. `id` is 0 until stored; (source, number) is its identity."""

    source: str
    number: str
    amount: money.Money
    shares: tuple[Share, ...]
    closed_at: datetime
    id: int = 0
    opened_at: datetime | None = None
    customer: str = ""
    product: str = ""
    cost_minor: int | None = None
    #: 自保件, 互保件, 空单: no valid deal (RULES row 13); its commission is the plan's business.
    is_own: bool = False
    is_in_exchange: bool = False
    is_empty: bool = False
    #: Where each field's value came from.
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    signed: Stamp
    cancelled: Stamp | None = None
    qualified_at: datetime | None = None
    payments: Mapping[str, Instalment] = field(default_factory=dict)
    refunds: Mapping[str, Instalment] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What a card calls it: the customer, else the product, else its number."""
        return self.customer or self.product or self.number

    @property
    def is_cancelled(self) -> bool:
        """Whether the last word on its life is a cancellation; a newer closing revives it."""
        return self.cancelled is not None and self.cancelled.version >= self.signed.version

    @property
    def surviving_minor(self) -> int:
        """What is left of the amount after cancellation and refunds, gross, never negative."""
        if self.is_cancelled:
            return 0
        return max(0, self.amount.minor - sum(refund.minor for refund in self.refunds.values()))

    def kept_minor(self, counts: Callable[[datetime], bool] = lambda _at: True) -> int:
        """Give the money that came in and did not go back, of the times that count."""
        came = sum(paid.minor for paid in self.payments.values() if counts(paid.at))
        return max(0, came - sum(back.minor for back in self.refunds.values() if counts(back.at)))


def close(deal: Deal | None, *, source: str, number: str, content: Content, stamp: Stamp) -> Deal:
    """Take in a closing; `content` must state amount, shares and closed_at."""
    if deal is None:
        amount, shares, closed_at = content.amount, content.shares, content.closed_at
        if amount is None or shares is None or closed_at is None:
            raise ValueError("a closing states amount, shares and closed_at")
        deal = Deal(
            source=source,
            number=number,
            amount=amount,
            shares=shares,
            closed_at=closed_at,
            signed=stamp,
        )
    return amend(replace(deal, signed=max(deal.signed, stamp)), content=content, stamp=stamp)


def amend(deal: Deal, *, content: Content, stamp: Stamp) -> Deal:
    """Take each stated field whose stamp is newer than the one it has."""
    news = {
        name: value
        for name in _FIELDS
        if (value := getattr(content, name)) is not None
        and ((known := deal.stamps.get(name)) is None or known < stamp)
    }
    if not news:
        return deal
    return replace(deal, **news, stamps={**deal.stamps, **dict.fromkeys(news, stamp)})


def cancel(deal: Deal, *, stamp: Stamp) -> Deal:
    """Take in a cancellation, whatever its age: the newest of them counts."""
    if deal.cancelled is not None and deal.cancelled >= stamp:
        return deal
    return replace(deal, cancelled=stamp)


def qualify(deal: Deal, *, at: datetime) -> Deal:
    """Mark the deal valid (receipt and call-back, acceptance); the earliest time counts."""
    if deal.qualified_at is not None and deal.qualified_at <= at:
        return deal
    return replace(deal, qualified_at=at)


def pay(deal: Deal, *, instalment_id: str, instalment: Instalment) -> Deal:
    """Take in money received; the same instalment told again replaces itself if newer."""
    if not _is_news(deal.payments, instalment_id, instalment):
        return deal
    return replace(deal, payments={**deal.payments, instalment_id: instalment})


def refund(deal: Deal, *, refund_id: str, instalment: Instalment) -> Deal:
    """Take in money given back."""
    if not _is_news(deal.refunds, refund_id, instalment):
        return deal
    return replace(deal, refunds={**deal.refunds, refund_id: instalment})


_FIELDS = tuple(Content.__dataclass_fields__)


def _is_news(known: Mapping[str, Instalment], key: str, instalment: Instalment) -> bool:
    return key not in known or known[key].stamp < instalment.stamp
