"""An imitation of the far end of a WeCom bot's long connection, on loopback."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from tests.imitations.wecom import check_card, shown
from tests.patience import until

BOT, BOT_SECRET = "aib0123456789", "the-secret-of-the-bot"

Frame = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Upload:
    """A file that is being put here in pieces."""

    begun: Frame
    pieces: dict[int, bytes] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return b"".join(self.pieces[n] for n in sorted(self.pieces))

    @property
    def is_whole(self) -> bool:
        """Whether it is what was announced: all pieces, all bytes, and these bytes."""
        content = self.content
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        said = (len(self.pieces), len(content), md5)
        return said == tuple(self.begun[name] for name in ("total_chunks", "total_size", "md5"))


class BotServer:
    """The bot's chats; one connection counts, the newest."""

    def __init__(self) -> None:
        self.url = ""
        #: Frames as they came, without pings.
        self.frames: list[Frame] = []
        self.pings = 0
        self.connections = 0
        #: What arrived, by chat.
        self.delivered: list[tuple[str, Frame]] = []
        self.answers_pings = True
        #: Path -> what lies there, sealed.
        self.held: dict[str, bytes] = {}
        #: Error codes of the next sends; None takes it and does not answer.
        self.faults: deque[int | None] = deque()
        self.subscribe_errcode = 0
        #: media_id -> name and bytes of what was uploaded.
        self.media: dict[str, tuple[str, bytes]] = {}
        self._uploads: dict[str, Upload] = {}
        self._socket: web.WebSocketResponse | None = None
        self._open: dict[str, str] = {}
        self._welcomes: set[str] = set()
        self._number = 0
        self._task_ids: set[str] = set()

    @property
    def is_connected(self) -> bool:
        return self._socket is not None and not self._socket.closed

    def words(self, chat: str) -> str:
        return "\n".join("\n".join(read(body)) for to, body in self.delivered if to == chat)

    def keys(self) -> list[str]:
        cards = [body.get("template_card", {}) for _, body in self.delivered]
        return [one["key"] for card in cards for one in card.get("button_list", [])]

    async def says(
        self,
        content: str,
        *,
        user: str = "LiLei",
        group: str = "",
        msg_id: str = "",
        **more: object,
    ) -> str:
        body = self._body(user, group, msg_id)
        body |= {"msgtype": "text", "text": {"content": content}, **more}
        return await self.callback("aibot_msg_callback", body)

    async def event(
        self, kind: str, *, user: str = "LiLei", group: str = "", **fields: object
    ) -> str:
        body = self._body(user, group, "")
        body |= {"msgtype": "event", "event": {"eventtype": kind, kind: fields}}
        return await self.callback("aibot_event_callback", body)

    async def callback(self, cmd: str, body: Frame) -> str:
        """Send a frame by ourselves, and give its req_id."""
        self._number += 1
        req_id = f"req-{self._number}"
        event = body.get("event") or {}
        if event.get("eventtype") == "enter_chat":
            self._welcomes.add(req_id)
        self._open[req_id] = body.get("chatid") or body["from"]["userid"].lower()
        await self.push({"cmd": cmd, "headers": {"req_id": req_id}, "body": body})
        return req_id

    def holds(self, content: bytes) -> dict[str, str]:
        """Seal a file with a key of its own, and give what a message says of it."""
        key = os.urandom(32)
        pad = 32 - len(content) % 32
        encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
        path = f"/held/{len(self.held)}"
        self.held[path] = encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize()
        address = self.url.replace("ws", "http", 1) + path
        return {"url": address, "aeskey": base64.b64encode(key).decode()}

    async def file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.held[request.path])

    async def push(self, frame: Frame | str) -> None:
        assert self._socket is not None
        said = frame if isinstance(frame, str) else json.dumps(frame, ensure_ascii=False)
        await self._socket.send_str(said)

    async def close(self, code: int = 1000) -> None:
        """End the connection, as a server that is deployed anew does."""
        assert self._socket is not None
        await self._socket.close(code=code)

    async def until(self, is_so: Callable[[], bool]) -> None:
        await until(is_so)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            frame = json.loads(message.data)
            if frame["cmd"] == "ping":
                self.pings += 1
                if self.answers_pings:
                    await self._answer(socket, frame, 0)
                continue
            self.frames.append(frame)
            await self._do(socket, frame)
        if self._socket is socket:
            self._socket = None
        return socket

    async def _do(self, socket: web.WebSocketResponse, frame: Frame) -> None:
        if frame["cmd"] == "aibot_subscribe":
            code = self.subscribe_errcode or self._refuses(frame["body"])
            if code == 0:
                await self._take_over(socket)
            await self._answer(socket, frame, code)
            return
        if self._socket is not socket:
            await self._answer(socket, frame, 846601)
            return
        fault = self.faults.popleft() if self.faults else 0
        if fault:
            await self._answer(socket, frame, fault)
            return
        code, body = self.take(frame)
        if fault is not None:
            await self._answer(socket, frame, code, body)

    def _refuses(self, body: Frame) -> int:
        return 0 if (body["bot_id"], body["secret"]) == (BOT, BOT_SECRET) else 853000

    async def _take_over(self, socket: web.WebSocketResponse) -> None:
        before, self._socket = self._socket, socket
        self.connections += 1
        if before is not None and not before.closed:
            event = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
            told = {"cmd": "aibot_event_callback", "headers": {"req_id": "x"}, "body": event}
            await before.send_str(json.dumps(told))
            await before.close()

    def take(self, frame: Frame) -> tuple[int, Frame]:
        """Do what a frame asks for; give its errcode, and the body of its answer."""
        upload = _UPLOADS.get(frame["cmd"])
        return (self._take(frame), {}) if upload is None else upload(self, frame["body"])

    def files(self, chat: str) -> list[tuple[str, bytes]]:
        """Give the files that arrived in a chat."""
        sent = [body["file"] for to, body in self.delivered if to == chat and "file" in body]
        return [self.media[one["media_id"]] for one in sent]

    def begin_upload(self, body: Frame) -> tuple[int, Frame]:
        size, count = body["total_size"], body["total_chunks"]
        is_right = 5 < size <= 20 * 2**20 and 0 < count <= 100 and bool(body["filename"])
        if not is_right or body["type"] not in {"file", "image", "voice", "video"}:
            return 40058, {}
        name = f"upload-{len(self._uploads) + 1}"
        self._uploads[name] = Upload(begun=body)
        return 0, {"upload_id": name}

    def take_piece(self, body: Frame) -> tuple[int, Frame]:
        upload = self._uploads.get(body["upload_id"])
        piece = base64.b64decode(body["base64_data"], validate=True)
        if upload is None or not 0 <= body["chunk_index"] < upload.begun["total_chunks"]:
            return 40058, {}
        if not 0 < len(piece) <= 512 * 1024:
            return 45001, {}
        upload.pieces[body["chunk_index"]] = piece
        return 0, {}

    def finish_upload(self, body: Frame) -> tuple[int, Frame]:
        upload = self._uploads.pop(body["upload_id"], None)
        if upload is None or not upload.is_whole:
            return 40058, {}
        media_id = f"media-{len(self.media) + 1}"
        self.media[media_id] = (upload.begun["filename"], upload.content)
        said = {"type": upload.begun["type"], "media_id": media_id, "created_at": "1380000000"}
        return 0, said

    def _take(self, frame: Frame) -> int:
        cmd, req_id, body = frame["cmd"], frame["headers"]["req_id"], frame["body"]
        kinds = _KINDS.get(cmd)
        if kinds is None or body.get("msgtype") not in kinds:
            return 40008
        if cmd != "aibot_send_msg":
            is_welcome = cmd == "aibot_respond_welcome_msg"
            if req_id not in self._open or (req_id in self._welcomes) != is_welcome:
                return 846605
        chat = body.get("chatid") or self._open.get(req_id, "")
        if not chat or (code := self._refuses_content(body)):
            return 40058 if not chat else code
        self.delivered.append((chat, body))
        return 0

    def _refuses_content(self, body: Frame) -> int:
        if body["msgtype"] == "template_card":
            task_id = body["template_card"].get("task_id", "")
            if (code := check_card(body["template_card"])) or task_id in self._task_ids:
                return code or 42014
            self._task_ids.add(task_id)
            return 0
        if body["msgtype"] == "file":
            return 0 if body["file"].get("media_id") in self.media else 40007
        content = _content(body)
        return 0 if 0 < len(content.encode()) <= 20_480 else 40058

    async def _answer(
        self, socket: web.WebSocketResponse, frame: Frame, code: int, body: Frame | None = None
    ) -> None:
        said = {"headers": frame["headers"], "errcode": code, "errmsg": "imitated"}
        said |= {"body": body} if body else {}
        await socket.send_str(json.dumps(said))

    def _body(self, user: str, group: str, msg_id: str) -> Frame:
        self._number += 1
        body: Frame = {"msgid": msg_id or f"msg-{self._number}", "aibotid": BOT}
        body |= {"chattype": "group" if group else "single", "from": {"userid": user}}
        return body | ({"chatid": group} if group else {})


_MARKUP = re.compile(r"(?<!\\)([*_`~#>|])|<@|<font|\]\(|<a\s")


def read(body: Frame) -> list[str]:
    """What can be read of a message once its markup is understood."""
    if body["msgtype"] == "template_card":
        return shown(body)
    if body["msgtype"] == "file":
        return []
    return [re.sub(r"\\([\\`*_~#>|])", r"\1", _content(body)).replace("\u2060", "")]


def live_markup(body: Frame) -> list[str]:
    """Markup of others that would do something."""
    if body["msgtype"] in {"template_card", "file"}:
        return []
    text = re.sub(r"\\.", "", _content(body))
    return [found.group() for found in _MARKUP.finditer(text)]


_KINDS = {
    "aibot_send_msg": {"markdown", "template_card", "file"},
    "aibot_respond_msg": {"stream", "template_card", "file"},
    "aibot_respond_welcome_msg": {"text", "template_card"},
}
_UPLOADS = {
    "aibot_upload_media_init": BotServer.begin_upload,
    "aibot_upload_media_chunk": BotServer.take_piece,
    "aibot_upload_media_finish": BotServer.finish_upload,
}


def _content(body: Frame) -> str:
    return str(body[body["msgtype"]]["content"])


@asynccontextmanager
async def a_bot_server() -> AsyncIterator[BotServer]:
    """Serve it, and close what is open at the end."""
    server = BotServer()
    app = web.Application()
    app.router.add_get("/", server.handle)
    app.router.add_get("/held/{n}", server.file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        if server.is_connected:
            await server.close()
        await runner.cleanup()
