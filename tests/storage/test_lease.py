"""Of all who want a name, one holds it, for as long as it renews."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from storage.lease import Lease
from storage.store import Store
from tests.post_office import sql

_LIFE = timedelta(seconds=30)


async def _take(store: Store, owner: str) -> Lease | None:
    async with store.begin() as uow:
        return await uow.leases.take("bot", owner=owner, life=_LIFE)


async def _must_take(store: Store, owner: str) -> Lease:
    held = await _take(store, owner)
    assert held is not None
    return held


async def _run_out(store: Store) -> None:
    await sql(store, "UPDATE lease SET until = '2020-01-01 00:00:00.000000'")


async def test_of_three_at_once_one_holds_it(store: Store) -> None:
    held = await asyncio.gather(*(_take(store, owner) for owner in "abc"))

    assert len([one for one in held if one is not None]) == 1


async def test_after_its_end_another_holds_it_with_a_higher_number(store: Store) -> None:
    first = await _must_take(store, "a")
    await _run_out(store)

    second = await _must_take(store, "b")

    assert second.fencing == first.fencing + 1
    async with store.begin() as uow:
        assert await uow.leases.owner("bot") == "b"
        assert not await uow.leases.renew(first, life=_LIFE)
        assert not await uow.leases.release(first)
        assert await uow.leases.renew(second, life=_LIFE)


async def test_who_renews_in_time_keeps_it(store: Store) -> None:
    held = await _must_take(store, "a")
    async with store.begin() as uow:
        assert await uow.leases.renew(held, life=_LIFE, value=b"token")

    assert await _take(store, "b") is None


async def test_who_lets_go_leaves_it_and_its_value_to_the_next(store: Store) -> None:
    held = await _must_take(store, "a")
    async with store.begin() as uow:
        await uow.leases.renew(held, life=_LIFE, value=b"token")
        await uow.leases.release(held)
        assert await uow.leases.owner("bot") is None

    assert (await _must_take(store, "b")).value == b"token"


async def test_the_time_of_a_lease_is_the_databases(store: Store) -> None:
    async with store.begin() as uow:
        held = await uow.leases.take("bot", owner="a", life=timedelta(seconds=-1))

    assert held is not None
    assert await _take(store, "b") is not None
