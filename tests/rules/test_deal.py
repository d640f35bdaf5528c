"""The same events, in any order and any number of times, end in the same deal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial, reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.deal import (
    Content,
    Deal,
    Instalment,
    Share,
    Stamp,
    amend,
    cancel,
    close,
    pay,
    qualify,
    refund,
)
from rules.money import Money

_START = datetime(2026, 11, 3, 2, tzinfo=UTC)
_ALL = (Share(1, Decimal(1)),)
_HALVES = (Share(1, Decimal("0.5")), Share(2, Decimal("0.5")))

Step = Callable[[Deal], Deal]


def _stamp(version: int, event_id: str = "e") -> Stamp:
    return Stamp(version, _START + timedelta(hours=version), event_id)


def _content(minor: int = 900_000, **more: str) -> Content:
    amount = Money(minor=minor, currency="CNY")
    return Content(amount=amount, shares=_ALL, closed_at=_START, customer=more.get("customer"))


def _closed(version: int = 1, content: Content | None = None) -> Deal:
    said = content or _content()
    return close(None, source="crm", number="D1", content=said, stamp=_stamp(version))


def _close_again(deal: Deal, *, content: Content, stamp: Stamp) -> Deal:
    return close(deal, source="crm", number="D1", content=content, stamp=stamp)


@st.composite
def _steps(draw: st.DrawFn) -> list[Step]:
    """Give up to eight changes, each event with an id of its own, as senders owe it."""
    return [draw(_step(number)) for number in range(draw(st.integers(1, 8)))]


def _step(number: int) -> st.SearchStrategy[Step]:
    stamps = st.builds(lambda v: _stamp(v, f"e{number}"), st.integers(1, 4))
    contents = st.builds(
        Content,
        amount=st.none() | st.builds(lambda m: Money(minor=m, currency="CNY"), st.integers(1, 99)),
        shares=st.none() | st.sampled_from([_ALL, _HALVES]),
        customer=st.none() | st.sampled_from(["华星", "Acme"]),
    )
    sums = st.builds(Instalment, st.integers(1, 99), st.just(_START), stamps)
    ids = st.sampled_from(["1", "2"])
    return st.one_of(
        st.builds(lambda c, s: partial(_close_again, content=c, stamp=s), contents, stamps),
        st.builds(lambda c, s: partial(amend, content=c, stamp=s), contents, stamps),
        st.builds(lambda s: partial(cancel, stamp=s), stamps),
        st.builds(lambda h: partial(qualify, at=_START + timedelta(hours=h)), st.integers(0, 9)),
        st.builds(lambda i, m: partial(pay, instalment_id=i, instalment=m), ids, sums),
        st.builds(lambda i, m: partial(refund, refund_id=i, instalment=m), ids, sums),
    )


def _after(steps: Sequence[Step]) -> Deal:
    return reduce(lambda deal, step: step(deal), steps, _closed())


@given(steps=_steps(), data=st.data())
def test_the_order_of_arrival_changes_nothing(steps: list[Step], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(steps))

    assert _after(steps) == _after(shuffled)


@given(_steps())
def test_what_is_told_twice_changes_nothing(steps: list[Step]) -> None:
    assert _after([*steps, *steps]) == _after(steps)


def test_an_older_word_on_a_field_is_too_late() -> None:
    deal = _closed(version=3)

    assert amend(deal, content=Content(customer="Acme"), stamp=_stamp(2)).customer == "Acme"
    assert amend(deal, content=_content(1), stamp=_stamp(2)).amount.minor == 900_000


@pytest.mark.parametrize(
    ("signed", "cancelled", "is_gone"),
    [
        pytest.param(1, 2, True, id="a later cancellation"),
        pytest.param(2, 2, True, id="of the same version"),
        pytest.param(3, 2, False, id="a newer closing revives it"),
    ],
)
def test_the_newest_word_on_its_life_counts(signed: int, cancelled: int, is_gone: bool) -> None:  # noqa: FBT001 - a table's column
    deal = cancel(_closed(version=signed), stamp=_stamp(cancelled))

    assert deal.is_cancelled is is_gone
    assert deal.surviving_minor == (not is_gone) * 900_000


@pytest.mark.parametrize(
    ("given_back", "left"),
    [
        pytest.param(1, 899_999, id="a cent"),
        pytest.param(900_000, 0, id="all"),
        pytest.param(900_001, 0, id="more than all leaves nothing, not less"),
    ],
)
def test_a_refund_leaves_what_was_not_given_back(given_back: int, left: int) -> None:
    money_back = Instalment(given_back, _START, _stamp(2))

    assert refund(_closed(), refund_id="r", instalment=money_back).surviving_minor == left


def test_a_closing_that_leaves_something_out_is_no_closing() -> None:
    with pytest.raises(ValueError, match="amount, shares and closed_at"):
        _closed(content=Content(shares=_ALL))
