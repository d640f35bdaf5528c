"""Processes tell each other that there is news, by a Redis that may be away at any time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from bot.hints import CHAT, OUTBOX, Hints
from tests.servers import Valkey, free_port

_LOOKS = 2000


@asynccontextmanager
async def _process(url: str) -> AsyncIterator[tuple[Hints, list[tuple[str, int]]]]:
    """Run hints as a process does, and give what it hears."""
    hints, heard = Hints(url), list[tuple[str, int]]()
    for topic in (CHAT, OUTBOX):
        hints.on(topic, _into(heard, topic))
    running = asyncio.create_task(hints.run())
    try:
        yield hints, heard
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await hints.close()


def _into(heard: list[tuple[str, int]], topic: str) -> Callable[[int], None]:
    return lambda person_id: heard.append((topic, person_id))


async def _told(hints: Hints, heard: list[tuple[str, int]], topic: str, person_id: int) -> bool:
    """Give a hint until it is heard: one before the other listens is lost, and may be."""
    for _ in range(_LOOKS):
        hints.give(topic, person_id)
        await asyncio.sleep(0.05)
        if (topic, person_id) in heard:
            return True
    return False


async def test_a_hint_reaches_the_other_processes_and_does_not_come_back(redis_url: str) -> None:
    async with _process(redis_url) as (web, of_web), _process(redis_url) as (_, of_relay):
        assert await _told(web, of_relay, OUTBOX, 0)
        assert await _told(web, of_relay, CHAT, 7)

        assert of_web == []


async def test_hints_go_on_after_redis_was_away() -> None:
    with Valkey() as server:
        async with _process(server.url) as (web, _), _process(server.url) as (_, of_relay):
            assert await _told(web, of_relay, OUTBOX, 0)
            await asyncio.to_thread(server.kill)
            web.give(OUTBOX)
            await asyncio.sleep(0.2)
            await asyncio.to_thread(server.start)

            assert await _told(web, of_relay, CHAT, 8)


async def test_what_another_release_says_is_passed_over(redis_url: str) -> None:
    async with _process(redis_url) as (web, _), _process(redis_url) as (_, heard):
        assert await _told(web, heard, OUTBOX, 0)
        async with Redis.from_url(redis_url) as redis:
            for said in (b"", b"\xff\xfe", b"x\nweather 1\nchat me\nchat"):
                await redis.publish("foothold:hints", said)

        assert await _told(web, heard, CHAT, 9)
        assert {person_id for _, person_id in heard} == {0, 9}


async def test_without_redis_a_hint_is_nobodys() -> None:
    hints = Hints()
    hints.give(OUTBOX)
    await hints.run()
    await hints.close()


async def test_while_redis_is_away_nothing_piles_up() -> None:
    async with _process(f"redis://127.0.0.1:{free_port()}/0") as (hints, heard):
        for person_id in range(100_000):
            hints.give(CHAT, person_id)
        await asyncio.sleep(0.1)

        assert heard == []
        assert len(hints._news) <= 1000  # noqa: SLF001 - its memory is what is asked about
