"""DingTalk on loopback: its gateway and its API, as documented, with faults on demand.

What it checks and answers is from docs/platforms/dingtalk.md; that its Stream is a right one is
shown by the vendor's own client in tests/imitations/test_dingtalk_peer.py.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

from tests.imitations.dingtalk_chats import Chats
from tests.imitations.dingtalk_gateway import Gateway
from tests.imitations.dingtalk_words import (
    BATCH,
    CARD,
    CLIENT_ID,
    CLIENT_SECRET,
    CORP,
    DOWNLOAD,
    GROUP,
    OPEN,
    READ,
    REGISTER,
    TEMPLATE,
    TOKEN,
    UPDATE,
    UPLOAD,
    WEBHOOK,
    Call,
    Fault,
    Shown,
    error,
)

__all__ = [
    "BATCH",
    "CARD",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CORP",
    "DOWNLOAD",
    "GROUP",
    "OPEN",
    "READ",
    "TEMPLATE",
    "TOKEN",
    "UPDATE",
    "UPLOAD",
    "WEBHOOK",
    "DingTalk",
    "Fault",
    "Shown",
]

_HTML = "<!doctype html><html><body>Sorry, you have been blocked</body></html>"


@dataclass
class DingTalk(Gateway, Chats):
    """The far end. Tests push with `say`, `press`, `happen` and read `shown`, `calls`, `acks`."""

    #: Robot messages that were pushed while nobody was connected, or not acked.
    lost: list[str] = field(default_factory=list)
    _faults: dict[str, list[Fault | None]] = field(default_factory=lambda: defaultdict(list))
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def fail(self, path: str, *faults: Fault | None) -> None:
        """Let the next calls of a path fail, one by one; None lets one pass."""
        self._faults[path] += faults

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

    async def press_by_http(
        self, track: str, content: Mapping[str, Any], *, secret: str = "", age: float = 0.0
    ) -> tuple[int, dict[str, Any]]:
        """Call the address of a card's route about what somebody did with it."""
        address, known = self.registered[self.routes[track]]
        sent_at = str(int((time.time() - age) * 1000))
        mac = hmac.digest((secret or known).encode(), sent_at.encode(), "sha256")
        headers = {
            "x-ddpaas-signature-timestamp": sent_at,
            "x-ddpaas-signature": base64.b64encode(mac).decode(),
        }
        said = {
            "type": "actionCallback",
            "corpId": CORP,
            "userId": "staff1",
            "outTrackId": track,
            "content": json.dumps(content),
        }
        async with (
            ClientSession() as session,
            session.post(address, json=said, headers=headers) as answer,
        ):
            raw = await answer.read()
            return answer.status, json.loads(raw) if raw else {}

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

    async def _api(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else dict(request.query)
        path = request.path
        self.calls.append(Call(path=path, body=body, at=time.monotonic()))
        faults = self._faults[path]
        fault = faults.pop(0) if faults else None
        before = {
            Fault.QPS: lambda: error(403, "Forbidden.AccessDenied.QpsLimitForApi"),
            Fault.BAN_PAGE: lambda: web.Response(text=_HTML, content_type="text/html"),
            Fault.BAN_JSON: lambda: web.json_response(
                {"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "x"}
            ),
            Fault.QUOTA: lambda: error(403, "Forbidden.AccessDenied.ApiCountLimitForOrg"),
            Fault.OLD_QUOTA: lambda: web.json_response({"errcode": 90020, "errmsg": "quota"}),
            Fault.EXPIRED_TOKEN: lambda: error(400, "InvalidAuthentication"),
            Fault.NO_PERMISSION: lambda: error(
                403, "Forbidden.AccessDenied.AccessTokenPermissionDenied"
            ),
            Fault.UNAVAILABLE: lambda: web.Response(status=503, text=_HTML),
            Fault.PROXY_ASKS: lambda: web.Response(status=407, text=_HTML),
        }
        if fault is Fault.EXPIRED_TOKEN:
            self.tokens.clear()
        if fault in before:
            return before[fault]()
        if fault is Fault.HANG:
            await self._over.wait()
        if fault is Fault.RESET_BEFORE:
            return _reset(request)
        answer = self.work(path, body, request, is_flowing=fault is not Fault.FLOW_CONTROLLED)
        if fault is Fault.RESET_AFTER:
            return _reset(request)
        return error(500, "ServiceUnavailable") if fault is Fault.SERVER_ERROR else answer

    @asynccontextmanager
    async def running(self) -> AsyncIterator[DingTalk]:
        """Serve on a free port of this machine."""
        app = web.Application(client_max_size=2**25)
        app.router.add_get("/held/{code}", self.give)
        app.router.add_post(UPLOAD, self.upload)
        app.router.add_post(OPEN, self.open)
        app.router.add_get("/connect", self.connect)
        for path in (TOKEN, BATCH, GROUP, CARD, REGISTER, DOWNLOAD, WEBHOOK):
            app.router.add_post(path, self._api)
        app.router.add_get(READ, self._api)
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
            await self.stop()
            await runner.cleanup()


def _reset(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
