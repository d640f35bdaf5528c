"""Of all sealers one seals, and nothing is left behind by one that died."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from jobs.audit import NAME, seal
from storage.store import Store
from tests.builders import AT


async def _record(store: Store, count: int) -> None:
    async with store.begin() as uow:
        for _ in range(count):
            await uow.audit.add(at=AT, actor="cli", action="read", subject="person:1")


async def test_three_sealers_at_once_seal_each_row_once(store: Store) -> None:
    await _record(store, 3)

    sealed = await asyncio.gather(*(seal(store, owner=owner) for owner in "abc"))

    assert max(sealed) == 3
    assert sum(sealed) == 3
    async with store.read() as uow:
        assert await uow.audit.verify() == (None, 0)


async def test_while_another_process_seals_nobody_else_does(store: Store) -> None:
    await _record(store, 1)
    async with store.begin() as uow:
        await uow.leases.take(NAME, owner="other", life=timedelta(minutes=1))

    assert await seal(store, owner="a") == 0


async def test_where_nothing_is_new_nothing_is_written(store: Store) -> None:
    await _record(store, 1)
    await seal(store, owner="a")
    async with store.begin() as uow:
        await uow.leases.take(NAME, owner="other", life=timedelta(minutes=-1))

    assert await seal(store, owner="a") == 0
