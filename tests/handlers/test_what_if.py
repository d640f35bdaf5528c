"""A trial deal is priced from what a rep types into the form, in the widths her keyboard has."""

from __future__ import annotations

import pytest

from handlers.interaction import Interaction
from handlers.understanding import understand
from handlers.what_if import what_if
from rules.errors import Invalid
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
    "amount", ["8000", "8,000.00", " 8000 ", "８０００", "８，０００．００"], ids=ascii
)
async def test_an_amount_is_read_in_any_width(store: Store, amount: str) -> None:
    priced = await _tries(store, amount)

    assert isinstance(priced, WhatIf)
    assert priced.amount == 800_000


async def test_what_is_no_amount_is_told_with_an_example(store: Store) -> None:
    with pytest.raises(Invalid, match=r"write it like 8000\.00"):
        await _tries(store, "八千块吧")
