"""An imitation of 飞书 (Lark): its open API and its callbacks, as far as a fourth channel needs.

From the open platform's documents: auth/v3/tenant_access_token/internal, im/v1/messages (uuid: the
same within an hour is sent once), im/v1/files, message resources, event callbacks sealed with the
Encrypt Key, card.action.trigger.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

APP_ID, APP_SECRET, TENANT = "cli_imitation", "the-secret-of-the-app", "tenant1"
ENCRYPT_KEY = "the-key-of-the-callbacks"
TOKEN_PATH = "/open-apis/auth/v3/tenant_access_token/internal"
MESSAGES, FILES = "/open-apis/im/v1/messages", "/open-apis/im/v1/files"
BAD_TOKEN, TOO_MANY, NOT_VISIBLE = 99991663, 230020, 230013

Json = dict[str, Any]

_UUID_SECONDS = 3600.0
_MOST_UUID, _MOST_CARD, _MOST_TEXT = 50, 30_000, 150_000
_TAGS = frozenset(
    "div hr note action button form input select_static multi_select_static date_picker"
    " plain_text column_set column".split()
)


@dataclass(slots=True)
class Lark:
    """The far end. Tests read `shown` and `calls`; `faults` are codes of the next sends."""

    url: str = ""
    people: set[str] = field(default_factory=lambda: {"ou_lilei"})
    calls: list[tuple[str, Json]] = field(default_factory=list)
    #: open_id -> what she sees: message type and content.
    shown: dict[str, list[tuple[str, Json]]] = field(default_factory=lambda: defaultdict(list))
    held: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    faults: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    clock: Callable[[], float] = time.time
    _sent: dict[str, tuple[float, str]] = field(default_factory=dict)

    # --- what the API does ---

    def token(self, body: Json) -> Json:
        if (body.get("app_id"), body.get("app_secret")) != (APP_ID, APP_SECRET):
            return {"code": 10014, "msg": "app secret invalid"}
        self.tokens.append(f"t-{len(self.tokens) + 1}")
        return {"code": 0, "msg": "ok", "tenant_access_token": self.tokens[-1], "expire": 7200}

    def send(self, query: Mapping[str, str], body: Json, token: str) -> Json:
        self.calls.append((MESSAGES, body))
        uuid = str(body.get("uuid", ""))
        if code := self._refusal(query, body, token):
            return _refused(code)
        at, before = self._sent.get(uuid, (-_UUID_SECONDS, ""))
        if uuid and self.clock() - at < _UUID_SECONDS:
            return _ok({"message_id": before})
        content = json.loads(body["content"])
        if code := self._wrong(str(body.get("msg_type")), content, body["content"]):
            return _refused(code)
        message_id = f"om_{len(self.calls)}"
        self._sent[uuid] = (self.clock(), message_id)
        self.shown[body["receive_id"]].append((body["msg_type"], content))
        return _ok({"message_id": message_id})

    def _refusal(self, query: Mapping[str, str], body: Json, token: str) -> int:
        if self.faults:
            return self.faults.pop(0)
        if not self.tokens or token != self.tokens[-1]:
            return BAD_TOKEN
        is_right = query.get("receive_id_type") == "open_id" and isinstance(body["content"], str)
        if not is_right or len(str(body.get("uuid", ""))) > _MOST_UUID:
            return 230001
        return 0 if body["receive_id"] in self.people else NOT_VISIBLE

    def upload(self, name: str, content: bytes) -> str:
        key = f"file_{len(self.held)}"
        self.held[key] = (name, content)
        return key

    def _wrong(self, kind: str, content: Json, raw: str) -> int:
        if kind == "text":
            return 0 if content["text"] and len(raw.encode()) <= _MOST_TEXT else 230025
        if kind == "file":
            return 0 if content["file_key"] in self.held else 230055
        if kind != "interactive" or len(raw.encode()) > _MOST_CARD:
            return 230025
        tags = {one["tag"] for one in _nodes(content) if "tag" in one}
        return 0 if tags <= _TAGS and content["header"]["title"]["content"] else 230099

    # --- what it sends ---

    def message(self, words: str, *, user: str = "ou_lilei", group: str = "") -> Json:
        """Give the event of a message in words."""
        return self.event(
            "im.message.receive_v1",
            {
                "sender": {"sender_id": {"open_id": user}, "tenant_key": TENANT},
                "message": {
                    "message_id": f"om_in{len(self.calls)}",
                    "chat_id": group or f"oc_{user}",
                    "chat_type": "group" if group else "p2p",
                    "message_type": "text",
                    "content": json.dumps({"text": f"@_user_1 {words}" if group else words}),
                },
            },
        )

    def picture(self, content: bytes, *, user: str = "ou_lilei") -> Json:
        """Give the event of a picture that somebody sent."""
        key = self.upload("", content)
        sent = self.message("", user=user)
        sent["event"]["message"] |= {
            "message_type": "image",
            "content": json.dumps({"image_key": key}),
        }
        return sent

    def press(self, token: str, *, form: Json | None = None, user: str = "ou_lilei") -> Json:
        """Give the callback of a pressed button, or of a form that was sent."""
        action: Json = {"tag": "button", "value": {"token": token}}
        if form is not None:
            action["form_value"] = form
        operator = {"open_id": user, "tenant_key": TENANT}
        return self.event("card.action.trigger", {"operator": operator, "action": action})

    def event(self, kind: str, event: Json) -> Json:
        header = {
            "event_id": f"ev{os.urandom(6).hex()}",
            "event_type": kind,
            "create_time": str(int(self.clock() * 1000)),
            "tenant_key": TENANT,
            "app_id": APP_ID,
        }
        return {"schema": "2.0", "header": header, "event": event}

    def sealed(self, said: Json) -> tuple[bytes, dict[str, str]]:
        """Seal and sign a callback as the platform does: body and headers."""
        raw = json.dumps(said, ensure_ascii=False).encode()
        pad = 16 - len(raw) % 16
        iv = os.urandom(16)
        encryptor = Cipher(AES(hashlib.sha256(ENCRYPT_KEY.encode()).digest()), CBC(iv)).encryptor()
        body = iv + encryptor.update(raw + bytes([pad]) * pad) + encryptor.finalize()
        sent = json.dumps({"encrypt": base64.b64encode(body).decode()}).encode()
        stamp, nonce = str(int(self.clock())), os.urandom(4).hex()
        words = f"{stamp}{nonce}{ENCRYPT_KEY}".encode() + sent
        return sent, {
            "X-Lark-Request-Timestamp": stamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": hashlib.sha256(words).hexdigest(),
        }

    # --- served on loopback ---

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Lark]:
        app = web.Application(client_max_size=2**25)
        app.router.add_post(TOKEN_PATH, self._token)
        app.router.add_post(MESSAGES, self._send)
        app.router.add_post(FILES, self._upload)
        app.router.add_get(MESSAGES + "/{message}/resources/{key}", self._resource)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _token(self, request: web.Request) -> web.Response:
        return web.json_response(self.token(await request.json()))

    async def _send(self, request: web.Request) -> web.Response:
        said = self.send(request.query, await request.json(), _bearer(request))
        return web.json_response(said, status=400 if said["code"] else 200)

    async def _upload(self, request: web.Request) -> web.Response:
        posted = await request.post()
        sent = posted.get("file")
        if _bearer(request) != self.tokens[-1] or not isinstance(sent, web.FileField):
            return web.json_response(_refused(BAD_TOKEN), status=400)
        name = str(posted["file_name"])
        return web.json_response(_ok({"file_key": self.upload(name, sent.file.read())}))

    async def _resource(self, request: web.Request) -> web.Response:
        _, content = self.held[request.match_info["key"]]
        return web.Response(body=content)


def words_of(content: Json) -> Iterator[str]:
    """Give everything that can be read in a card."""
    for node in _nodes(content):
        if node.get("tag") == "plain_text":
            yield str(node["content"])


def tokens_of(content: Json) -> Iterator[str]:
    """Give what the buttons of a card send back."""
    for node in _nodes(content):
        if node.get("tag") == "button":
            yield str(node["value"]["token"])


def _nodes(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _nodes(one)


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _ok(data: Json) -> Json:
    return {"code": 0, "msg": "success", "data": data}


def _refused(code: int) -> Json:
    return {"code": code, "msg": f"imitated {code}", "data": {}}
