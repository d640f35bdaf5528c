"""The long connection of a WeCom bot: one for all processes, open for as long as its turn lasts.

Frames are `{cmd, headers: {req_id}, body}`, answers `{headers: {req_id}, errcode}` (D 101463).
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog
from aiohttp import ClientSession, ClientWebSocketResponse, ClientWSTimeout, WSMsgType

from bot.channels.wecom.client import Refused
from storage.lease import Lease
from storage.store import Store

log = structlog.get_logger()

Frame = dict[str, Any]
#: Takes a frame that WeCom sent by itself, and the name of the line it came on.
Heard = Callable[[Frame, str], Awaitable[None]]

_LIFE = timedelta(seconds=30)
_BEAT_SECONDS = 10.0
_BEATS_A_PING = 3
_MISSED_PINGS, _MISSED_BEATS = 2, 2
_ANSWER_SECONDS = 5.0
_CONNECT_SECONDS = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_CLOSE_SECONDS = 2.0
#: Of more bytes a frame ends the line, and WeCom would send it again on the next.
_LONGEST_FRAME = 32 * 1024 * 1024


class NotConnected(Exception):
    """There is no line, so that nothing was sent."""


class Turn:
    """Whose turn it is to hold the one line that a bot may have: a lease in the store."""

    def __init__(self, store: Store, *, bot_id: str, owner: str) -> None:
        self._store = store
        self._name = f"wecombot:{bot_id}"
        self._owner = owner
        self._held: Lease | None = None

    async def take(self) -> bool:
        """Begin a turn; False while another process has it."""
        async with self._store.begin() as uow:
            self._held = await uow.leases.take(self._name, owner=self._owner, life=_LIFE)
        return self._held is not None

    async def renew(self) -> bool:
        """Go on with it; False where it was lost."""
        if self._held is None:
            return False
        async with self._store.begin() as uow:
            return await uow.leases.renew(self._held, life=_LIFE)

    async def end(self) -> None:
        """Let others have it."""
        held, self._held = self._held, None
        if held is not None:
            async with self._store.begin() as uow:
                await uow.leases.release(held)


class Line:
    """One process's end; `run` opens it whenever it is this process's turn."""

    def __init__(
        self,
        session: ClientSession,
        *,
        url: str,
        bot_id: str,
        secret: str,
        turn: Turn,
        heard: Heard,
        beat_seconds: float = _BEAT_SECONDS,
        first_pause: float = _FIRST_PAUSE,
        answer_seconds: float = _ANSWER_SECONDS,
    ) -> None:
        self._session = session
        self._url = url
        self.bot_id = bot_id
        self._secret = secret
        self._turn = turn
        self._heard = heard
        self._beat_seconds = beat_seconds
        self._first_pause = first_pause
        self._answer_seconds = answer_seconds
        self._socket: ClientWebSocketResponse | None = None
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._hearing: set[asyncio.Task[None]] = set()
        self._is_taken_over = False
        #: A frame was not answered, so perhaps nobody is at the other end any more.
        self._doubt = asyncio.Event()
        #: Which of its connections is open: what came on another can not be answered on this one.
        self.name = ""

    @property
    def is_doubted(self) -> bool:
        """Whether a frame was not answered, and no ping since."""
        return self._doubt.is_set()

    async def ask(self, cmd: str, body: Frame, *, req_id: str = "") -> Frame:
        """Send a frame and give its answer.

        Raises `NotConnected` where nothing was sent, `Refused` where it was not taken, and
        TimeoutError or ConnectionError where nobody knows.
        """
        if self._socket is None or self._socket.closed or self._doubt.is_set():
            raise NotConnected
        try:
            return await self._ask(self._socket, cmd, body, req_id=req_id)
        except TimeoutError:
            self._doubt.set()
            raise

    async def run(self) -> None:
        """Keep the line open for ever, whenever it is our turn."""
        pause = self._first_pause
        try:
            while True:
                if await self._have_turn():
                    was_open = await self._hold()
                    await self._end_turn()
                    pause = self._first_pause if was_open else min(2 * pause, _LONGEST_PAUSE)
                # Another that is connected has it: come at once, and both would push for ever.
                wait = _LONGEST_PAUSE if self._is_taken_over else pause
                self._is_taken_over = False
                await asyncio.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        finally:
            for task in self._hearing:
                task.cancel()
            await asyncio.gather(*self._hearing, return_exceptions=True)
            await self._end_turn()

    async def _have_turn(self) -> bool:
        try:
            return await self._turn.take()
        except Exception as error:  # noqa: BLE001 - the store is away: look again
            log.warning("wecombot.no_turn", error=type(error).__name__)
            return False

    async def _end_turn(self) -> None:
        with suppress(Exception):  # it runs out by itself
            await self._turn.end()

    async def _hold(self) -> bool:
        """Be connected until that ends, and tell whether it ever was."""
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                socket = await self._session.ws_connect(
                    self._url,
                    timeout=ClientWSTimeout(ws_close=_CLOSE_SECONDS),
                    max_msg_size=_LONGEST_FRAME,
                )
        except Exception as error:  # noqa: BLE001 - in any state of WeCom's: come again
            log.warning("wecombot.not_connected", error=type(error).__name__)
            return False
        try:
            return await self._live(socket)
        finally:
            await socket.close()

    async def _live(self, socket: ClientWebSocketResponse) -> bool:
        name = secrets.token_hex(4)
        tasks = [asyncio.create_task(self._listen(socket, name))]
        try:
            await self._subscribe(socket)
            tasks.append(asyncio.create_task(self._keep(socket)))
            self._doubt.clear()
            self._socket, self.name = socket, name
            log.info("wecombot.connected")
            await tasks[0]
            log.warning("wecombot.connection_lost", code=socket.close_code)
        except Refused as refused:
            log.warning("wecombot.refused", errcode=refused.code)
            return False
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("wecombot.not_connected", error=type(error).__name__)
            return self._socket is not None
        finally:
            self._socket, self.name = None, ""
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("the line was lost"))
        return True

    async def _subscribe(self, socket: ClientWebSocketResponse) -> None:
        body = {"bot_id": self.bot_id, "secret": self._secret}
        await self._ask(socket, "aibot_subscribe", body)

    async def _listen(self, socket: ClientWebSocketResponse, name: str) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = _frame(message.data)
            if frame is None:
                log.warning("wecombot.malformed")
            elif not frame.get("cmd"):
                self._answered(frame)
            elif _is_taken_over(frame):
                log.error("wecombot.taken_over", again_after=_LONGEST_PAUSE)
                self._is_taken_over = True
                return
            else:
                self._hear(frame, name)

    def _hear(self, frame: Frame, name: str) -> None:
        # Not awaited: what is done about it may itself wait for an answer on this line.
        task = asyncio.create_task(self._heard_safely(frame, name))
        self._hearing.add(task)
        task.add_done_callback(self._hearing.discard)

    async def _heard_safely(self, frame: Frame, name: str) -> None:
        try:
            await self._heard(frame, name)
        except Exception:
            log.exception("wecombot.failed")

    def _answered(self, frame: Frame) -> None:
        waiting = self._waiting.get(_req_id(frame))
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    async def _keep(self, socket: ClientWebSocketResponse) -> None:
        """Renew our turn and ping; close the line where either fails too often.

        Of a line that is doubted one ping decides: each frame on a dead one ends unknown.
        """
        missed_pings = missed_beats = beat = 0
        while missed_pings < _MISSED_PINGS and missed_beats < _MISSED_BEATS:
            is_doubted = await self._is_doubted_within(self._beat_seconds)
            beat += 1
            try:
                if not await self._turn.renew():
                    break
                missed_beats = 0
            except Exception:  # noqa: BLE001 - the store is away
                missed_beats += 1
            if is_doubted or beat % _BEATS_A_PING == 0:
                is_there = await self._pings(socket)
                missed_pings = 0 if is_there else _MISSED_PINGS if is_doubted else missed_pings + 1
                if is_there:
                    self._doubt.clear()
        log.warning("wecombot.given_up", pings=missed_pings, beats=missed_beats)
        await socket.close()

    async def _is_doubted_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._doubt.wait()
        return self._doubt.is_set()

    async def _pings(self, socket: ClientWebSocketResponse) -> bool:
        try:
            await self._ask(socket, "ping", None)
        except (Refused, TimeoutError, ConnectionError):
            return False
        return True

    async def _ask(
        self, socket: ClientWebSocketResponse, cmd: str, body: Frame | None, *, req_id: str = ""
    ) -> Frame:
        # WeCom's own client tells answers apart by how their req_id begins.
        req_id = req_id or f"{cmd}_{secrets.token_hex(8)}"
        frame: Frame = {"cmd": cmd, "headers": {"req_id": req_id}}
        if body is not None:
            frame["body"] = body
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[req_id] = waiting
        try:
            async with asyncio.timeout(self._answer_seconds):
                await socket.send_str(json.dumps(frame, ensure_ascii=False))
                answer = await waiting
        finally:
            self._waiting.pop(req_id, None)
            waiting.cancel()
        code = answer.get("errcode")
        if not isinstance(code, int):
            raise ConnectionError("an answer without errcode")
        if code != 0:
            raise Refused(code)
        return answer


def _frame(data: str) -> Frame | None:
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None


def _req_id(frame: Frame) -> str:
    headers = frame.get("headers")
    return str(headers.get("req_id", "")) if isinstance(headers, dict) else ""


def _is_taken_over(frame: Frame) -> bool:
    body = frame.get("body")
    event = body.get("event") if isinstance(body, dict) else None
    return isinstance(event, dict) and event.get("eventtype") == "disconnected_event"
