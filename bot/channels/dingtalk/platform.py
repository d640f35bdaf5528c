"""DingTalk's ways in: two Stream connections, or signed callbacks over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from bot.channels.channel import Inbound
from bot.channels.dingtalk.callback import Callback, answer_to
from bot.channels.dingtalk.calls import MonthlyCalls
from bot.channels.dingtalk.channel import DingTalk
from bot.channels.dingtalk.client import Client, fetch_token
from bot.channels.dingtalk.inbound import read_message, read_press
from bot.channels.dingtalk.stream import (
    CARD_TOPIC,
    ROBOT_TOPIC,
    Frame,
    Pace,
    Stream,
    UnknownTopic,
)
from bot.channels.reception import Reception
from bot.outbound import open_session
from bot.tokens import SharedToken
from config.platforms import DingTalkSettings, Mode
from config.settings import HttpSettings
from storage.store import Store

log = structlog.get_logger()

#: A push goes to one connection at random, so while one comes back the other takes all.
_CONNECTIONS = 2


class DingTalkPlatform:
    """DingTalk as the app builds it."""

    def __init__(
        self,
        settings: DingTalkSettings,
        *,
        http: HttpSettings,
        store: Store,
        reception: Reception,
        key: bytes,
        owner: str,
        clock: Callable[[], datetime],
        real_clock: Callable[[], datetime],
        pace: Pace | None = None,
        patience: Sequence[float] = (0.5, 1.0, 2.0),
    ) -> None:
        self._settings = settings
        self._secret = settings.client_secret.get_secret_value()
        self._reception = reception
        self._clock = clock
        self._real_clock = real_clock
        self._pace = pace
        self._patience = patience
        self._session = open_session(http)
        self._calls = MonthlyCalls(
            store,
            corp_id=settings.corp_id,
            quota=settings.monthly_quota,
            owner=owner,
            real_clock=real_clock,
        )
        token = SharedToken(
            store,
            name=f"dingtalk:{settings.client_id}",
            fetch=fetch_token(self._session, settings),
            key=key,
            owner=owner,
            real_time=self._unix,
        )
        client = Client(self._session, settings=settings, token=token, calls=self._calls)
        self._dingtalk = DingTalk(client, settings=settings, real_time=self._unix)

    @property
    def channel(self) -> DingTalk:
        """Where answers and notices go."""
        return self._dingtalk

    def routes(self) -> Sequence[web.RouteDef]:
        """Give the paths for an app that is set to HTTP."""
        callback = Callback(
            self._settings,
            take=self._reception.take,
            clock=self._clock,
            real_time=self._unix,
        )
        return callback.routes()

    def connections(self) -> Mapping[str, Callable[[], Coroutine[None, None, None]]]:
        """Give the Stream connections; an app that is set to HTTP has none."""
        if self._settings.mode is Mode.HTTP:
            return {}
        stream = partial(
            Stream,
            self._session,
            gateway_url=self._settings.gateway_url,
            client_id=self._settings.client_id,
            client_secret=self._secret,
            handle=self.handle,
            pace=self._pace,
        )
        return {f"dingtalk-{n}": stream().run for n in range(1, _CONNECTIONS + 1)}

    async def close(self) -> None:
        """Write down what was counted, and let go of the connections."""
        await self._calls.write()
        await self._session.close()

    async def handle(self, frame: Frame) -> Mapping[str, Any]:
        """Take what was pushed and give the data of its ack; see `stream.Handle`."""
        if frame.kind == "EVENT":
            event, kind = frame.headers.get("eventId"), frame.headers.get("eventType")
            log.info("dingtalk.event", event_id=event, kind=kind)
            return {"status": "SUCCESS", "message": "OK"}
        if frame.topic == ROBOT_TOPIC:
            await self._take_patiently(self._message(frame.data))
            return {"response": None}
        if frame.topic != CARD_TOPIC:
            raise UnknownTopic(frame.topic)
        act = read_press(
            frame.data, corp=self._settings.corp_id, at=self._clock(), frame_id=frame.id
        )
        await self._reception.take(act)
        return {"response": answer_to(frame.data)}

    def _message(self, said: Mapping[str, Any]) -> Inbound:
        return read_message(said, corp=self._settings.corp_id, at=self._clock())

    async def _take_patiently(self, act: Inbound) -> None:
        """Accept a message that is pushed but once, although the store is away for a moment."""
        for seconds in self._patience:
            with suppress(OSError):
                return await self._reception.take(act)
            await asyncio.sleep(seconds)
        return await self._reception.take(act)

    def _unix(self) -> float:
        return self._real_clock().timestamp()
