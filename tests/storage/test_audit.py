"""Whoever changes, adds or takes away a sealed row is found out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Delete, Insert, Update, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import writer_engine
from storage.store import Store
from storage.tables import audit, audit_seal
from tests.builders import AT


@pytest.fixture
async def beside(store: Store) -> AsyncIterator[AsyncEngine]:
    """Somebody with the database's password and no manners."""
    engine = writer_engine(store.url)
    yield engine
    await engine.dispose()


async def _record(store: Store, *actions: str) -> None:
    async with store.begin() as uow:
        for action in actions:
            await uow.audit.add(at=AT, actor="person:1", action=action, subject="person:2", why="x")


async def _fail(store: Store) -> None:
    async with store.begin() as uow:
        await uow.audit.add(at=AT, actor="person:1", action="read", subject="person:2")
        raise ZeroDivisionError


async def _seal(store: Store) -> int:
    async with store.begin() as uow:
        return await uow.audit.seal()


async def _verified(store: Store) -> tuple[int | None, int]:
    async with store.read() as uow:
        return await uow.audit.verify()


async def test_sealed_rows_are_whole_and_the_tail_is_told(store: Store) -> None:
    await _record(store, "read", "read")
    assert await _seal(store) == 2
    await _record(store, "replay")
    assert await _verified(store) == (None, 1)

    assert await _seal(store) == 1

    assert await _verified(store) == (None, 0)


async def test_with_nothing_new_no_seal_is_made(store: Store) -> None:
    assert await _seal(store) == 0
    await _record(store, "read")
    await _seal(store)

    assert await _seal(store) == 0
    assert await _verified(store) == (None, 0)


_row = {"at": AT, "actor": "person:1", "action": "read", "subject": "person:2", "detail": "{}"}


@pytest.mark.parametrize(
    ("change", "first_of_broken"),
    [
        pytest.param(update(audit).where(audit.c.id == 1).values(actor="x"), 0, id="who"),
        pytest.param(update(audit).where(audit.c.id == 1).values(subject="x"), 0, id="whom"),
        pytest.param(update(audit).where(audit.c.id == 3).values(detail="{}"), 3, id="why"),
        pytest.param(delete(audit).where(audit.c.id == 3), 3, id="a row taken away"),
        pytest.param(delete(audit).where(audit.c.id == 2), 0, id="the last of a seal"),
        pytest.param(insert(audit).values(id=0, **_row), 0, id="a row slipped in"),
        pytest.param(update(audit_seal).values(hash="0" * 64), 0, id="a seal"),
        pytest.param(delete(audit_seal).where(audit_seal.c.from_id == 0), 3, id="a seal gone"),
    ],
)
async def test_a_change_after_the_seal_is_found(
    store: Store, beside: AsyncEngine, change: Update | Delete | Insert, first_of_broken: int
) -> None:
    await _record(store, "read", "read")
    await _seal(store)
    await _record(store, "replay")
    await _seal(store)

    async with beside.begin() as connection:
        await connection.execute(change)

    assert await _verified(store) == (first_of_broken, 0)


async def test_a_row_of_a_transaction_that_failed_is_no_hole(store: Store) -> None:
    await _record(store, "read")
    with pytest.raises(ZeroDivisionError):
        await _fail(store)
    await _record(store, "read")

    assert await _seal(store) == 2
    assert await _verified(store) == (None, 0)
