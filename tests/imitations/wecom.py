"""An imitation of WeCom: its API with its limits and errors, its callbacks, and a member's screen.

`Qyapi` is what stands behind the API, without a network; `qyapi_server` serves it on loopback.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.channels.wecom.cards import columns
from bot.channels.wecom.envelope import Envelope, written

CORP, AGENT, SECRET = "ww0123456789abcdef", 1000002, "the-secret-of-the-app"
#: Where it says that we call from.
EGRESS = "192.0.2.7"
TOKEN, AES_KEY = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

Json = dict[str, Any]

_TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
_LIVE = re.compile(r"<a\s[^>]*href", re.IGNORECASE)
_BAN = "<html><head><title>403</title></head><body>Your IP is temporarily barred</body></html>"
_TEXT_BYTES, _KEY_BYTES = 2048, 1024
_DROPPED_AFTER = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How the next call of a path goes wrong."""

    #: Answered in place of doing anything.
    errcode: int | None = None
    status: int = 200
    text: str = ""
    #: The line is cut, before it was done or after.
    is_reset: bool = False
    is_done_first: bool = False
    #: No answer at all for so long.
    seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)


BANNED = Fault(status=403, text=_BAN)
HALF = Fault(text='{"errcode":0,"errm')
RESET = Fault(is_reset=True)
RESET_AFTER = Fault(is_reset=True, is_done_first=True)
BROKEN = Fault(status=502, text="<html>bad gateway</html>")
BROKEN_AFTER = Fault(status=502, text="<html>bad gateway</html>", is_done_first=True)


def errcode(code: int) -> Fault:
    return Fault(errcode=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    path: str
    query: Mapping[str, str]
    body: Json
    raw: bytes
    at: float


class _Error(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Qyapi:
    """The company's side: members, tokens, what was delivered to whom."""

    def __init__(self, *, members: tuple[str, ...] = ("lilei",), secret: str = SECRET) -> None:
        self.now = 1_000_000.0
        self.members = members
        self.secret = secret
        #: Groups that the app has made (appchat/create).
        self.chats = {"wrTeam"}
        self.calls: list[Call] = []
        self.tokens: list[str] = []
        #: By member in lower case, in the order of arrival.
        self.delivered: dict[str, list[Json]] = defaultdict(list)
        #: What the rest of a minute's 30 would have been: dropped, and nobody told.
        self.dropped: list[Json] = []
        #: Cards that were changed, by task_id.
        self.replaced: dict[str, str] = {}
        self.menu: Json = {}
        #: media_id -> name and bytes, of what was uploaded and of what members sent.
        self.media: dict[str, tuple[str, bytes]] = {}
        self._faults: dict[str, deque[Fault | None]] = defaultdict(deque)
        self._ended: set[str] = set()
        self._seen: dict[bytes, float] = {}
        self._task_ids: set[str] = set()
        self._codes: dict[str, str] = {}
        self._sent_at: dict[str, deque[float]] = defaultdict(deque)

    def fail(self, path: str, *faults: Fault | None) -> None:
        """Let the next calls of a path go wrong; None is one that goes well."""
        self._faults[path] += faults

    def fault(self, path: str) -> Fault | None:
        return self._faults[path].popleft() if self._faults[path] else None

    def end_token(self) -> None:
        """Let the living token die before its time."""
        self._ended.update(self.tokens)

    def holds(self, name: str, content: bytes) -> str:
        """Keep a file, as one that a member sends, and give its media_id."""
        media_id = f"media-{len(self.media)}"
        self.media[media_id] = (name, content)
        return media_id

    def held(self, media_id: str, token: str) -> tuple[str, bytes]:
        """Give a file to whoever has a living token; raise with WeCom's code."""
        _require(token in self.tokens and token not in self._ended, 42001)
        _require(media_id in self.media, 40007)
        return self.media[media_id]

    def files(self, user: str) -> list[tuple[str, bytes]]:
        """Give the files that a member was sent."""
        sent = [body["file"] for body in self.delivered[user] if body["msgtype"] == "file"]
        return [self.media[one["media_id"]] for one in sent]

    def count(self, path: str) -> int:
        return sum(call.path == path for call in self.calls)

    def code_for(self, task_id: str) -> str:
        """Give what a press of a card brings: a response_code of its own."""
        code = f"code-{len(self._codes)}"
        self._codes[code] = task_id
        return code

    def answer(self, path: str, query: Mapping[str, str], raw: bytes) -> Json:
        """Do what is asked, as WeCom would."""
        try:
            body = json.loads(raw) if raw and path != "media/upload" else {}
        except ValueError:
            return {"errcode": 40058, "errmsg": "not json"}
        self.calls.append(
            Call(path=path, query=dict(query), body=body, raw=raw, at=time.monotonic())
        )
        try:
            said = self._do(path, query, body, raw)
        except _Error as error:
            return {"errcode": error.code, "errmsg": f"imitated {error.code}, from ip: {EGRESS}"}
        return {"errcode": 0, "errmsg": "ok", **said}

    def _do(self, path: str, query: Mapping[str, str], body: Json, raw: bytes) -> Json:
        if path == "gettoken":
            return self._gettoken(query)
        token = query.get("access_token", "")
        _require(bool(token), 41001)
        _require(token in self.tokens, 40014)
        _require(token not in self._ended, 42001)
        does: dict[str, Callable[[], Json]] = {
            "message/send": lambda: self._send(body, raw),
            "appchat/send": lambda: self._send_to_chat(body),
            "message/update_template_card": lambda: self._update(body),
            "media/upload": lambda: self._upload(query, raw),
            "menu/create": lambda: self._create_menu(query, body),
            "agent/get": lambda: self._agent(query),
            "getcallbackip": lambda: {"ip_list": ["101.91.0.0/16", "81.69.54.213"]},
        }
        return does[path]()

    def _gettoken(self, query: Mapping[str, str]) -> Json:
        _require(query.get("corpid") == CORP, 40013)
        _require(query.get("corpsecret") == self.secret, 40001)
        if not self.tokens or self.tokens[-1] in self._ended:
            self.tokens.append(f"access-token-{len(self.tokens) + 1}")
        return {"access_token": self.tokens[-1], "expires_in": 7200}

    def _agent(self, query: Mapping[str, str]) -> Json:
        _require(query.get("agentid") == str(AGENT), 301002)
        seen = {"user": [{"userid": user} for user in self.members]}
        return {"agentid": AGENT, "close": 0, "isreportenter": 1, "allow_userinfos": seen}

    def _send(self, body: Json, raw: bytes) -> Json:
        _require(body.get("agentid") == AGENT, 40056)
        users = [user for user in str(body.get("touser", "")).split("|") if user]
        _require(bool(users) and len(users) <= 1000, 82001)
        known = [user for user in users if user.casefold() in self.members]
        _require(bool(known), 81013)
        kind = body.get("msgtype")
        _require(kind in {"text", "template_card", "file"}, 40008)
        if kind == "file":
            _require(body["file"].get("media_id") in self.media, 40007)
        else:
            (_check_text if kind == "text" else _check_card)(body.get(str(kind)))
        interval = body.get("duplicate_check_interval", 1800)
        _require(isinstance(interval, int) and 0 < interval <= 14_400, 40058)
        if body.get("enable_duplicate_check") and self.now - self._seen.get(raw, 0) < interval:
            return {"msgid": "the-one-before"}
        if kind == "template_card":
            _require(body[kind]["task_id"] not in self._task_ids, 42014)
            self._task_ids.add(body[kind]["task_id"])
        self._seen[raw] = self.now
        for user in known:
            self._deliver(user.casefold(), body)
        said: Json = {"msgid": f"msg-{len(self.calls)}"}
        if kind == "template_card":
            said["response_code"] = self.code_for(body[kind]["task_id"])
        if len(known) < len(users):
            said["invaliduser"] = "|".join(u.lower() for u in users if u not in known)
        return said

    def _send_to_chat(self, body: Json) -> Json:
        """Send to a group that the app has made; it takes no template card (D 90248)."""
        _require(body.get("chatid") in self.chats, 86003)
        _require(body.get("msgtype") == "text", 40008)
        _check_text(body.get("text"))
        self.delivered[f"#{body['chatid']}"].append(body)
        return {}

    def _deliver(self, user: str, body: Json) -> None:
        recent = self._sent_at[user]
        while recent and recent[0] <= self.now - 60:
            recent.popleft()
        if len(recent) >= _DROPPED_AFTER:
            self.dropped.append(body)
            return
        recent.append(self.now)
        self.delivered[user].append(body)

    def _update(self, body: Json) -> Json:
        _require(body.get("agentid") == AGENT, 42015)
        task_id = self._codes.pop(str(body.get("response_code")), "")
        _require(bool(task_id), 42016)
        name = body.get("button", {}).get("replace_name", "")
        _require(0 < columns(name) <= 20, 42038)
        self.replaced[task_id] = name
        return {"invaliduser": []}

    def _upload(self, query: Mapping[str, str], raw: bytes) -> Json:
        _require(query.get("type") in {"image", "voice", "video", "file"}, 40004)
        head, _, rest = raw.partition(b"\r\n\r\n")
        _require(b'name="media"' in head and b"filename=" in head, 41005)
        content = rest.rpartition(b"\r\n--")[0]
        _require(5 < len(content) <= 20 * 2**20, 40058)
        name = head.partition(b'filename="')[2].partition(b'"')[0].decode()
        media_id = self.holds(name, content)
        return {"type": query["type"], "media_id": media_id, "created_at": "1380000000"}

    def _create_menu(self, query: Mapping[str, str], body: Json) -> Json:
        _require(query.get("agentid") == str(AGENT), 40056)
        tops = body.get("button", [])
        _require(1 <= len(tops) <= 3, 40016)
        for top in tops:
            _require(0 < len(top.get("name", "").encode()) <= 16, 40018)
            subs = top.get("sub_button", [])
            _require(len(subs) <= 5, 40023)
            for one in subs or [top]:
                _require(len(one["name"].encode()) <= 40, 40024)
                _require(len(one.get("key", "").encode()) <= 128, 40026)
        self.menu = body
        return {}


def _require(is_so: bool, code: int) -> None:  # noqa: FBT001 - it reads as an assertion
    if not is_so:
        raise _Error(code)


def _check_text(text: Json | None) -> None:
    _require(bool(text and text.get("content")), 44004)
    # Really it is cut; a message of ours that would be is a fault of ours.
    _require(len((text or {})["content"].encode()) <= _TEXT_BYTES, 45002)


def check_card(card: Json) -> int:
    """Give the error code of a card, 0 for a good one."""
    try:
        _check_card(card)
    except _Error as error:
        return error.code
    return 0


def _check_card(card: Json | None) -> None:
    _require(bool(card), 42031)
    card = card or {}
    kind = card.get("card_type")
    _require(kind in {"button_interaction", "multiple_interaction"}, 42031)
    _require(bool(_TASK_ID.fullmatch(card.get("task_id", ""))), 42014)
    _require(bool(card.get("main_title", {}).get("title")), 40058)
    rows = card.get("horizontal_content_list", [])
    _require(len(rows) <= 6, 42035)
    _require(all(row.get("keyname") for row in rows), 42027)
    if kind == "button_interaction":
        buttons = card.get("button_list", [])
        keys = [button.get("key", "") for button in buttons]
        _require(1 <= len(buttons) <= 6, 42038)
        _require(all(button.get("text") for button in buttons), 42038)
        _require(all(0 < len(key.encode()) <= _KEY_BYTES for key in keys), 42039)
        _require(len(set(keys)) == len(keys), 42039)
        return
    submit = card.get("submit_button", {})
    _require(0 < len(submit.get("key", "").encode()) <= _KEY_BYTES, 42046)
    _require(bool(submit.get("text")), 42049)
    selects = card.get("select_list", [])
    _require(1 <= len(selects) <= 3, 42047)
    for select in selects:
        _require(bool(select.get("question_key")), 42043)
        options = select.get("option_list", [])
        _require(1 <= len(options) <= 10, 42037)
        _require(all(0 < len(one.get("id", "").encode()) <= 128 for one in options), 42040)
        _require(all(one.get("text") for one in options), 42041)
        ids = [one["id"] for one in options]
        _require(select.get("selected_id", ids[0]) in ids, 40058)


def banner(body: Json) -> str:
    """What a locked telephone shows: a text's first line, a card's title."""
    if body["msgtype"] == "file":
        return "[文件]"
    if body["msgtype"] == "text":
        return str(body["text"]["content"]).split("\n")[0].strip("\u200b\u200c")
    return str(body["template_card"]["main_title"]["title"])


def shown(body: Json) -> list[str]:
    """What can be read of a message: a card's words as far as the screen shows them."""
    if body["msgtype"] == "file":
        return []
    if body["msgtype"] == "text":
        return [re.sub("[\u200b\u200c\u2060]", "", body["text"]["content"])]
    card = body["template_card"]
    title = card["main_title"]
    words = [_cut(title["title"], 52), _cut(title.get("desc", ""), 60)]
    words.append(card.get("sub_title_text", "")[:112])
    for row in card.get("horizontal_content_list", []):
        words += [_cut(row["keyname"], 10), row.get("value", "")[:26]]
    for select in card.get("select_list", []):
        words.append(_cut(select["title"], 26))
        words += [_cut(one["text"], 20) for one in select["option_list"]]
    words += [_cut(button["text"], 20) for button in card.get("button_list", [])]
    words.append(_cut(card.get("submit_button", {}).get("text", ""), 20))
    return [word for word in words if word]


def keys(body: Json) -> list[str]:
    """What the buttons of a message would send back."""
    card = body.get("template_card", {})
    submit = [card["submit_button"]["key"]] if "submit_button" in card else []
    return [button["key"] for button in card.get("button_list", [])] + submit


def live_links(body: Json) -> list[str]:
    """Links of others that would open."""
    return _LIVE.findall(json.dumps(body, ensure_ascii=False).replace('\\"', '"'))


def _cut(text: str, most: int) -> str:
    while columns(text) > most:
        text = text[:-1]
    return text


@asynccontextmanager
async def qyapi_server(qyapi: Qyapi) -> AsyncIterator[str]:
    """Serve it on loopback, and give its address."""

    async def get_media(request: web.Request) -> web.StreamResponse:
        at, query = time.monotonic(), request.query
        qyapi.calls.append(Call(path="media/get", query=query, body={}, raw=b"", at=at))
        if (fault := qyapi.fault("media/get")) is not None:
            return await _failed(request, fault)
        try:
            name, content = qyapi.held(query["media_id"], query.get("access_token", ""))
        except _Error as error:
            return web.json_response({"errcode": error.code, "errmsg": "imitated"})
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        kind = "audio/amr" if content.startswith(b"#!AMR") else "image/jpeg"
        return web.Response(body=content, content_type=kind, headers=headers)

    async def handle(request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        raw = await request.read()
        fault = qyapi.fault(path)
        said: Json = {}
        if fault is None or fault.is_done_first:
            said = qyapi.answer(path, request.query, raw)
        else:
            qyapi.calls.append(
                Call(path=path, query=request.query, body={}, raw=raw, at=time.monotonic())
            )
        return web.json_response(said) if fault is None else await _failed(request, fault)

    app = web.Application(client_max_size=2**25)
    app.router.add_get("/cgi-bin/media/get", get_media)
    app.router.add_route("*", "/cgi-bin/{path:.+}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def _failed(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.is_reset and request.transport is not None:
        request.transport.abort()
    await asyncio.sleep(fault.seconds)
    if fault.errcode is not None:
        return web.json_response(
            {"errcode": fault.errcode, "errmsg": f"imitated, from ip: {EGRESS}"}
        )
    return web.Response(
        status=fault.status, text=fault.text, content_type="text/html", headers=fault.headers
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A request of WeCom's to us."""

    query: Mapping[str, str]
    body: bytes


class Caller:
    """Makes the callbacks of an app, sealed and signed."""

    def __init__(self, *, corp_id: str = CORP, token: str = TOKEN) -> None:
        self._corp_id = corp_id
        self._envelope = Envelope(token=token, aes_key=AES_KEY, receive_id=corp_id)
        self._count = 0

    def text(self, content: str, *, at: float, user: str = "LiLei", msg_id: str = "1") -> Callback:
        return self.sealed(
            self._xml(user, at, {"MsgType": "text", "Content": content, "MsgId": msg_id}), at=at
        )

    def message(self, kind: str, *, at: float, user: str = "LiLei", **fields: str) -> Callback:
        return self.sealed(self._xml(user, at, {"MsgType": kind, **fields}), at=at)

    def event(self, name: str, *, at: float, user: str = "LiLei", **fields: object) -> Callback:
        said: Json = {"MsgType": "event", "Event": name, **fields}
        return self.sealed(self._xml(user, at, said), at=at)

    def press(self, key: str, *, at: float, code: str = "", task_id: str = "t") -> Callback:
        return self.event(
            "template_card_event",
            at=at,
            EventKey=key,
            TaskId=task_id,
            CardType="button_interaction",
            ResponseCode=code,
        )

    def sealed(self, xml: str, *, at: float, nonce: str | None = None) -> Callback:
        """Seal any XML at all; each callback has a nonce of its own unless one is given."""
        self._count += 1
        encrypt = self._envelope.encrypt(xml)
        query = self.query(encrypt, at=at, nonce=nonce or f"nonce{self._count}")
        fields = {"ToUserName": self._corp_id, "AgentID": str(AGENT), "Encrypt": encrypt}
        return Callback(query=query, body=written(fields).encode())

    def query(self, encrypt: str, *, at: float, nonce: str) -> dict[str, str]:
        timestamp = str(int(at))
        return {
            "msg_signature": self._envelope.signature(timestamp, nonce, encrypt),
            "timestamp": timestamp,
            "nonce": nonce,
        }

    def echo(self, said: str, *, at: float) -> dict[str, str]:
        """Give the query of the check of our address."""
        encrypt = self._envelope.encrypt(said)
        return {**self.query(encrypt, at=at, nonce="echo"), "echostr": encrypt}

    def _xml(self, user: str, at: float, fields: Mapping[str, Any]) -> str:
        common = {
            "ToUserName": self._corp_id,
            "FromUserName": user,
            "CreateTime": str(int(at)),
            "AgentID": str(AGENT),
        }
        return written({**common, **fields})
