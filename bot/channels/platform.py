"""A chat that is somebody else's: its channel, its ways in, and what must run for it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Protocol

from aiohttp import web

from bot.channels.channel import Channel


class Platform(Protocol):
    """What the app builds for each chat that is set up. A process that only sends opens no way in.

    `connections` are the long connections that this process keeps open towards it; each runs until
    cancelled, and comes back by itself.
    """

    @property
    def channel(self) -> Channel:
        """Where answers and notices go."""
        ...

    def routes(self) -> Sequence[web.RouteDef]:
        """Give the paths that the platform calls."""
        ...

    def connections(self) -> Mapping[str, Callable[[], Coroutine[None, None, None]]]:
        """Give what to run, by name; see above."""
        ...

    async def close(self) -> None:
        """Let go of what it holds; nothing is sent after it."""
        ...
