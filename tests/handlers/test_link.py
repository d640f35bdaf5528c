"""A one-time code is understood as one when it is typed."""

from __future__ import annotations

from handlers.link import offer_code
from handlers.understanding import understand
from storage.store import Store
from tests.builders import AT, a_hire, take_in

_MANY = 100


async def test_every_code_is_understood_when_it_is_typed(store: Store) -> None:
    await take_in(store, a_hire())

    async with store.begin() as uow:
        person = (await uow.people.by_id([1]))[1]
        codes = [await offer_code(uow, person, at=AT) for _ in range(_MANY)]

    read = [understand(code, today=AT.date()).code for code in codes]
    assert read == codes
