"""What people and groups see of DingTalk: robot messages, cards, files; each call checked."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.imitations.dingtalk_words import (
    BATCH,
    CARD,
    CLIENT_ID,
    CLIENT_SECRET,
    DOWNLOAD,
    GROUP,
    MOST_BYTES,
    READ,
    REGISTER,
    TOKEN,
    UPDATE,
    UPLOAD,
    WEBHOOK,
    Call,
    Shown,
    error,
    wrong_card,
    wrong_robot_message,
)

_MOST_USERS = 20


@dataclass
class Chats:
    """The chats of a company and the calls that put something into them."""

    url: str = ""
    staff: set[str] = field(default_factory=lambda: {"staff1", "staff2"})
    calls: list[Call] = field(default_factory=list)
    shown: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: callbackRouteKey -> address and secret, of what is called about cards by HTTP.
    registered: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: outTrackId -> callbackRouteKey; "" for one whose presses come over Stream.
    routes: dict[str, str] = field(default_factory=dict)
    #: downloadCode or mediaId -> name and bytes.
    held: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    _sessions: dict[str, tuple[str, float]] = field(default_factory=dict)

    def session_webhook(self, to: str, *, seconds: float = 5400) -> tuple[str, int]:
        """Give an address that answers in a conversation, and until when in milliseconds."""
        key = secrets.token_hex(8)
        until = time.time() + seconds
        self._sessions[key] = (to, until)
        return f"{self.url}{WEBHOOK}?session={key}", int(until * 1000)

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

    def work(
        self, path: str, body: dict[str, Any], request: web.Request, *, is_flowing: bool
    ) -> web.Response:
        """Do what a call asks for."""
        if path == TOKEN:
            return self._token(body)
        if path == WEBHOOK:
            return self._by_session(request.query.get("session", ""), body)
        if request.headers.get("x-acs-dingtalk-access-token") not in self.tokens:
            return error(400, "InvalidAuthentication")
        if path == BATCH:
            return self._batch(body, is_flowing=is_flowing)
        does = {
            GROUP: self._group,
            DOWNLOAD: self._download,
            CARD: self._card,
            REGISTER: self._register,
            READ: self._read,
        }
        return does.get(path, self._update)(body)

    def _read(self, asked: dict[str, Any]) -> web.Response:
        """Say of no message of ours that it is unknown."""
        if asked.get("robotCode") != CLIENT_ID or not asked.get("processQueryKey"):
            return error(400, "invalidParameter.processQueryKey.invalid")
        return error(400, "invalidParameter.processQueryKey.notExist")

    def _register(self, body: dict[str, Any]) -> web.Response:
        address, route = str(body.get("callbackUrl")), str(body.get("callbackRouteKey"))
        if not address.startswith("http") or not route or not body.get("apiSecret"):
            return error(400, "param.callbackUrlInvalid")
        if route not in self.registered or body.get("forceUpdate"):
            self.registered[route] = (address, str(body["apiSecret"]))
        address, secret = self.registered[route]
        return web.json_response(
            {"success": True, "result": {"callbackUrl": address, "apiSecret": secret}}
        )

    def _download(self, body: dict[str, Any]) -> web.Response:
        code = str(body.get("downloadCode"))
        if body.get("robotCode") != CLIENT_ID or code not in self.held:
            return error(400, "invalidParameter.downloadCode")
        return web.json_response({"downloadUrl": f"{self.url}/held/{code}"})

    async def give(self, request: web.Request) -> web.Response:
        """Give the bytes of a file."""
        return web.Response(body=self.held[request.match_info["code"]][1])

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take a file of the bot's; the answer comes in two pieces, as it may."""
        self.calls.append(Call(path=UPLOAD, body={}, at=time.monotonic()))
        if request.query.get("access_token") not in self.tokens:
            return web.json_response({"errcode": 40014, "errmsg": "token"})
        posted = await request.post()
        media = posted.get("media")
        if request.query.get("type") != "file" or not isinstance(media, web.FileField):
            return web.json_response({"errcode": 40035, "errmsg": "bad parameter"})
        media_id = f"@media{len(self.held)}"
        self.held[media_id] = (media.filename, media.file.read())
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        await answer.prepare(request)
        await answer.write(b'{"errcode": 0, "errmsg": "ok", ')
        await asyncio.sleep(0.05)  # so that they are not read as one
        await answer.write(f'"media_id": "{media_id}"}}'.encode())
        return answer

    def _token(self, body: dict[str, Any]) -> web.Response:
        if (body.get("appKey"), body.get("appSecret")) != (CLIENT_ID, CLIENT_SECRET):
            return error(400, "invalidClientIdOrSecret")
        token = f"at-{secrets.token_hex(8)}"
        self.tokens.add(token)
        return web.json_response({"accessToken": token, "expireIn": 7200})

    def _batch(self, body: dict[str, Any], *, is_flowing: bool) -> web.Response:
        users = body.get("userIds")
        if wrong := wrong_robot_message(body):
            return wrong
        if not isinstance(users, list) or not 0 < len(users) <= _MOST_USERS:
            return error(400, "invalidParameter.userIds")
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
        if wrong := wrong_robot_message(body):
            return wrong
        if not body.get("openConversationId"):
            return error(400, "invalidParameter.openConversationId")
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
        if len(json.dumps(body, ensure_ascii=False).encode()) > MOST_BYTES + 5_000:
            return web.json_response({"errcode": 460101, "errmsg": "message too long"})
        preview = said.get("title") or said["content"]
        self.shown[to].append(Shown(kind=f"session:{body['msgtype']}", body=said, preview=preview))
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def _card(self, body: dict[str, Any]) -> web.Response:
        user = str(body.get("openSpaceId", "")).rpartition("IM_ROBOT.")[2]
        if (wrong := wrong_card(body)) or user not in self.staff:
            return error(400, wrong or "param.userIdNotExist")
        track, values = str(body["outTrackId"]), body["cardData"]["cardParamMap"]
        if track not in self.cards:
            banner = body.get("imRobotOpenSpaceModel", {}).get("lastMessageI18n", {})
            self.shown[user].append(
                Shown(kind="card", body=values, preview=banner.get("ZH_CN", ""))
            )
        self.cards[track] = values
        self.routes[track] = str(body.get("callbackRouteKey") or "")
        results = [{"spaceType": "IM_ROBOT", "spaceId": user, "success": True, "errorMsg": ""}]
        return web.json_response(
            {"success": True, "result": {"outTrackId": track, "deliverResults": results}}
        )

    def _update(self, body: dict[str, Any]) -> web.Response:
        if (card := self.cards.get(str(body.get("outTrackId")))) is None:
            return error(400, "param.cardNotExist")
        values = body.get("cardData", {}).get("cardParamMap", {})
        if not body.get("cardUpdateOptions", {}).get("updateCardDataByKey"):
            card.clear()
        card.update(values)
        return web.json_response({"success": True, "result": True})
