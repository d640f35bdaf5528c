"""Whether the Redis that all processes share answers, and takes what they write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

_SECONDS = 1.0
_PROBE, _KEPT_SECONDS = "foothold:probe", 10


def answers(url: str) -> Callable[[], Awaitable[None]]:
    """Give a question that raises where the server is away, refuses or hangs for a second.

    One that is full or only reads answers a ping: what raises then names it.
    """

    async def ask() -> None:
        async with Redis.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
        ) as client:
            await client.set(_PROBE, 1, ex=_KEPT_SECONDS)

    return ask
