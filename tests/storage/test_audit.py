"""Whoever changes, adds or takes away a sealed row is found out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Delete, Insert, Update, delete, insert, text, update

from config.plans import read_plan
from storage.database import writer_engine
from storage.store import Store
from storage.tables import audit, audit_seal
from tests.builders import AT

_LOOKS = 9000
_MANY_SEALS = 501


@pytest.fixture
async def pg_store(pg_url: str) -> AsyncIterator[Store]:
    """A store where transactions really run side by side."""
    opened = Store(pg_url, read_plan=read_plan)
    await opened.upgrade()
    yield opened
    await opened.close()


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


async def _seal_each(store: Store, count: int) -> None:
    async with store.begin() as uow:
        for _ in range(count):
            await uow.audit.add(at=AT, actor="cli", action="read", subject="person:2")
            await uow.audit.seal()


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


async def _somebody_waits(store: Store) -> None:
    """Return once a transaction stands before a lock that another holds."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    engine = writer_engine(store.url)
    async with engine.connect() as connection:
        for _ in range(_LOOKS):
            if await connection.scalar(waiting):
                break
            await asyncio.sleep(0.01)
        else:
            pytest.fail("nobody waits")
    await engine.dispose()


async def _change(store: Store, change: Update | Delete | Insert) -> None:
    """Do as somebody with the database's password and no manners."""
    engine = writer_engine(store.url)
    async with engine.begin() as connection:
        await connection.execute(change)
    await engine.dispose()


_seal_row = {"from_id": -9, "to_id": -5, "rows": 0, "hash": "0" * 64, "previous": "0" * 64}
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
        pytest.param(insert(audit).values(id=-1, **_row), -1, id="a row below all seals"),
        pytest.param(update(audit).where(audit.c.id == 1).values(id=-7), -7, id="a row moved out"),
        pytest.param(insert(audit_seal).values(**_seal_row), -9, id="a seal slipped in"),
        pytest.param(update(audit_seal).values(hash="0" * 64), 0, id="a seal"),
        pytest.param(delete(audit_seal).where(audit_seal.c.from_id == 0), 3, id="a seal gone"),
    ],
)
async def test_a_change_after_the_seal_is_found(
    store: Store, change: Update | Delete | Insert, first_of_broken: int
) -> None:
    await _record(store, "read", "read")
    await _seal(store)
    await _record(store, "replay")
    await _seal(store)

    await _change(store, change)

    assert await _verified(store) == (first_of_broken, 0)


async def test_a_row_of_a_transaction_that_failed_is_no_hole(store: Store) -> None:
    await _record(store, "read")
    with pytest.raises(ZeroDivisionError):
        await _fail(store)
    await _record(store, "read")

    assert await _seal(store) == 2
    assert await _verified(store) == (None, 0)


async def test_a_row_below_all_seals_is_found_before_there_is_a_seal(
    store: Store,
) -> None:
    await _change(store, insert(audit).values(id=-3, **_row))

    assert await _verified(store) == (-3, 0)


async def test_a_row_in_a_gap_that_a_failed_transaction_left_is_found(pg_store: Store) -> None:
    await _record(pg_store, "read")
    with pytest.raises(ZeroDivisionError):
        await _fail(pg_store)
    await _record(pg_store, "read")
    await _seal(pg_store)

    await _change(pg_store, insert(audit).values(id=2, **_row))

    assert await _verified(pg_store) == (0, 0)


async def test_a_row_that_commits_after_a_later_one_is_sealed_in_its_place(pg_store: Store) -> None:
    async with pg_store.begin() as slow:
        await slow.audit.add(at=AT, actor="person:1", action="read", subject="person:2")
        await _record(pg_store, "replay")
        assert await _seal(pg_store) == 0

    assert await _verified(pg_store) == (None, 2)
    assert await _seal(pg_store) == 2
    assert await _verified(pg_store) == (None, 0)


async def test_nobody_waits_for_a_sealer_that_has_to_come_again(pg_store: Store) -> None:
    async with pg_store.begin() as slow, pg_store.begin() as sealer:
        await slow.audit.add(at=AT, actor="person:1", action="read", subject="person:2")
        assert await sealer.audit.seal() == 0

        await _record(pg_store, "replay")

    assert await _verified(pg_store) == (None, 2)


async def test_a_row_written_while_a_seal_is_made_comes_after_it(
    pg_store: Store,
) -> None:
    await _record(pg_store, "read")
    async with pg_store.begin() as sealer:
        assert await sealer.audit.seal() == 1
        writing = asyncio.create_task(_record(pg_store, "replay"))
        await _somebody_waits(pg_store)

    await writing

    assert await _verified(pg_store) == (None, 1)
    assert await _seal(pg_store) == 1
    assert await _verified(pg_store) == (None, 0)


async def test_two_sealers_make_one_seal(pg_store: Store) -> None:
    await _record(pg_store, "read")

    async with pg_store.begin() as one, pg_store.begin() as other:
        assert (await one.audit.seal(), await other.audit.seal()) == (1, 0)

    assert await _verified(pg_store) == (None, 0)


async def test_more_seals_than_are_read_at_once_are_all_checked(store: Store) -> None:
    await _seal_each(store, _MANY_SEALS)
    assert await _verified(store) == (None, 0)

    await _change(store, update(audit).where(audit.c.id == _MANY_SEALS).values(actor="x"))

    assert await _verified(store) == (_MANY_SEALS, 0)


async def test_more_rows_than_one_seal_holds_are_sealed_in_turn(store: Store) -> None:
    await _change(store, insert(audit).values([_row] * 3000))
    await _change(store, insert(audit).values([_row] * 2001))

    assert (await _seal(store), await _seal(store), await _seal(store)) == (5000, 1, 0)
    assert await _verified(store) == (None, 0)
