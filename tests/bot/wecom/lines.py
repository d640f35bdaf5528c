"""A bot's long connection to an imitation, a hundred times faster than a real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.channels.wecom.line import Frame, Line, Turn
from bot.outbound import open_session
from config.settings import HttpSettings
from storage.store import Store
from tests.imitations.wecom_bot import BOT, BOT_SECRET, BotServer

ME = f"{BOT}:lilei"


@asynccontextmanager
async def a_line(
    server: BotServer,
    store: Store,
    *,
    owner: str = "one",
    secret: str = BOT_SECRET,
    answer_seconds: float = 10.0,
    beat_seconds: float = 0.05,
) -> AsyncIterator[Line]:
    """Keep a line open that breathes a hundred times faster than a real one."""
    async with open_session(HttpSettings()) as session:
        line = Line(
            session,
            url=server.url,
            bot_id=BOT,
            secret=secret,
            turn=Turn(store, bot_id=BOT, owner=owner),
            heard=_nothing,
            beat_seconds=beat_seconds,
            first_pause=0.05,
            answer_seconds=answer_seconds,
        )
        running = asyncio.create_task(line.run())
        try:
            yield line
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def _nothing(frame: Frame, line: str) -> None:
    del frame, line
