"""A trial deal is priced from what a rep types into the form, in the widths her keyboard has."""

from __future__ import annotations

import pytest

from handlers.interaction import Interaction
from handlers.understanding import understand
from handlers.what_if import what_if
from rules.errors import NotFound
from rules.statement import WhatIf
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in


async def _tries(store: Store, amount: str) -> object:
    await given_plan(store)
    await take_in(store, a_hire("A001"))
    async with store.read() as uow:
        person = (await uow.people.by_id([1]))[1]
        understood = understand("再签一单", today=AT.date())
        asked = Interaction(
            id="i", person=person, at=AT, understood=understood, answers={"amount": amount}
        )
        return await what_if(asked, uow)


@pytest.mark.parametrize(
    "amount", ["8000", "8,000.00", " 8000 ", "８０００", "８，０００．００", "八千"], ids=ascii
)
async def test_an_amount_is_read_in_any_width(store: Store, amount: str) -> None:
    priced = await _tries(store, amount)

    assert isinstance(priced, WhatIf)
    assert priced.amount == 800_000


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        pytest.param("很多", "amount.vague", id="no number"),
        pytest.param("0.001", "amount.vague", id="part of a cent"),
        pytest.param("-8000", "amount.not_positive", id="below zero"),
        pytest.param("0", "amount.not_positive", id="zero"),
    ],
)
async def test_what_is_no_amount_is_told_with_an_example(
    store: Store, amount: str, problem: str
) -> None:
    with pytest.raises(NotFound) as refused:
        await _tries(store, amount)

    assert refused.value.message_id == problem
