"""Never a call too many in any window, whatever becomes of Redis."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from redis import Redis

from bot.limits import Limits, Window
from tests.patience import SECONDS
from tests.servers import Valkey

_SECOND = Window(key="t:app", limit=6, seconds=0.4)


class Crowd:
    """Several processes that call as often as they may, and when each call was.

    A call lies somewhere between the moment it was asked for and the one it was let through: a busy
    machine may stand still in between.
    """

    def __init__(self, limits: Sequence[Limits], window: Window) -> None:
        self._limits = limits
        self._window = window
        self.calls: list[tuple[float, float]] = []

    async def call(self, *, seconds: float, at_least: int = 1) -> None:
        """Call until the time is over and so many calls more were let through."""
        ends, last = time.monotonic() + seconds, time.monotonic() + SECONDS
        enough = len(self.calls) + at_least

        def is_over() -> bool:
            now = time.monotonic()
            return now >= last or (now >= ends and len(self.calls) >= enough)

        await asyncio.gather(*(self._one(limits, is_over) for limits in self._limits))

    async def _one(self, limits: Limits, is_over: Callable[[], bool]) -> None:
        while not is_over():
            asked = time.monotonic()
            wait = await limits.take([self._window], scope="t")
            if wait:
                await asyncio.sleep(min(wait, 0.05))
            else:
                self.calls.append((asked, time.monotonic()))

    def most_in_a_window(self) -> int:
        """Count the calls that for certain were within one window."""
        return max((self._within(asked) for asked, _ in self.calls), default=0)

    def _within(self, first: float) -> int:
        end = first + self._window.seconds
        return sum(first <= asked and through < end for asked, through in self.calls)


@asynccontextmanager
async def _crowd(
    redis_url: str, *, n: int = 4, window: Window = _SECOND, replicas: int | None = None
) -> AsyncIterator[Crowd]:
    limits = [Limits(redis_url=redis_url, replicas=replicas or n) for _ in range(n)]
    beats = [asyncio.create_task(one.run()) for one in limits]
    try:
        yield Crowd(limits, window)
    finally:
        left = set(beats)
        while left:  # redis-py may swallow a cancellation that meets the end of a connection
            for beat in left:
                beat.cancel()
            _, left = await asyncio.wait(left, timeout=1)
        for one in limits:
            await one.close()


async def test_processes_share_a_limit_that_holds_in_every_window(redis_url: str) -> None:
    async with _crowd(redis_url) as crowd:
        await crowd.call(seconds=4, at_least=_SECOND.limit)

    assert crowd.most_in_a_window() <= _SECOND.limit
    assert len(crowd.calls) >= _SECOND.limit


async def test_it_holds_through_a_flush_of_data_and_scripts() -> None:
    with Valkey() as server:
        async with _crowd(server.url) as crowd:
            await crowd.call(seconds=3)
            before = len(crowd.calls)
            await asyncio.to_thread(_flush, server.url)
            await crowd.call(seconds=4)

    assert crowd.most_in_a_window() <= _SECOND.limit
    assert len(crowd.calls) > before > 0


async def test_it_holds_and_goes_on_while_redis_is_killed_and_comes_back() -> None:
    with Valkey() as server:
        async with _crowd(server.url) as crowd:
            await crowd.call(seconds=3)
            with_redis = len(crowd.calls)
            server.kill()
            await crowd.call(seconds=3)
            without = len(crowd.calls)
            server.start()
            await crowd.call(seconds=5)

    assert crowd.most_in_a_window() <= _SECOND.limit
    assert 0 < with_redis < without < len(crowd.calls)


async def test_where_redis_never_was_each_takes_its_part() -> None:
    async with _crowd("", n=3) as crowd:
        await crowd.call(seconds=1.5)

    assert 0 < crowd.most_in_a_window() <= _SECOND.limit


async def test_more_processes_than_calls_keep_to_the_limit_on_average() -> None:
    window = Window(key="t:app", limit=2, seconds=0.2)
    async with _crowd("", n=4, window=window) as crowd:
        began = time.monotonic()
        await crowd.call(seconds=2, at_least=4)
        took = time.monotonic() - began

    assert 4 <= len(crowd.calls) <= took / window.seconds * window.limit


async def test_a_call_needs_room_in_all_its_windows(redis_url: str) -> None:
    short = Window(key="p:1", limit=5, seconds=0.1)
    long = Window(key="p:1", limit=2, seconds=60)
    async with _crowd(redis_url, n=1) as crowd:
        await crowd.call(seconds=3)  # past the start of a new Redis
        [limits] = crowd._limits  # noqa: SLF001 - its own test

        waits = [await limits.take([short, long], scope="t") for _ in range(3)]

    assert waits[:2] == [0, 0]
    assert 50 < waits[2] <= long.kept


async def test_a_message_of_several_calls_waits_for_room_for_all_of_them(redis_url: str) -> None:
    window = Window(key="several:app", limit=5, seconds=60)
    three = replace(window, calls=3)
    async with _crowd(redis_url, n=2, window=window) as crowd:
        await _past_the_start(crowd)
        one, other = crowd._limits  # noqa: SLF001 - its own test

        first = await one.take([three], scope="t")
        second = await other.take([three], scope="t")
        rest = [await other.take([window], scope="t") for _ in range(3)]

    assert first == 0
    assert 50 < second <= window.kept
    assert rest[:2] == [0, 0]
    assert rest[2] > 50


async def test_a_message_of_more_calls_than_a_window_holds_goes_alone(redis_url: str) -> None:
    window = Window(key="many:app", limit=5, seconds=60)
    async with _crowd(redis_url, n=2, window=window) as crowd:
        await _past_the_start(crowd)
        one, other = crowd._limits  # noqa: SLF001 - its own test

        alone = await one.take([replace(window, calls=9)], scope="t")
        after = await other.take([window], scope="t")

    assert (alone, after > 50) == (0, True)


async def _past_the_start(crowd: Crowd) -> None:
    """Wait until a new Redis lets calls through, by calls of another key."""
    [first, *_] = crowd._limits  # noqa: SLF001 - its own test
    probe = Window(key="probe", limit=1000, seconds=0.01)
    for _ in range(150):
        if not (wait := await first.take([probe], scope="t")):
            return
        await asyncio.sleep(min(wait, 0.2))
    raise AssertionError("Redis is still new")


async def test_what_a_platform_blocks_is_blocked_for_all(redis_url: str) -> None:
    async with _crowd(redis_url, n=2) as crowd:
        await crowd.call(seconds=3)
        one, other = crowd._limits  # noqa: SLF001 - its own test

        await one.block("wecom", 30)

        assert await one.take([], scope="wecom") > 20
        assert await other.take([], scope="wecom") > 20
        assert await other.take([], scope="slack") == 0


@pytest.mark.parametrize(
    ("limit", "replicas", "part"),
    [
        pytest.param(30, 1, (30, 1), id="alone"),
        pytest.param(30, 4, (7, 1), id="rounded down"),
        pytest.param(4, 4, (1, 1), id="one each"),
        pytest.param(3, 4, (1, 4 / 3), id="less than one each: rarer"),
    ],
)
def test_the_part_of_one_process(limit: int, replicas: int, part: tuple[int, float]) -> None:
    alone = Window(key="k", limit=limit, seconds=60).part(replicas)

    assert (alone.limit, alone.rarer) == part


def _flush(url: str) -> None:
    with Redis.from_url(url) as redis:
        redis.flushall()
        redis.script_flush()
