"""An event's numbers are plain: what a Decimal would read and no sender means is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from handlers.events import DealClosed, read_event
from rules.errors import Invalid
from tests.builders import a_deal, an_event


@pytest.mark.parametrize("amount", ["8000", " 8000.00 ", 8000, Decimal("8000.00")], ids=repr)
def test_a_plain_amount_is_read(amount: object) -> None:
    said = read_event(*a_deal(amount=amount)).said

    assert isinstance(said, DealClosed)
    assert said.amount == 8000


@pytest.mark.parametrize(
    "amount",
    [
        "1_000",
        "８０００",
        "1e3",
        "8,000",
        "NaN",
        "Infinity",
        "",
        "-1",
        True,
        8000.0,
        None,
        "1" * 50,
    ],
    ids=ascii,
)
def test_any_other_amount_is_refused_by_its_field(amount: object) -> None:
    with pytest.raises(Invalid) as refused:
        read_event(*a_deal(amount=amount))

    assert refused.value.field == "data.amount"


@pytest.mark.parametrize("share", ["abc%", "%", "1_0%", "６０%", "1e-1", ""], ids=ascii)
def test_a_share_that_is_no_number_is_refused_by_its_field(share: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_event(*a_deal(splits=[{"employee_id": "A001", "share": share}]))

    assert refused.value.field == "data.splits.0.share"


@pytest.mark.parametrize(
    ("type_", "meant"),
    [("candidate.interview", "candidate.updated"), ("deal.close", "deal.closed"), ("x" * 9000, "")],
)
def test_a_type_that_is_not_known_is_answered_with_the_nearest(type_: str, meant: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_event("crm", an_event("e1", type_)[1])

    assert caught.value.field == "type"
    assert meant in caught.value.reason
    assert caught.value.reason.endswith("foothold schema list names all")


def test_a_moment_without_an_offset_is_refused_with_how_to_write_it() -> None:
    with pytest.raises(Invalid, match=r"write the moment as 2026-11-24T10:00:00\+08:00"):
        read_event(*a_deal(closed_at="2026-11-24T10:00:00"))
