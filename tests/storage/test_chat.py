"""The web chat's log: what is read after an entry misses none, whoever commits first."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from config.plans import read_plan
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import AT, a_hire, take_in


async def ids_of(store: Store, *numbers: str) -> list[int]:
    await take_in(store, *(a_hire(number) for number in numbers))
    async with store.read() as uow:
        found = await uow.people.by_number(numbers)
    return [found[number][0].id for number in numbers]


async def append(uow: UnitOfWork, person_id: int, key: str) -> int | None:
    return await uow.chat.append(
        person_id=person_id, key=key, is_from_person=False, body=key.encode(), at=AT
    )


async def read_after(store: Store, person_id: int, entry_id: int) -> list[tuple[int, str]]:
    async with store.read() as uow:
        entries = await uow.chat.after(person_id=person_id, entry_id=entry_id, limit=9)
    return [(entry.id, entry.key) for entry in entries]


async def is_waiting(url: str) -> bool:
    """Whether a transaction of this database waits for a lock."""
    admin = await asyncpg.connect(url.replace("+asyncpg", ""))
    waiting = await admin.fetchval(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    await admin.close()
    return bool(waiting)


@pytest.fixture
async def pg_store(pg_url: str) -> Store:
    store = Store(pg_url, read_plan=read_plan)
    await store.upgrade()
    return store


async def test_a_later_entry_is_never_seen_before_an_earlier_one(pg_store: Store) -> None:
    (person_id,) = await ids_of(pg_store, "A001")

    async def append_second() -> None:
        async with pg_store.begin() as uow:
            await append(uow, person_id, "second")

    async with pg_store.begin() as uow:
        await append(uow, person_id, "first")
        second = asyncio.create_task(append_second())
        while not second.done() and not await is_waiting(pg_store.url):  # noqa: ASYNC110 - SQL
            await asyncio.sleep(0.01)
        seen = await read_after(pg_store, person_id, 0)
    await second
    seen += await read_after(pg_store, person_id, seen[-1][0] if seen else 0)
    await pg_store.close()

    assert [key for _, key in seen] == ["first", "second"]


async def test_one_persons_entry_waits_for_nobody_elses(pg_store: Store) -> None:
    one, other = await ids_of(pg_store, "A001", "A002")

    async with asyncio.timeout(30), pg_store.begin() as uow:
        await append(uow, one, "hers")
        async with pg_store.begin() as elsewhere:
            await append(elsewhere, other, "his")
        seen = await read_after(pg_store, other, 0)
    await pg_store.close()

    assert [key for _, key in seen] == ["his"]
