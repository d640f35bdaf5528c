"""Shards of jobs go to whichever process has time: taskiq on Redis Streams carries their ids.

Nothing but the ids is there, so Redis may be flushed or away at any moment: the clock kicks again
what nobody has taken, and what nobody can be told of is done where it was found (ENGINE).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import structlog
from redis.exceptions import RedisError
from taskiq.acks import AcknowledgeType
from taskiq.receiver import Receiver
from taskiq_redis import RedisStreamBroker

from bot.loops import Pulse
from storage.job_shard import ShardKey

log = structlog.get_logger()

_AWAY = (RedisError, OSError, TimeoutError)
_KICK_SECONDS = 1.0
#: A shard that was kicked and that nobody took for so long has no worker; it is done here.
_PATIENCE_SECONDS = 45.0
_AT_ONCE = 4
_DRAIN_SECONDS = 20.0
_PAUSE_SECONDS = 1.0
_FAREWELL_SECONDS = 1.5
_STREAM = "foothold:shards"


class Crew:
    """The way from the clocks to the workers.

    `run_handed` does a shard that came by Redis. `run` does one that could not go that way, where
    it was found: whoever found it goes on by itself.
    """

    def __init__(
        self,
        redis_url: str,
        *,
        run: Callable[[ShardKey], Awaitable[object]],
        run_handed: Callable[[ShardKey], Awaitable[object]],
    ) -> None:
        self._run = run
        self._kicked: dict[ShardKey, float] = {}
        self._is_ready = False
        self._is_away = False
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._broker = RedisStreamBroker(
            redis_url,
            queue_name=_STREAM,
            consumer_group_name="foothold",
            consumer_id="0",  # what was kicked before the first worker came
            idle_timeout=60_000,
            unacknowledged_lock_timeout=5,
            xread_block=1000,
            xread_count=_AT_ONCE,
            maxlen=100_000,
            socket_connect_timeout=_KICK_SECONDS,
        )

        # A function: taskiq gives what it decorates another name, which a method does not take.
        async def do(job: str, slot: str, shard: int) -> None:
            self._in_hand += 1
            self._is_away = False
            self._idle.clear()
            try:
                key = ShardKey(job=job, slot=datetime.fromisoformat(slot), shard=shard)
                await run_handed(key)
            finally:
                self._in_hand -= 1
                if not self._in_hand:
                    self._idle.set()

        self._shard = self._broker.task(task_name="shard")(do)

    async def kick(self, key: ShardKey) -> None:
        """Have a shard done by somebody; here, where Redis is away or nobody takes it."""
        now = time.monotonic()
        if now - self._kicked.setdefault(key, now) > _PATIENCE_SECONDS:
            log.warning("worker.nobody", job=key.job, shard=key.shard)
            await self._here(key)
            return
        try:
            async with asyncio.timeout(_KICK_SECONDS):
                await self._get_ready()
                await self._shard.kiq(key.job, key.slot.isoformat(), key.shard)
        except _AWAY as error:
            self._lose(error)
            await self._here(key)
        except Exception as error:  # taskiq wraps what the broker raised
            if not isinstance(error.__cause__, _AWAY):
                raise
            self._lose(error.__cause__)
            await self._here(key)
        else:
            self._is_away = False

    async def work(self, pulse: Pulse) -> None:
        """Do shards for ever; a stop lets those in hand come to their next act."""
        del pulse  # waiting for work is no step, and a shard may take long
        self._broker.is_worker_process = True
        stop = asyncio.Event()
        with ThreadPoolExecutor(max_workers=1) as executor:
            while True:
                receiver = Receiver(
                    self._broker,
                    executor=executor,
                    run_startup=True,
                    max_async_tasks=_AT_ONCE,
                    ack_type=AcknowledgeType.WHEN_EXECUTED,
                )
                listening = asyncio.create_task(receiver.listen(stop))
                try:
                    await asyncio.shield(listening)
                except asyncio.CancelledError:
                    stop.set()
                    await self._drain(listening)
                    raise
                except Exception as error:  # noqa: BLE001 - Redis in any state; come again
                    self._lose(error)
                await asyncio.sleep(_PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    async def close(self) -> None:
        """Let go of the connections."""
        with suppress(*_AWAY):
            await self._broker.shutdown()

    async def _drain(self, listening: asyncio.Task[None]) -> None:
        """Wait for the shards in hand, and not for taskiq: it may wait for ever for a lost ack."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), _DRAIN_SECONDS)
        await asyncio.wait({listening}, timeout=_FAREWELL_SECONDS)
        listening.cancel()

    def _lose(self, error: Exception) -> None:
        """Say once that Redis is away: it is looked for every second, for hours if it must be."""
        if not self._is_away:
            log.warning("worker.redis_away", error=type(error).__name__)
        self._is_away = True

    async def _here(self, key: ShardKey) -> None:
        self._kicked.pop(key, None)
        await self._run(key)

    async def _get_ready(self) -> None:
        if not self._is_ready:
            await self._broker.startup()
            self._is_ready = True
