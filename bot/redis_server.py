"""Whether the Redis that all processes share answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

_SECONDS = 1.0


def answers(url: str) -> Callable[[], Awaitable[None]]:
    """Give a question that raises where the server is away, refuses or hangs for a second."""

    async def ask() -> None:
        async with Redis.from_url(
            url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
        ) as client:
            await client.ping()

    return ask
