"""DingTalk's Stream mode: connections that we open, and over which DingTalk pushes what is done.

The vendor's own client blocks the event loop, sleeps ten seconds after a lost connection and loses
what is pushed meanwhile, so this is one of our own, by the published protocol
(docs/platforms/dingtalk.md).
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import structlog
from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, ClientWSTimeout, WSMsgType
from yarl import URL

log = structlog.get_logger()

OPEN = "/v1.0/gateway/connections/open"
ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
_SUBSCRIPTIONS = (("EVENT", "*"), ("CALLBACK", ROBOT_TOPIC), ("CALLBACK", CARD_TOPIC))
_OPEN_SECONDS = 15.0
#: What asking for a connection, or opening it, may raise.
NOT_OPENED = (ClientError, OSError, LookupError, TypeError, ValueError, RecursionError)
_DOUBLINGS = 10
#: Of more bytes a frame ends its connection, and DingTalk would send an event again on the next.
_LONGEST_FRAME = 32 * 1024 * 1024


class UnknownTopic(Exception):
    """A frame that we have no use for; it is acked as such."""


class Malformed(Exception):
    """A frame or body that is not as documented; it is acked as a bad request.

    `frame_id` is what the ack of a frame is for, "" where that can not be read either.
    """

    def __init__(self, reason: str, *, frame_id: str = "") -> None:
        super().__init__(reason)
        self.frame_id = frame_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What DingTalk pushed: `kind` is SYSTEM, EVENT or CALLBACK."""

    kind: str
    topic: str
    id: str
    headers: Mapping[str, str]
    data: Mapping[str, Any]


#: Takes an EVENT or CALLBACK and gives the data of its ack, once it may be acked. Raises
#: `UnknownTopic`, `Malformed`, or OSError where it could not be kept.
Handle = Callable[[Frame], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long each thing may take, in seconds."""

    #: Without any frame for so long a connection is given up for a new one; what is pushed on a
    #: dead one is lost, and each quarter of it a ping asks for a frame.
    watch: float = 30.0
    #: DingTalk closes a connection ten seconds after it said so.
    drain: float = 12.0
    #: What was begun on a connection that has ended may take so long.
    finish: float = 5.0
    first_pause: float = 0.5
    #: What is pushed while no connection is open is lost, so it is never long.
    longest_pause: float = 15.0
    #: A connection that held so long was a good one: the next pause is short again.
    settled: float = 10.0


class Stream:
    """One connection, for ever; `run` ends only when it is cancelled. Several may run at once."""

    def __init__(
        self,
        session: ClientSession,
        *,
        gateway_url: str,
        client_id: str,
        client_secret: str,
        handle: Handle,
        pace: Pace | None = None,
    ) -> None:
        self._session = session
        self._gateway_url = gateway_url
        self._client_id = client_id
        self._client_secret = client_secret
        self._handle = handle
        self._pace = pace or Pace()
        self._serving: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Keep connected; a connection that DingTalk takes back is replaced before it ends."""
        loop = asyncio.get_running_loop()
        failures = 0
        try:
            while True:
                began = loop.time()
                if (socket := await self._connected()) is not None:
                    await self._serve(socket)
                lasted = loop.time() - began
                failures = 0 if socket is not None and lasted > self._pace.settled else failures + 1
                await asyncio.sleep(pause(failures, self._pace))
        finally:
            for task in self._serving:
                task.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)

    async def _connected(self) -> ClientWebSocketResponse | None:
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                socket = await self._open()
        except NOT_OPENED as error:
            # Never the error's own words: they may hold the ticket.
            status = getattr(error, "status", None)
            log.warning("dingtalk.not_connected", error=type(error).__name__, status=status)
            return None
        log.info("dingtalk.connected")
        return socket

    async def _open(self) -> ClientWebSocketResponse:
        url = await connection_url(
            self._session,
            gateway_url=self._gateway_url,
            client_id=self._client_id,
            client_secret=self._client_secret,
        )
        return await self._session.ws_connect(
            url,
            autoping=False,
            timeout=ClientWSTimeout(ws_close=2.0),
            max_msg_size=_LONGEST_FRAME,
        )

    async def _serve(self, socket: ClientWebSocketResponse) -> None:
        """Return when another connection is needed; what this one still brings is served on."""
        connection = _Connection(socket, self._handle, self._pace)
        task = asyncio.create_task(connection.serve())
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        await connection.leaving.wait()


async def connection_url(
    session: ClientSession, *, gateway_url: str, client_id: str, client_secret: str
) -> URL:
    """Ask where to connect to; it opens one connection within 90 seconds.

    Raises `ClientError` or OSError where the gateway refuses or is away, and `LookupError`,
    `TypeError` or `ValueError` for an answer that can not be read.
    """
    body = {
        "clientId": client_id,
        "clientSecret": client_secret,
        "subscriptions": [{"type": kind, "topic": topic} for kind, topic in _SUBSCRIPTIONS],
        "ua": "foothold/1.0",
        "localIp": "127.0.0.1",
    }
    # Without this header the answer is XML.
    headers = {"Accept": "application/json"}
    async with session.post(gateway_url + OPEN, json=body, headers=headers) as answer:
        answer.raise_for_status()
        said = await answer.json(content_type=None)
    return URL(f"{said['endpoint']}?ticket={quote(said['ticket'], safe='')}", encoded=True)


class _Connection:
    """One WebSocket, from its opening to its end."""

    def __init__(self, socket: ClientWebSocketResponse, handle: Handle, pace: Pace) -> None:
        #: Set when it has ended, or will soon.
        self.leaving = asyncio.Event()
        self._socket = socket
        self._handle = handle
        self._pace = pace
        self._ends_at = float("inf")
        self._acting: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Take frames until the end, then let what was begun be finished."""
        try:
            await self._read()
        except (ClientError, OSError) as error:
            log.info("dingtalk.connection_broke", error=type(error).__name__)
        finally:
            self.leaving.set()
            # Also when this process stops: what was pushed is pushed to nobody else.
            if self._acting:
                await asyncio.wait(self._acting, timeout=self._pace.finish)
            for task in self._acting:
                task.cancel()
            log.info("dingtalk.connection_ended", closed_with=self._socket.close_code)
            await self._socket.close()

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        heard = loop.time()
        while (now := loop.time()) < self._ends_at:
            if now - heard > self._pace.watch and not self.leaving.is_set():
                log.warning("dingtalk.connection_silent")
                self._leave()
            try:
                message = await self._socket.receive(timeout=self._pace.watch / 4)
            except TimeoutError:
                # The answer to it is a frame too: an idle connection is not a dead one.
                await self._socket.ping()
                continue
            heard = loop.time()
            if message.type is WSMsgType.PING:
                await self._socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._begin(message.data)
            elif message.type not in {WSMsgType.PONG, WSMsgType.BINARY}:
                return

    def _leave(self) -> None:
        self._ends_at = min(self._ends_at, asyncio.get_running_loop().time() + self._pace.drain)
        self.leaving.set()

    def _begin(self, text: str) -> None:
        """Act on a frame beside the others: a slow one must not hold up the answer to a ping."""
        task = asyncio.create_task(self._act(text))
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def _act(self, text: str) -> None:
        try:
            frame = read(text)
        except Malformed as error:
            log.warning("dingtalk.malformed", reason=str(error))
            if error.frame_id:
                await self._acknowledge(error.frame_id, 400, {})
            return
        if frame.kind == "SYSTEM" and frame.topic == "disconnect":
            log.info("dingtalk.connection_taken_back")
            self._leave()
            return
        await self._acknowledge(frame.id, *await self._handled(frame))

    async def _acknowledge(self, frame_id: str, code: int, said: Mapping[str, Any]) -> None:
        try:
            await self._socket.send_str(ack(frame_id, code, said))
        except (ClientError, OSError) as error:
            log.warning("dingtalk.not_acked", frame=frame_id, error=type(error).__name__)

    async def _handled(self, frame: Frame) -> tuple[int, Mapping[str, Any]]:
        if frame.kind == "SYSTEM":
            return (200, frame.data) if frame.topic == "ping" else (404, {})
        try:
            return 200, await self._handle(frame)
        except UnknownTopic:
            return 404, {}
        except Malformed as error:
            log.warning("dingtalk.malformed", frame=frame.id, reason=str(error))
            return 400, {}
        except OSError as error:
            log.warning("dingtalk.not_accepted", frame=frame.id, error=type(error).__name__)
        except Exception:
            log.exception("dingtalk.failed", frame=frame.id)
        return 500, {}


def pause(failures: int, pace: Pace) -> float:
    """Give the seconds before the next attempt: twice as many each time, with jitter."""
    whole = pace.first_pause * float(2 ** min(max(failures - 1, 0), _DOUBLINGS))
    return min(whole, pace.longest_pause) * random.uniform(0.5, 1.0)  # noqa: S311


def read(text: str) -> Frame:
    """Read a frame; raise `Malformed` for anything else."""
    try:
        said = json.loads(text)
        headers = {str(name): str(value) for name, value in said["headers"].items()}
        kind, topic, frame_id = str(said["type"]), headers.get("topic", ""), headers["messageId"]
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise Malformed(f"no frame: {type(error).__name__}") from None
    data = _data(said.get("data"), frame_id)
    return Frame(kind=kind, topic=topic, id=frame_id, headers=headers, data=data)


def _data(written: object, frame_id: str) -> dict[str, Any]:
    try:
        data = json.loads(str(written or "{}"))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Malformed("the data of a frame is no object", frame_id=frame_id)
    return data


def ack(frame_id: str, code: int, said: Mapping[str, Any]) -> str:
    """Write the answer to a frame."""
    words = {200: "OK", 400: "bad request", 404: "topic not found"}
    return json.dumps(
        {
            "code": code,
            "headers": {"messageId": frame_id, "contentType": "application/json"},
            "message": words.get(code, "internal error"),
            "data": json.dumps(said, ensure_ascii=False),
        }
    )
