"""DingTalk on loopback: its gateway and its API, as documented, with faults on demand.

What it checks and answers is from docs/platforms/dingtalk.md; that its Stream is a right one is
shown by the vendor's own client in tests/imitations/test_dingtalk_peer.py.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from aiohttp import WSMsgType, web

CLIENT_ID, CLIENT_SECRET = "dingclient", "client-secret-of-the-tests"
CORP, TEMPLATE = "ding1corp", "11111111-2222-3333-4444-555555555555.schema"
BATCH = "/v1.0/robot/oToMessages/batchSend"
GROUP = "/v1.0/robot/groupMessages/send"
CARD = "/v1.0/card/instances/createAndDeliver"
UPDATE = "/v1.0/card/instances"
TOKEN = "/v1.0/oauth2/accessToken"
DOWNLOAD = "/v1.0/robot/messageFiles/download"
UPLOAD = "/media/upload"
WEBHOOK = "/robot/sendBySession"
OPEN = "/v1.0/gateway/connections/open"

_TICKET_SECONDS = 90
_MOST_USERS = 20
_MOST_BYTES = 15_000
_HTML = "<!doctype html><html><body>Sorry, you have been blocked</body></html>"
#: What each kind of robot message must have (open.dingtalk.com, "robot message types").
_PARAMS = {
    "sampleText": ("content",),
    "sampleMarkdown": ("title", "text"),
    "sampleLink": ("title", "text", "messageUrl", "picUrl"),
    "sampleActionCard": ("title", "text", "singleTitle", "singleURL"),
    "sampleFile": ("mediaId", "fileName", "fileType"),
}


class Fault(Enum):
    """What can go wrong with one call. `RESET_AFTER` and `SERVER_ERROR` have done their work."""

    QPS = "qps"
    BAN_PAGE = "ban page"
    BAN_JSON = "ban json"
    QUOTA = "quota"
    OLD_QUOTA = "quota, as the old interface says it"
    EXPIRED_TOKEN = "expired token"
    SERVER_ERROR = "5xx"
    UNAVAILABLE = "503 of a gateway"
    RESET_BEFORE = "reset before"
    RESET_AFTER = "reset after"
    HANG = "hang"
    FLOW_CONTROLLED = "flow controlled"
    NO_PERMISSION = "no permission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that reached the API."""

    path: str
    body: dict[str, Any]
    at: float


@dataclass(slots=True, kw_only=True)
class Shown:
    """What one person, or one group, sees: robot messages and cards."""

    kind: str
    body: dict[str, Any]
    #: What a banner or a lock screen shows.
    preview: str


@dataclass(slots=True)
class DingTalk:
    """The far end. Tests push with `say`, `press`, `happen` and read `shown`, `calls`, `acks`."""

    url: str = ""
    staff: set[str] = field(default_factory=lambda: {"staff1", "staff2"})
    calls: list[Call] = field(default_factory=list)
    shown: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    acks: list[dict[str, Any]] = field(default_factory=list)
    #: downloadCode or mediaId -> name and bytes.
    held: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    #: Robot messages that were pushed while nobody was connected, or not acked.
    lost: list[str] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    opened: int = 0
    tokens: set[str] = field(default_factory=set)
    #: Seconds until an event without a good ack is pushed again.
    redeliver: float = 0.05
    closes_after: float = 0.3
    #: New connections stay open, and nothing comes over them, not even an answer to a ping.
    is_deaf: bool = False
    _faults: dict[str, list[Fault | None]] = field(default_factory=lambda: defaultdict(list))
    _tickets: dict[str, float] = field(default_factory=dict)
    _waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _leaving: set[web.WebSocketResponse] = field(default_factory=set)
    _sessions: dict[str, tuple[str, float]] = field(default_factory=dict)
    _transports: dict[web.WebSocketResponse, asyncio.Transport] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    # --- what a test does ---------------------------------------------------------------------

    def fail(self, path: str, *faults: Fault | None) -> None:
        """Let the next calls of a path fail, one by one; None lets one pass."""
        self._faults[path] += faults

    def session_webhook(self, to: str, *, seconds: float = 5400) -> tuple[str, int]:
        """Give an address that answers in a conversation, and until when in milliseconds."""
        key = secrets.token_hex(8)
        until = time.time() + seconds
        self._sessions[key] = (to, until)
        return f"{self.url}{WEBHOOK}?session={key}", int(until * 1000)

    def message(self, words: str, /, **more: object) -> dict[str, Any]:
        """Word a robot message of a single chat; `more` overwrites fields, None takes one away."""
        group, sender = str(more.pop("group", "")), str(more.pop("sender", "staff1"))
        webhook, until = self.session_webhook(group or sender)
        said: dict[str, Any] = {
            "msgId": f"msg{secrets.token_hex(6)}",
            "conversationId": group or f"cid-{sender}",
            "conversationType": "2" if group else "1",
            "senderStaffId": sender,
            "senderId": f"$:LWCP_v1:${sender}",
            "senderNick": "李雷",
            "senderCorpId": CORP,
            "chatbotCorpId": CORP,
            "chatbotUserId": "$:LWCP_v1:$bot",
            "robotCode": CLIENT_ID,
            "isAdmin": False,
            "createAt": int(time.time() * 1000),
            "sessionWebhook": webhook,
            "sessionWebhookExpiredTime": until,
            "msgtype": "text",
            "text": {"content": f" {words}" if group else words},
        }
        if group:
            said |= {"isInAtList": True, "atUsers": [{"dingtalkId": "$:LWCP_v1:$bot"}]}
        said |= more
        return {name: value for name, value in said.items() if value is not None}

    async def say(self, message: Mapping[str, Any]) -> dict[str, Any] | None:
        """Push a robot message once, to one connection; None where nobody took it."""
        ack = await self.push("CALLBACK", "/v1.0/im/bot/messages/get", message)
        if ack is None or ack["code"] != 200:
            self.lost.append(str(message["msgId"]))
        return ack

    async def press(
        self, track: str, content: Mapping[str, Any], *, user: str = "staff1", frame_id: str = ""
    ) -> dict[str, Any] | None:
        """Push what somebody did with a card."""
        said = {
            "type": "actionCallback",
            "corpId": CORP,
            "userId": user,
            "outTrackId": track,
            "spaceType": "IM",
            "spaceId": f"cid-{user}",
            "content": json.dumps(content),
            "extension": "{}",
        }
        return await self.push("CALLBACK", "/v1.0/card/instances/callback", said, frame_id=frame_id)

    async def happen(self, kind: str, data: Mapping[str, Any]) -> int:
        """Push an event until it is acked with SUCCESS, and give how often it took."""
        headers = {"eventType": kind, "eventId": secrets.token_hex(6), "eventCorpId": CORP}
        for attempt in range(1, 10):
            ack = await self.push("EVENT", "*", data, headers=headers)
            said = json.loads(ack["data"]) if ack else {}
            if ack and ack["code"] == 200 and said.get("status") == "SUCCESS":
                return attempt
            await asyncio.sleep(self.redeliver)
        raise AssertionError("an event was never acked")

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
        async with asyncio.timeout(10):
            while len(self._able()) < n:  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(10):
            while not is_so():  # noqa: ASYNC110 - whatever a test waits for
                await asyncio.sleep(0.01)

    def take(self, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        """Do what a call asks for without a network, and give status and body of the answer."""
        if path == BATCH:
            answer = self._batch(body, is_flowing=True)
        elif path == UPDATE:
            answer = self._update(body)
        else:
            answer = self._group(body) if path == GROUP else self._card(body)
        assert isinstance(answer.body, bytes)
        return answer.status, answer.body

    def holds(self, name: str, content: bytes) -> str:
        """Keep a file that somebody sends, and give the code that it is fetched by."""
        code = f"code{len(self.held)}"
        self.held[code] = (name, content)
        return code

    def files(self, user: str) -> list[tuple[str, bytes]]:
        """Give the files that somebody was sent."""
        sent = [one.body for one in self.shown[user] if one.kind == "sampleFile"]
        return [(one["fileName"], self.held[one["mediaId"]][1]) for one in sent]

    def called(self, path: str) -> list[dict[str, Any]]:
        """Give the bodies of the calls of a path."""
        return [call.body for call in self.calls if call.path == path]

    # --- the gateway --------------------------------------------------------------------------

    async def _open(self, request: web.Request) -> web.Response:
        if "application/json" not in request.headers.get("Accept", ""):
            return web.Response(text="<OpenConnectionResponse/>", content_type="application/xml")
        body = await request.json()
        self.calls.append(Call(path=OPEN, body=body, at=time.monotonic()))
        if (body.get("clientId"), body.get("clientSecret")) != (CLIENT_ID, CLIENT_SECRET):
            return _error(400, "invalidClientIdOrSecret")
        if not body.get("subscriptions"):
            return _error(400, "subscriptionsEmpty")
        ticket = f"{secrets.token_hex(8)}/+="
        self._tickets[ticket] = time.monotonic()
        endpoint = f"{self.url.replace('http', 'ws', 1)}/connect"
        return web.json_response({"endpoint": endpoint, "ticket": ticket})

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        given = self._tickets.pop(request.query.get("ticket", ""), None)
        if given is None or time.monotonic() - given > _TICKET_SECONDS:
            return _error(401, "invalidTicket")
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
            async with asyncio.timeout(5):
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

    # --- the API ------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        path = request.path
        self.calls.append(Call(path=path, body=body, at=time.monotonic()))
        faults = self._faults[path]
        fault = faults.pop(0) if faults else None
        before = {
            Fault.QPS: lambda: _error(403, "Forbidden.AccessDenied.QpsLimitForApi"),
            Fault.BAN_PAGE: lambda: web.Response(text=_HTML, content_type="text/html"),
            Fault.BAN_JSON: lambda: web.json_response(
                {"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "x"}
            ),
            Fault.QUOTA: lambda: _error(403, "Forbidden.AccessDenied.ApiCountLimitForOrg"),
            Fault.OLD_QUOTA: lambda: web.json_response({"errcode": 90020, "errmsg": "quota"}),
            Fault.EXPIRED_TOKEN: lambda: _error(400, "InvalidAuthentication"),
            Fault.NO_PERMISSION: lambda: _error(
                403, "Forbidden.AccessDenied.AccessTokenPermissionDenied"
            ),
            Fault.UNAVAILABLE: lambda: web.Response(status=503, text=_HTML),
        }
        if fault is Fault.EXPIRED_TOKEN:
            self.tokens.clear()
        if fault in before:
            return before[fault]()
        if fault is Fault.HANG:
            await self._over.wait()
        if fault is Fault.RESET_BEFORE:
            return _reset(request)
        answer = self._work(path, body, request, fault)
        if fault is Fault.RESET_AFTER:
            return _reset(request)
        return _error(500, "ServiceUnavailable") if fault is Fault.SERVER_ERROR else answer

    def _work(
        self, path: str, body: dict[str, Any], request: web.Request, fault: Fault | None
    ) -> web.Response:
        if path == TOKEN:
            return self._token(body)
        if path == WEBHOOK:
            return self._by_session(request.query.get("session", ""), body)
        if request.headers.get("x-acs-dingtalk-access-token") not in self.tokens:
            return _error(400, "InvalidAuthentication")
        if path == BATCH:
            return self._batch(body, is_flowing=fault is not Fault.FLOW_CONTROLLED)
        does = {GROUP: self._group, DOWNLOAD: self._download, CARD: self._card}
        return does.get(path, self._update)(body)

    def _download(self, body: dict[str, Any]) -> web.Response:
        code = str(body.get("downloadCode"))
        if body.get("robotCode") != CLIENT_ID or code not in self.held:
            return _error(400, "invalidParameter.downloadCode")
        return web.json_response({"downloadUrl": f"{self.url}/held/{code}"})

    async def _held(self, request: web.Request) -> web.Response:
        return web.Response(body=self.held[request.match_info["code"]][1])

    async def _upload(self, request: web.Request) -> web.Response:
        self.calls.append(Call(path=UPLOAD, body={}, at=time.monotonic()))
        if request.query.get("access_token") not in self.tokens:
            return web.json_response({"errcode": 40014, "errmsg": "token"})
        posted = await request.post()
        media = posted.get("media")
        if request.query.get("type") != "file" or not isinstance(media, web.FileField):
            return web.json_response({"errcode": 40035, "errmsg": "bad parameter"})
        media_id = f"@media{len(self.held)}"
        self.held[media_id] = (media.filename, media.file.read())
        return web.json_response({"errcode": 0, "errmsg": "ok", "media_id": media_id})

    def _token(self, body: dict[str, Any]) -> web.Response:
        if (body.get("appKey"), body.get("appSecret")) != (CLIENT_ID, CLIENT_SECRET):
            return _error(400, "invalidClientIdOrSecret")
        token = f"at-{secrets.token_hex(8)}"
        self.tokens.add(token)
        return web.json_response({"accessToken": token, "expireIn": 7200})

    def _batch(self, body: dict[str, Any], *, is_flowing: bool) -> web.Response:
        users = body.get("userIds")
        if wrong := _wrong_robot_message(body):
            return wrong
        if not isinstance(users, list) or not 0 < len(users) <= _MOST_USERS:
            return _error(400, "invalidParameter.userIds")
        held = [] if is_flowing else users
        invalid = [one for one in users if one not in self.staff]
        for one in users:
            if one not in invalid and one not in held:
                self._show(one, body)
        return web.json_response(
            {
                "processQueryKey": secrets.token_hex(8),
                "invalidStaffIdList": invalid,
                "flowControlledStaffIdList": held,
            }
        )

    def _group(self, body: dict[str, Any]) -> web.Response:
        if wrong := _wrong_robot_message(body):
            return wrong
        if not body.get("openConversationId"):
            return _error(400, "invalidParameter.openConversationId")
        self._show(body["openConversationId"], body)
        return web.json_response({"processQueryKey": secrets.token_hex(8)})

    def _show(self, to: str, body: dict[str, Any]) -> None:
        params = json.loads(body["msgParam"])
        preview = params.get("title") or params.get("content") or params.get("fileName", "")
        self.shown[to].append(Shown(kind=body["msgKey"], body=params, preview=preview))

    def _by_session(self, key: str, body: dict[str, Any]) -> web.Response:
        to, until = self._sessions.get(key, ("", 0.0))
        if time.time() > until:
            return web.json_response({"errcode": 300001, "errmsg": "session is expired"})
        said = body.get(str(body.get("msgtype")))
        if body.get("msgtype") not in {"text", "markdown"} or not isinstance(said, dict):
            return web.json_response({"errcode": 40035, "errmsg": "bad parameter"})
        if len(json.dumps(body, ensure_ascii=False).encode()) > _MOST_BYTES + 5_000:
            return web.json_response({"errcode": 460101, "errmsg": "message too long"})
        preview = said.get("title") or said["content"]
        self.shown[to].append(Shown(kind=f"session:{body['msgtype']}", body=said, preview=preview))
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def _card(self, body: dict[str, Any]) -> web.Response:
        user = str(body.get("openSpaceId", "")).rpartition("IM_ROBOT.")[2]
        if (wrong := _wrong_card(body)) or user not in self.staff:
            return _error(400, wrong or "param.userIdNotExist")
        track, values = str(body["outTrackId"]), body["cardData"]["cardParamMap"]
        if track not in self.cards:
            banner = body.get("imRobotOpenSpaceModel", {}).get("lastMessageI18n", {})
            self.shown[user].append(
                Shown(kind="card", body=values, preview=banner.get("ZH_CN", ""))
            )
        self.cards[track] = values
        results = [{"spaceType": "IM_ROBOT", "spaceId": user, "success": True, "errorMsg": ""}]
        return web.json_response(
            {"success": True, "result": {"outTrackId": track, "deliverResults": results}}
        )

    def _update(self, body: dict[str, Any]) -> web.Response:
        if (card := self.cards.get(str(body.get("outTrackId")))) is None:
            return _error(400, "param.cardNotExist")
        values = body.get("cardData", {}).get("cardParamMap", {})
        if not body.get("cardUpdateOptions", {}).get("updateCardDataByKey"):
            card.clear()
        card.update(values)
        return web.json_response({"success": True, "result": True})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[DingTalk]:
        """Serve on a free port of this machine."""
        app = web.Application(client_max_size=2**25)
        app.router.add_get("/held/{code}", self._held)
        app.router.add_post(UPLOAD, self._upload)
        app.router.add_post(OPEN, self._open)
        app.router.add_get("/connect", self._connect)
        for path in (TOKEN, BATCH, GROUP, CARD, DOWNLOAD, WEBHOOK):
            app.router.add_post(path, self._api)
        app.router.add_put(UPDATE, self._api)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            self._over.set()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.close(1001)
            await runner.cleanup()


def _wrong_card(body: dict[str, Any]) -> str:
    model, values = body.get("imRobotOpenDeliverModel", {}), body["cardData"]["cardParamMap"]
    kinds = (model.get("spaceType"), body.get("callbackType"), body.get("userIdType"))
    is_placed = str(body.get("openSpaceId", "")).startswith("dtv1.card//IM_ROBOT.")
    wrong = {
        "cardInstance.wrong": body.get("cardTemplateId") != TEMPLATE,
        "param.outTrackIdEmpty": not body.get("outTrackId"),
        "param.cardDataInvalid": not all(isinstance(value, str) for value in values.values()),
        "param.openSpaceModelInvalid": kinds != ("IM_ROBOT", "STREAM", 1) or not is_placed,
        "chatbot.notFound": model.get("robotCode") != CLIENT_ID,
    }
    return next((code for code, is_wrong in wrong.items() if is_wrong), "")


def _wrong_robot_message(body: dict[str, Any]) -> web.Response | None:
    params = body.get("msgParam")
    if body.get("robotCode") != CLIENT_ID:
        return _error(400, "invalidParameter.robotCode")
    if body.get("msgKey") not in _PARAMS or not isinstance(params, str):
        return _error(400, "invalidParameter.msgKey")
    if len(params.encode()) > _MOST_BYTES:
        return _error(400, "invalidParameter.msgParam.tooLong")
    said = json.loads(params)
    if any(
        not isinstance(said.get(name), str) or not said[name] for name in _PARAMS[body["msgKey"]]
    ):
        return _error(400, "invalidParameter.msgParam")
    return None


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


def _error(status: int, code: str) -> web.Response:
    said = {"requestid": secrets.token_hex(8), "code": code, "message": code}
    return web.json_response(said, status=status)


def _reset(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
