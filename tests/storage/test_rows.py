"""Rows written together: all or nothing, in any order, the same on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rows import add_new, append, insert_new, together, upsert
from storage.store import Store
from storage.tables import identity, link_try
from storage.unit_of_work import UnitOfWork
from tests.builders import AT, a_hire, given_plan, take_in


def _connection(uow: UnitOfWork) -> AsyncConnection:
    return uow.people._connection  # noqa: SLF001 - what repositories speak with


def _try(address: str, tries: int = 1) -> dict[str, object]:
    return {"channel": "fake", "address": address, "tries": tries, "blocked_until": None}


def _identity(address: str, person_id: int = 1) -> dict[str, object]:
    return {"channel": "fake", "address": address, "person_id": person_id, "linked_at": AT}


async def _tries(store: Store) -> list[tuple[str, int]]:
    async with store.read() as uow:
        rows = await _connection(uow).execute(link_try.select().order_by(link_try.c.address))
        return [(row.address, row.tries) for row in rows]


@pytest.fixture
async def staffed(store: Store) -> Store:
    await given_plan(store)
    await take_in(store, a_hire())
    return store


async def test_several_tables_are_written_together(staffed: Store) -> None:
    async with staffed.begin() as uow:
        async with together(_connection(uow)):
            await upsert(_connection(uow), link_try, [_try("@1"), _try("@2")])
            await append(_connection(uow), identity, [_identity("@1")])

        assert await uow.links.person_of("fake", "@1") == 1

    assert await _tries(staffed) == [("@1", 1), ("@2", 1)]


async def test_a_row_that_is_there_is_replaced_skipped_or_refused(staffed: Store) -> None:
    async with staffed.begin() as uow:
        await append(_connection(uow), link_try, [_try("@1"), _try("@2")])
        await upsert(_connection(uow), link_try, [_try("@1", 2), _try("@3")])
        await add_new(_connection(uow), link_try, [_try("@2", 9), _try("@4")])
        new = await insert_new(_connection(uow), link_try, [_try("@4", 9), _try("@5")])

    assert new == 1
    assert await _tries(staffed) == [("@1", 2), ("@2", 1), ("@3", 1), ("@4", 1), ("@5", 1)]
    with pytest.raises(IntegrityError):
        await staffed.write(lambda uow: append(_connection(uow), link_try, [_try("@1")]))


async def test_an_error_in_the_block_leaves_nothing_to_the_next_unit(staffed: Store) -> None:
    async def fails(uow: UnitOfWork) -> None:
        async with together(_connection(uow)):
            await upsert(_connection(uow), link_try, [_try("@1")])
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await staffed.write(fails)
    await staffed.write(lambda uow: upsert(_connection(uow), link_try, [_try("@2")]))

    assert await _tries(staffed) == [("@2", 1)]
