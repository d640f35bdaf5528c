"""Tell the other processes that there is news, so that they look sooner than they would.

Redis carries it (pub/sub), and nothing depends on it: what is lost, late or said twice costs a
second at most, until the next look. Without Redis there is nobody else to tell.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

_CHANNEL = "foothold:hints"
_ANSWER_SECONDS = 1.0
_PAUSE_SECONDS = 1.0
#: More than this waits only while Redis is away, and is of no use afterwards.
_MOST = 1000
_AWAY = (RedisError, OSError, TimeoutError)

#: A commit put something into the outbox.
OUTBOX = "outbox"
#: A person's web chat has grown.
CHAT = "chat"


class Hints:
    """One for each process; `run` carries hints both ways and ends with the process."""

    def __init__(self, redis_url: str = "") -> None:
        self._redis = (
            Redis.from_url(
                redis_url, socket_connect_timeout=_ANSWER_SECONDS, health_check_interval=10
            )
            if redis_url
            else None
        )
        self._name = secrets.token_hex(8)
        self._heard: dict[str, Callable[[int], None]] = {}
        #: What is to be said, each thing once.
        self._news: dict[str, None] = {}
        self._has_news = asyncio.Event()
        self._is_away = False

    @property
    def is_shared(self) -> bool:
        """Whether there is a Redis to carry them."""
        return self._redis is not None

    def on(self, topic: str, do: Callable[[int], None]) -> None:
        """Call this, with a person's id or 0, for every hint of others on a topic."""
        self._heard[topic] = do

    def give(self, topic: str, person_id: int = 0) -> None:
        """Tell all other processes; returns at once."""
        if self._redis is None or self._is_away or len(self._news) >= _MOST:
            return
        self._news[f"{topic} {person_id}"] = None
        self._has_news.set()

    async def run(self) -> None:
        """Carry hints for ever; a Redis that is away is asked again each second."""
        if self._redis is not None:
            await asyncio.gather(self._tell(self._redis), self._listen(self._redis))

    async def close(self) -> None:
        """Let go of the connections."""
        if self._redis is not None:
            with suppress(*_AWAY):
                await self._redis.aclose()

    async def _tell(self, redis: Redis) -> None:
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            news, self._news = self._news, {}
            with suppress(*_AWAY):  # the listener tells the log
                async with asyncio.timeout(_ANSWER_SECONDS):
                    await redis.publish(_CHANNEL, "\n".join([self._name, *news]))

    async def _listen(self, redis: Redis) -> None:
        while True:
            try:
                async with redis.pubsub() as pubsub:
                    await pubsub.subscribe(_CHANNEL)
                    self._is_away = False
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self._hear(bytes(message["data"]).decode(errors="replace"))
            except _AWAY as error:
                if not self._is_away:
                    log.warning("hints.redis_away", error=type(error).__name__)
                self._is_away = True
            await asyncio.sleep(_PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    def _hear(self, news: str) -> None:
        sender, *hints = news.splitlines() or [""]
        for hint in hints if sender != self._name else ():
            topic, _, person_id = hint.partition(" ")
            # Another release may speak of what this one does not know.
            if topic in self._heard and person_id.isdecimal():
                self._heard[topic](int(person_id))
