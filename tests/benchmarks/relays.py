"""Notices a second with one, two and four relays, each a process, on one PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg

from config.plans import read_plan
from storage.store import Store
from tests.benchmarks.figure import Figure, Place, Size
from tests.builders import a_hire, take_in
from tests.journeys.processes import kill, start_cold
from tests.post_office import a_notice
from tests.servers import free_port

#: Which databases are used.
_URLS = {1: 11, 2: 12, 4: 13}
_BARE_URL = 14
_REPS = 200
_AT_ONCE = 1000
_LOOK_SECONDS = 0.1
_CONNECTIONS = 8


async def measure(place: Place, size: Size) -> list[Figure]:
    """Give the rate of each number of relays, beside what the bare driver does for as many."""
    if place.database == "sqlite":
        return []  # one process has the file: `card` measures its relay
    rates = {
        relays: await _relayed(place, _URLS[relays], relays=relays, notices=size.notices)
        for relays in _URLS
    }
    bare = await _bare(place.url(_BARE_URL), size.notices)
    return [
        Figure(
            database=place.database,
            what=f"notices told by {relays} relay{'s' if relays > 1 else ''}",
            value=rate,
            unit="notices/s",
            beside=bare,
            ratio=rate / bare,
        )
        for relays, rate in rates.items()
    ]


async def _relayed(place: Place, n: int, *, relays: int, notices: int) -> float:
    store = await _crowd(place.url(n))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        for relay in range(relays):
            home = place.folder / f"relay-{n}-{relay}"
            home.mkdir(parents=True)
            process = await start_cold(home, place.url(n), free_port(), roles=["relay"])
            stack.push_async_callback(kill, process)
        await _put(store, notices)
        started = datetime.now(UTC)
        ended = await _settled(place.url(n), notices)
    return notices / (ended - started).total_seconds()


async def _crowd(url: str) -> Store:
    store = Store(url, read_plan=read_plan)
    await store.upgrade()
    await take_in(store, *(a_hire(f"A{n:03}") for n in range(_REPS)))
    at = datetime.now(UTC)
    async with store.begin() as uow:
        for person in range(1, _REPS + 1):
            address = {"channel": "webchat", "address": str(person)}
            await uow.links.link(**address, person_id=person, at=at)
    return store


async def _put(store: Store, notices: int) -> None:
    """Put them all in one transaction, so that all are due at one moment."""
    at = datetime.now(UTC)
    async with store.begin() as uow:
        for first in range(0, notices, _AT_ONCE):
            some = range(first, min(first + _AT_ONCE, notices))
            await uow.outbox.put(
                [replace(a_notice(f"n{k}", person_id=k % _REPS + 1), at=at) for k in some]
            )


async def _settled(url: str, notices: int) -> datetime:
    """Wait until all are sent, and give when the last was."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        while True:
            sent, last = await connection.fetchrow(
                "SELECT count(*), max(sent_at) FROM notice WHERE state = 'sent'"
            )
            if sent == notices:
                assert isinstance(last, datetime)
                return last
            await asyncio.sleep(_LOOK_SECONDS)
    finally:
        await connection.close()


async def _bare(url: str, notices: int) -> float:
    """Give how many a second the driver claims, appends and settles, each in three commits."""
    store = await _crowd(url)
    await _put(store, notices)
    await store.close()
    ids = iter(range(1, notices + 1))
    started = time.perf_counter()
    await asyncio.gather(*(_bare_relay(url, lambda: next(ids, None)) for _ in range(_CONNECTIONS)))
    return notices / (time.perf_counter() - started)


async def _bare_relay(url: str, take: Callable[[], int | None]) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    at = datetime.now(UTC)
    body = b"x" * 1500
    while (one := take()) is not None:
        await connection.execute(
            "UPDATE notice SET state = 'sending', attempts = 1, rendered = $2 WHERE id = $1",
            one,
            body,
        )
        await connection.execute(
            "INSERT INTO chat_entry (person_id, key, is_from_person, body, at)"
            " VALUES ($1, $2, false, $3, $4)",
            one % _REPS + 1,
            f"n{one}",
            body,
            at,
        )
        async with connection.transaction():
            await connection.execute(
                "UPDATE notice SET state = 'sent', sent_at = $2 WHERE id = $1", one, at
            )
            await connection.execute(
                "INSERT INTO notice_attempt (notice_id, n, at, outcome, reason)"
                " VALUES ($1, 1, $2, 'sent', '')",
                one,
                at,
            )
    await connection.close()
