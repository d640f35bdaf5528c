"""An imitation of Slack: its Web API and Socket Mode, with documented limits and chosen faults."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import math
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.channels.slack.manifest import SCOPES
from tests.patience import until

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BOT_TOKEN, APP_TOKEN = "xoxb-imitation", "xapp-imitation"
TEAM = "T0001"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What becomes of a call: `reset` and `hang` before it is processed, or after it (`late`)."""

    kind: str
    value: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came."""

    method: str
    body: Json
    at: float


@dataclass(slots=True)
class Posted:
    """A message that Slack shows."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    #: Seen by her alone, in a channel.
    only_for: str = ""

    @property
    def words(self) -> str:
        """Everything that can be read in it, the line of the lock screen aside."""
        return "\n".join(readable(self.blocks))

    def values(self) -> list[str]:
        """What its buttons send back."""
        return [e["value"] for b in self.blocks if b["type"] == "actions" for e in b["elements"]]


#: What a trigger id may be old, and the age of one that has opened its modal.
_TRIGGER_SECONDS, _USED = 3.0, math.inf


@dataclass(slots=True)
class SlackServer:
    """What happened, and what is to happen."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    modals: list[Json] = field(default_factory=list)
    homes: dict[str, Json] = field(default_factory=dict)
    #: user id -> what users.info gives.
    users: dict[str, Json] = field(default_factory=dict)
    #: method -> faults of its next calls.
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    #: file id -> name and bytes: what was put here by us, and by people.
    held: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    #: Files that were shared: conversation, name, bytes.
    shared: list[tuple[str, str, bytes]] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    #: envelope id -> the payload of its ack.
    acks: dict[str, Json] = field(default_factory=dict)
    #: Whether the bot may read files (files:read): without it a page is shown in place of each.
    reads_files: bool = True
    #: What the bot may do, as Slack says with every answer.
    scopes: str = ",".join(SCOPES)
    tickets: set[str] = field(default_factory=set)
    opened: int = 0
    _triggers: dict[str, float] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def trigger(self, *, age: float = 0.0) -> str:
        """Issue a trigger id; it opens one modal within three seconds.

        It has the age that a test gives it: a busy machine's own delay makes it no older.
        """
        name = f"{next(self._numbers)}.{TEAM}.trigger"
        self._triggers[name] = age
        return name

    def number(self) -> int:
        """Give a number never given before."""
        return next(self._numbers)

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method fail in turn."""
        self.faults.setdefault(method, []).extend(faults)

    async def until_called(self, method: str) -> None:
        """Wait until a method was called."""
        await until(lambda: any(call.method == method for call in self.calls), method)

    async def told(self, count: int) -> list[Posted]:
        """Wait until so many messages were posted."""
        await until(lambda: len(self.posted) >= count, lambda: f"{len(self.posted)} messages")
        return self.posted

    async def envelope(self, kind: str, payload: Json) -> str:
        """Push something through the newest socket, and give its id."""
        name = f"envelope-{self.number()}"
        sent = {
            "envelope_id": name,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": True,
        }
        await self.sockets[-1].send_str(json.dumps(sent))
        return name

    async def acked(self, envelope: str) -> Json:
        """Wait for the ack of an envelope."""
        await until(lambda: envelope in self.acks, f"{envelope} was never acked")
        return self.acks[envelope]

    async def break_off(self) -> None:
        """Let the newest socket's TCP connection end without a close frame."""
        transport = self.sockets[-1].get_extra_info("socket")
        assert transport is not None
        transport.shutdown(SHUT_RDWR)

    async def connected(self, count: int) -> None:
        """Wait until so many sockets were opened in all."""
        await until(lambda: len(self.sockets) >= count, lambda: f"{len(self.sockets)} sockets")

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=2**25)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/socket", self._socket)
        app.router.add_get("/files-pri/{file}", self._file)
        app.router.add_post("/upload/{file}", self._upload)
        return app

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await _body(request)
        self.calls.append(Call(method, body, time.monotonic()))
        fault = self.faults[method].pop(0) if self.faults.get(method) else None
        if fault and not fault.late and (failed := await self._fail(fault, request)) is not None:
            return failed
        is_app = method == "apps.connections.open"
        wanted = APP_TOKEN if is_app else BOT_TOKEN
        if request.headers.get("Authorization") != f"Bearer {wanted}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        said = getattr(self, f"_{method.replace('.', '_')}", _unknown)(body)
        if fault and fault.late and (failed := await self._fail(fault, request)) is not None:
            return failed
        return web.json_response(said, headers={"X-OAuth-Scopes": self.scopes})

    async def _fail(self, fault: Fault, request: web.Request) -> web.StreamResponse | None:
        match fault.kind:
            case "ratelimited":
                headers = {"Retry-After": fault.value}
                said = {"ok": False, "error": "ratelimited"}
                return web.json_response(said, status=429, headers=headers)
            case "status":
                return web.Response(status=int(fault.value), text="<html>gone</html>")
            case "error":
                return web.json_response({"ok": False, "error": fault.value})
            case "html":
                return web.Response(text="<html>proxy</html>", content_type="text/html")
            case "reset":
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            case "hang":
                await self._let_go.wait()
                return web.Response()
        raise AssertionError(fault)

    def file(self, name: str, content: bytes, **more: object) -> Json:
        """Hold a file that somebody sends, and give what an event says of it."""
        known = f"F{self.number()}"
        self.held[known] = (name, content)
        address = f"{self.url}/files-pri/{known}"
        return {
            "id": known,
            "mode": "hosted",
            "name": name,
            "size": len(content),
            "url_private": address,
            "url_private_download": address,
            **more,
        }

    async def _file(self, request: web.Request) -> web.Response:
        known = request.match_info["file"]
        self.calls.append(Call("file", {"file": known}, time.monotonic()))
        is_known = request.headers.get("Authorization") == f"Bearer {BOT_TOKEN}"
        if not (is_known and self.reads_files):
            return web.Response(text="<html>sign in</html>", content_type="text/html")
        _, content = self.held[known]
        return web.Response(body=content, content_type="image/jpeg")

    async def _upload(self, request: web.Request) -> web.Response:
        known = request.match_info["file"]
        name, _ = self.held[known]
        self.calls.append(Call("upload", {"file": known}, time.monotonic()))
        if fault := (self.faults["upload"].pop(0) if self.faults.get("upload") else None):
            return web.Response(status=int(fault.value))
        self.held[known] = (name, await request.read())
        return web.Response(text="OK")

    def _conversations_open(self, body: Json) -> Json:
        user = str(body.get("users", ""))
        if not user.startswith("U"):
            return {"ok": False, "error": "user_not_found"}
        return {"ok": True, "channel": {"id": f"D{user[1:]}"}}

    def _conversations_history(self, body: Json) -> Json:
        shown = [one for one in self.posted if one.channel == body["channel"] and not one.only_for]
        if not str(body["channel"]).startswith("D"):
            return {"ok": False, "error": "missing_scope", "needed": "channels:history"}
        limit = int(body.get("limit", 100))
        messages = [{"ts": one.ts, "text": one.text, "blocks": one.blocks} for one in shown]
        newest = messages[::-1][:limit]
        return {"ok": True, "messages": newest, "has_more": len(messages) > limit}

    def _files_getUploadURLExternal(self, body: Json) -> Json:  # noqa: N802
        if not body.get("filename") or int(body.get("length", 0)) <= 0:
            return {"ok": False, "error": "invalid_arguments"}
        known = f"F{self.number()}"
        self.held[known] = (str(body["filename"]), b"")
        return {"ok": True, "upload_url": f"{self.url}/upload/{known}", "file_id": known}

    def _files_completeUploadExternal(self, body: Json) -> Json:  # noqa: N802
        channel = str(body.get("channel_id", ""))
        if not channel.startswith(("C", "D", "G")):
            return {"ok": False, "error": "channel_not_found"}
        for one in body["files"]:
            name, content = self.held.get(one["id"], ("", b""))
            if not content:
                return {"ok": False, "error": "file_not_found"}
            self.shared.append((channel, name, content))
        return {"ok": True, "files": body["files"]}

    def _chat_postMessage(self, body: Json) -> Json:  # noqa: N802 - Slack's own name
        if (wrong := _wrong_message(body)) is not None:
            return wrong
        return self._show(body)

    def _chat_postEphemeral(self, body: Json) -> Json:  # noqa: N802
        if not body.get("user"):
            return {"ok": False, "error": "user_not_in_channel"}
        if (wrong := _wrong_message(body)) is not None:
            return wrong
        return self._show(body, only_for=body["user"])

    def _chat_update(self, body: Json) -> Json:
        if (wrong := _wrong_message(body)) is not None:
            return wrong
        place = (body["channel"], body.get("ts"))
        shown = [one for one in self.posted if (one.channel, one.ts) == place]
        if not shown or shown[0].only_for:
            return {"ok": False, "error": "message_not_found"}
        shown[0].text, shown[0].blocks = body["text"], body.get("blocks", [])
        return {"ok": True, "channel": body["channel"], "ts": body["ts"]}

    def _show(self, body: Json, *, only_for: str = "") -> Json:
        channel = body["channel"]
        channel = f"D{channel[1:]}" if channel.startswith("U") else channel
        ts = f"{1_700_000_000 + self.number()}.000100"
        self.posted.append(Posted(channel, ts, body["text"], body.get("blocks", []), only_for))
        return {"ok": True, "channel": channel, "ts": ts}

    def _views_open(self, body: Json) -> Json:
        age = self._triggers.get(body.get("trigger_id", ""))
        if age is None:
            return {"ok": False, "error": "invalid_trigger_id"}
        if age == _USED:
            return {"ok": False, "error": "exchanged_trigger_id"}
        if age > _TRIGGER_SECONDS:
            return {"ok": False, "error": "expired_trigger_id"}
        if problem := wrong_view(body["view"]):
            return {"ok": False, "error": "invalid_arguments", "detail": problem}
        self._triggers[body["trigger_id"]] = _USED
        self.modals.append(body["view"])
        return {"ok": True, "view": {"id": f"V{self.number()}", **body["view"]}}

    def _views_publish(self, body: Json) -> Json:
        view = body["view"]
        if view["type"] != "home" or (problem := wrong_blocks(view["blocks"], most=100)):
            return {"ok": False, "error": "invalid_arguments", "detail": problem}
        self.homes[body["user_id"]] = view
        return {"ok": True, "view": view}

    def _users_info(self, body: Json) -> Json:
        user = self.users.get(body["user"])
        return {"ok": True, "user": user} if user else {"ok": False, "error": "user_not_found"}

    def _users_lookupByEmail(self, body: Json) -> Json:  # noqa: N802
        for user in self.users.values():
            if user["profile"].get("email") == body["email"]:
                return {"ok": True, "user": user}
        return {"ok": False, "error": "users_not_found"}

    def _auth_test(self, body: Json) -> Json:
        del body
        return {"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "url": self.url}

    def _apps_connections_open(self, body: Json) -> Json:
        del body
        self.opened += 1
        ticket = f"ticket-{self.number()}"
        self.tickets.add(ticket)
        return {"ok": True, "url": f"{self.url.replace('http', 'ws')}/socket?ticket={ticket}"}

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("ticket") not in self.tickets:
            return web.Response(status=403)
        self.tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.sockets.append(socket)
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                said = json.loads(message.data)
                self.acks[said["envelope_id"]] = said.get("payload") or {}
        return socket

    async def _stop(self) -> None:
        self._let_go.set()
        for socket in self.sockets:
            await socket.close()


@asynccontextmanager
async def a_slack() -> AsyncIterator[SlackServer]:
    """Run the imitation on a free port."""
    server = SlackServer()
    runner = web.AppRunner(server._app(), shutdown_timeout=0.1)  # noqa: SLF001 - its own
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await server._stop()  # noqa: SLF001 - its own
        await runner.cleanup()


def a_user(
    user: str = "U1", *, email: str = "", team: str = TEAM, name: str = "Li Lei", **more: object
) -> Json:
    """Give what users.info says of somebody."""
    return {"id": user, "team_id": team, "name": name, "profile": {"email": email}, **more}


def signed(raw: bytes, *, at: float | None = None, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """Give the headers of a request that Slack signs."""
    stamp = str(int(time.time() if at is None else at))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac.hexdigest()}"}


def form(fields: Mapping[str, str]) -> tuple[bytes, str]:
    """Give a body and its type as Slack sends commands."""
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def payload(said: Json) -> tuple[bytes, str]:
    """Give a body and its type as Slack sends interactions."""
    return form({"payload": json.dumps(said)})


def event(said: Json) -> tuple[bytes, str]:
    """Give a body and its type as Slack sends events."""
    return json.dumps(said).encode(), "application/json"


def readable(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    """Give every text in blocks, in the order of reading."""
    if isinstance(value, list):
        return [text for one in value for text in readable(one)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    shown = [value[key] for key in ("initial_value", "initial_date") if key in value]
    return own + shown + [text for one in value.values() for text in readable(one)]


async def _body(request: web.Request) -> Json:
    raw = await request.read()
    if request.content_type == "application/json":
        return dict(json.loads(raw or b"{}"))
    return {**request.query, **(await request.post())}


def _unknown(body: Json) -> Json:
    del body
    return {"ok": False, "error": "unknown_method"}


def _wrong_message(body: Json) -> Json | None:
    channel = body.get("channel", "")
    if not channel or channel.endswith("404"):
        return {"ok": False, "error": "channel_not_found"}
    if not body.get("text"):
        return {"ok": False, "error": "no_text"}
    if problem := wrong_blocks(body.get("blocks", []), most=50):
        return {"ok": False, "error": "invalid_blocks", "detail": problem}
    return None


_TEXT_LIMITS = {"header": 150, "section": 3000}
_ELEMENTS = {
    "plain_text_input",
    "number_input",
    "datepicker",
    "static_select",
    "multi_static_select",
    "checkboxes",
    "file_input",
}


def wrong_view(view: Json) -> str:
    """Say what Slack would refuse in a modal, or nothing."""
    if view.get("type") != "modal" or not 0 < len(view["title"]["text"]) <= 24:
        return "title"
    if "submit" in view and not 0 < len(view["submit"]["text"]) <= 24:
        return "submit"
    if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        return "metadata"
    return wrong_blocks(view["blocks"], most=100, is_modal=True)


def wrong_blocks(blocks: list[Json], *, most: int, is_modal: bool = False) -> str:
    """Say what Slack would refuse in blocks, or nothing."""
    if len(blocks) > most:
        return "too many blocks"
    if sum(len(text) for text in readable(blocks)) > 13_200:
        return "msg_blocks_too_long"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)) or any(len(one) > 255 for one in ids):
        return "block_id"
    found = [problem for block in blocks if (problem := _wrong_block(block, is_modal=is_modal))]
    return found[0] if found else ""


def _wrong_block(block: Json, *, is_modal: bool) -> str:
    match block["type"]:
        case "header" | "section":
            most = _TEXT_LIMITS[block["type"]]
            return "" if 0 < len(block["text"]["text"]) <= most else f"{block['type']} text"
        case "context":
            texts = block["elements"]
            return "" if 0 < len(texts) <= 10 and all(one["text"] for one in texts) else "context"
        case "rich_text":
            runs = [run for part in block["elements"] for run in part["elements"]]
            return "" if runs and all(run["text"] for run in runs) else "rich_text"
        case "actions":
            return _wrong_buttons(block["elements"])
        case "input":
            return _wrong_input(block, is_modal=is_modal)
    return f"unknown block {block['type']}"


def _wrong_buttons(buttons: list[Json]) -> str:
    ids = [button["action_id"] for button in buttons]
    if not 0 < len(buttons) <= 25 or len(ids) != len(set(ids)):
        return "actions"
    for button in buttons:
        if not 0 < len(button["text"]["text"]) <= 75 or len(button["value"]) > 2000:
            return "button"
        if button["text"]["type"] != "plain_text":
            return "button text"
    return ""


def _wrong_input(block: Json, *, is_modal: bool) -> str:  # noqa: PLR0911 - one line per limit
    element, label = block["element"], block["label"]
    if label["type"] != "plain_text" or not 0 < len(label["text"]) <= 2000:
        return "label"
    if element["type"] not in _ELEMENTS or not 0 < len(element["action_id"]) <= 255:
        return "element"
    if element["type"] == "file_input" and not is_modal:
        return "files are for modals"
    options = element.get("options", [])
    values = [option["value"] for option in options]
    if len(options) > (10 if element["type"] == "checkboxes" else 100):
        return "options"
    if any(not 0 < len(option["text"]["text"]) <= 75 for option in options):
        return "option text"
    if any(not 0 < len(value) <= 150 for value in values) or len(values) != len(set(values)):
        return "option value"
    if len(element.get("placeholder", {}).get("text", "")) > 150:
        return "placeholder"
    return ""
