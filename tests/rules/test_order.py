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


def test_hiring_has_no_way_back() -> None:
    assert not may_undo(_order(OrderKind.JOIN), _AT)


def test_a_target_by_hand_may_be_taken_back() -> None:
    assert may_undo(_order(OrderKind.TARGET), _AT)
