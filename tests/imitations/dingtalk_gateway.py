"""DingTalk's Stream: connections that acts and events are pushed over, and their acks."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.imitations.dingtalk_words import CLIENT_ID, CLIENT_SECRET, OPEN, Call, error
from tests.patience import until

#: How long an ack is waited for; DingTalk waits for five seconds, on a machine of its own.
_ACK_SECONDS = 30.0
_TICKET_SECONDS = 90


@dataclass
class Gateway:
    """Hands out tickets, holds connections, and pushes to one of them."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    acks: list[dict[str, Any]] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    opened: int = 0
    #: Seconds until an event without a good ack is pushed again.
    redeliver: float = 0.05
    closes_after: float = 0.3
    #: New connections stay open, and nothing comes over them, not even an answer to a ping.
    is_deaf: bool = False
    _tickets: dict[str, float] = field(default_factory=dict)
    _waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _leaving: set[web.WebSocketResponse] = field(default_factory=set)
    _transports: dict[web.WebSocketResponse, asyncio.Transport] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def ping(self) -> dict[str, Any] | None:
        """Ping one connection."""
        return await self.push("SYSTEM", "ping", {"opaque": secrets.token_hex(4)})

    async def take_back(self, *, closes: bool = True) -> None:
        """Say on the oldest connection that it will end, push nothing more, and end it late."""
        socket = next(one for one in self.sockets if one not in self._leaving)
        self._leaving.add(socket)
        await socket.send_str(_frame("SYSTEM", "disconnect", {"reason": "persistent"}, {}, "d1"))
        if closes:
            self._later(self._close_late(socket))

    async def close(self, code: int) -> None:
        """Close every connection with a code."""
        for socket in list(self.sockets):
            await socket.close(code=code)

    def cut(self) -> None:
        """Drop every connection without a word."""
        for transport in list(self._transports.values()):
            transport.abort()

    async def connected(self, n: int = 1) -> None:
        """Wait until so many connections are open and stay."""
        await until(lambda: len(self._able()) >= n)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        await until(is_so)

    async def open(self, request: web.Request) -> web.Response:
        """Give an endpoint and a ticket for one connection."""
        if "application/json" not in request.headers.get("Accept", ""):
            return web.Response(text="<OpenConnectionResponse/>", content_type="application/xml")
        body = await request.json()
        self.calls.append(Call(path=OPEN, body=body, at=time.monotonic()))
        if (body.get("clientId"), body.get("clientSecret")) != (CLIENT_ID, CLIENT_SECRET):
            return error(400, "invalidClientIdOrSecret")
        if not body.get("subscriptions"):
            return error(400, "subscriptionsEmpty")
        ticket = f"{secrets.token_hex(8)}/+="
        self._tickets[ticket] = time.monotonic()
        endpoint = f"{self.url.replace('http', 'ws', 1)}/connect"
        return web.json_response({"endpoint": endpoint, "ticket": ticket})

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Hold a connection until it ends."""
        given = self._tickets.pop(request.query.get("ticket", ""), None)
        if given is None or time.monotonic() - given > _TICKET_SECONDS:
            return error(401, "invalidTicket")
        socket = web.WebSocketResponse(autoping=not self.is_deaf)
        await socket.prepare(request)
        assert request.transport is not None
        self._transports[socket] = request.transport
        self.sockets.append(socket)
        self.opened += 1
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take_ack(json.loads(message.data))
        finally:
            self.sockets.remove(socket)
            del self._transports[socket]
            self._leaving.discard(socket)
        return socket

    def _take_ack(self, ack: dict[str, Any]) -> None:
        assert isinstance(ack["code"], int)
        assert isinstance(ack["data"], str)
        assert ack["headers"]["contentType"] == "application/json"
        self.acks.append(ack)
        waiting = self._waiting.pop(ack["headers"]["messageId"], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(ack)

    async def push(
        self,
        kind: str,
        topic: str,
        data: Mapping[str, Any],
        *,
        headers: Mapping[str, str] | None = None,
        frame_id: str = "",
    ) -> dict[str, Any] | None:
        """Push to a connection picked at random and wait for the ack."""
        if not (able := self._able()):
            return None
        frame_id = frame_id or secrets.token_hex(8)
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[frame_id] = waiting
        to = random.choice(able)  # noqa: S311 - as DingTalk shares its load
        try:
            await to.send_str(_frame(kind, topic, data, headers or {}, frame_id))
            async with asyncio.timeout(_ACK_SECONDS):
                return await waiting
        except (TimeoutError, ConnectionError):
            return None

    def _able(self) -> list[web.WebSocketResponse]:
        return [one for one in self.sockets if one not in self._leaving and not one.closed]

    async def _close_late(self, socket: web.WebSocketResponse) -> None:
        await asyncio.sleep(self.closes_after)
        await socket.close()

    def _later(self, what: Awaitable[None]) -> None:
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End what is under way, and every connection."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.close(1001)


def _frame(
    kind: str, topic: str, data: Mapping[str, Any], headers: Mapping[str, str], frame_id: str
) -> str:
    return json.dumps(
        {
            "specVersion": "1.0",
            "type": kind,
            "headers": {
                "topic": topic,
                "messageId": frame_id,
                "contentType": "application/json",
                "time": str(int(time.time() * 1000)),
                **headers,
            },
            "data": json.dumps(data, ensure_ascii=False),
        }
    )
