"""Shards go by Redis to whichever process has time, and are done whatever becomes of Redis."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from redis.asyncio import Redis

from bot.loops import Pulse
from bot.worker import Crew
from storage.job_shard import ShardKey
from tests.patience import until
from tests.servers import Valkey, free_port

_LOOKS = 900
_KEYS = [
    ShardKey(job="tested", slot=datetime(2026, 11, 24, 1, tzinfo=UTC), shard=n) for n in (0, 1)
]


class Done:
    """The shards that were done, and by whom."""

    def __init__(self) -> None:
        self.by: list[tuple[str, ShardKey]] = []

    def crew(self, url: str, name: str) -> Crew:
        async def run(key: ShardKey) -> None:
            self.by.append((name, key))

        return Crew(url, run=run, run_handed=run)

    async def until(self, count: int) -> list[tuple[str, ShardKey]]:
        await until(lambda: len(self.by) >= count, lambda: self.by)
        return sorted(self.by)


@asynccontextmanager
async def _working(crew: Crew) -> AsyncIterator[None]:
    work = asyncio.create_task(crew.work(Pulse()))
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await crew.close()


async def test_what_one_process_kicks_another_does(redis_url: str) -> None:
    done = Done()
    clock, worker = done.crew(redis_url, "clock"), done.crew(redis_url, "worker")
    async with _working(worker):
        for key in _KEYS:
            await clock.kick(key)

        assert await done.until(2) == [("worker", key) for key in _KEYS]
    await clock.close()


async def test_without_redis_it_is_done_where_it_was_found() -> None:
    done = Done()
    clock = done.crew(f"redis://127.0.0.1:{free_port()}/0", "clock")

    await clock.kick(_KEYS[0])

    assert done.by == [("clock", _KEYS[0])]
    await clock.close()


@pytest.mark.filterwarnings("default")  # taskiq-redis leaves a pipeline open when Redis dies
async def test_a_worker_outlives_a_redis_that_was_killed_and_emptied() -> None:
    done = Done()
    with Valkey() as server:
        clock, worker = done.crew(server.url, "clock"), done.crew(server.url, "worker")
        async with _working(worker):
            await clock.kick(_KEYS[0])
            await done.until(1)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
            for _ in range(_LOOKS):  # as the clock does every ten seconds
                await clock.kick(_KEYS[1])
                if ("worker", _KEYS[1]) in done.by:
                    break
                await asyncio.sleep(0.1)
        await clock.close()
    gc.collect()  # what was left open is told of here, not in another test

    assert ("worker", _KEYS[1]) in done.by


async def test_a_flush_loses_a_kick_and_the_next_one_arrives(redis_url: str) -> None:
    done = Done()
    clock, worker = done.crew(redis_url, "clock"), done.crew(redis_url, "worker")
    async with Redis.from_url(redis_url) as redis:
        await clock.kick(_KEYS[0])
        await redis.flushdb()

    async with _working(worker):
        await clock.kick(_KEYS[0])

        assert await done.until(1) == [("worker", _KEYS[0])]
    await clock.close()
