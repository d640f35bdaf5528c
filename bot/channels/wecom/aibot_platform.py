"""A WeCom bot as the app builds it: its line, the channel on it, and what it hears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime

import structlog
from aiohttp import web

from bot.channels.reception import Reception
from bot.channels.wecom import aibot_inbound
from bot.channels.wecom.aibot import WeComBot
from bot.channels.wecom.envelope import Malformed
from bot.channels.wecom.line import Frame, Line, Turn
from bot.outbound import open_session
from config.platforms import WeComSettings
from config.settings import HttpSettings
from storage.store import Store

log = structlog.get_logger()

#: WeCom sends nothing again here: while the store is away, an act waits in this process.
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0)


class WeComBotPlatform:
    """One bot of the company."""

    def __init__(
        self,
        settings: WeComSettings,
        *,
        http: HttpSettings,
        store: Store,
        reception: Reception,
        owner: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._bot_id = settings.bot_id
        self._reception = reception
        self._clock = clock
        self._session = open_session(http)
        self._line = Line(
            self._session,
            url=settings.bot_url,
            bot_id=settings.bot_id,
            secret=settings.bot_secret.get_secret_value(),
            turn=Turn(store, bot_id=settings.bot_id, owner=owner),
            heard=self._heard,
        )
        self._channel = WeComBot(
            self._line, carries=settings.carries, session=self._session, url=settings.bot_url
        )

    @property
    def channel(self) -> WeComBot:
        """Where answers and notices go."""
        return self._channel

    def routes(self) -> Sequence[web.RouteDef]:
        """Nothing leads in."""
        return []

    def connections(self) -> Mapping[str, Callable[[], Coroutine[None, None, None]]]:
        """Give the line."""
        return {"wecombot": self._line.run}

    async def close(self) -> None:
        """Let go of the connection."""
        await self._session.close()

    async def _heard(self, frame: Frame, line: str) -> None:
        try:
            act = aibot_inbound.read(frame, line=line, bot_id=self._bot_id, at=self._clock())
        except Malformed as error:
            log.warning("wecombot.malformed", reason=str(error))
            return
        if act is None:
            return
        for pause in (*_PAUSES, None):
            try:
                await self._reception.take(act)
            except OSError as error:
                log.warning("wecombot.not_accepted", interaction=act.id, error=type(error).__name__)
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                return
