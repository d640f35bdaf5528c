"""How long an order may be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules.order import Order, OrderKind, OrderState, may_undo

_AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


def _order(kind: OrderKind = OrderKind.PLAN, state: OrderState = OrderState.DONE) -> Order:
    return Order(id=1, key="k", by_id=5, kind=kind, said={}, at=_AT, state=state, done_at=_AT)


@pytest.mark.parametrize(
    ("after", "is_open"),
    [(timedelta(0), "yes"), (timedelta(hours=1), "yes"), (timedelta(hours=1, seconds=1), "")],
)
def test_within_an_hour(after: timedelta, is_open: str) -> None:
    assert may_undo(_order(), _AT + after) is bool(is_open)


@pytest.mark.parametrize("state", [one for one in OrderState if one is not OrderState.DONE])
def test_only_what_was_done(state: OrderState) -> None:
    assert not may_undo(_order(state=state), _AT)


@pytest.mark.parametrize("kind", [OrderKind.JOIN, OrderKind.TARGET])
def test_hiring_and_a_proposal_have_no_way_back(kind: OrderKind) -> None:
    assert not may_undo(_order(kind), _AT)
