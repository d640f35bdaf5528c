"""DingTalk's calls to us, for an app that is set to HTTP: messages, and what is done with cards."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from aiohttp import ClientSession, web

from bot.channels.channel import Inbound
from bot.channels.dingtalk import cards
from bot.channels.dingtalk.client import HEADER, REGISTER, fetch_token, fetched
from bot.channels.dingtalk.inbound import pressed, read_message, read_press
from bot.channels.dingtalk.stream import Malformed
from config.platforms import DingTalkSettings

log = structlog.get_logger()

PATH, CARD_PATH = "/dingtalk/callback", "/dingtalk/cards"
_LONGEST_AGE_SECONDS = 3600.0
_LONGEST_TIMESTAMP = 16

Take = Callable[[Inbound], Awaitable[None]]


class Callback:
    """The two addresses that DingTalk calls; `take` raises OSError for "not now".

    It signs the time of a call and not its body, so who learns a header could word another within
    the hour: Stream is the better way.
    """

    def __init__(
        self,
        settings: DingTalkSettings,
        *,
        take: Take,
        clock: Callable[[], datetime],
        real_time: Callable[[], float],
    ) -> None:
        self._corp = settings.corp_id
        self._secret = settings.client_secret.get_secret_value()
        self._card_secret = card_secret(settings)
        self._take = take
        self._clock = clock
        self._real_time = real_time

    def routes(self) -> list[web.RouteDef]:
        """Give both paths."""
        return [web.post(PATH, self._message), web.post(CARD_PATH, self._card)]

    async def _message(self, request: web.Request) -> web.Response:
        """Answer a message: 401 unsigned or old, 400 not DingTalk's, 503 without the store."""
        sent_at, signature = _header(request, "timestamp"), _header(request, "sign")
        if not self._is_right(sent_at, signature, signed(sent_at, self._secret)):
            return web.Response(status=401)

        def read(said: Mapping[str, Any]) -> Inbound:
            return read_message(said, corp=self._corp, at=self._clock())

        refused, _ = await self._taken(request, read)
        return refused or web.json_response({})

    async def _card(self, request: web.Request) -> web.Response:
        """Answer what was done with a card, in the same way; a form that was sent is closed."""
        sent_at = _header(request, "x-ddpaas-signature-timestamp")
        signature = _header(request, "x-ddpaas-signature")
        if not self._is_right(sent_at, signature, signed_card(sent_at, self._card_secret)):
            return web.Response(status=401)

        def read(said: Mapping[str, Any]) -> Inbound:
            # A call has no id of its own; two presses of a button have two times.
            return read_press(said, corp=self._corp, at=self._clock(), frame_id=sent_at)

        refused, said = await self._taken(request, read)
        return refused or web.json_response(answer_to(said))

    async def _taken(
        self, request: web.Request, read: Callable[[Mapping[str, Any]], Inbound]
    ) -> tuple[web.Response | None, Mapping[str, Any]]:
        """Accept the act in a call; give what refuses it, and what it says."""
        try:
            said = _object(await request.read())
            act = read(said)
        except Malformed as error:
            log.warning("dingtalk.malformed", reason=str(error))
            return web.Response(status=400), {}
        try:
            await self._take(act)
        except OSError as error:
            log.warning("dingtalk.not_accepted", error=type(error).__name__)
            return web.Response(status=503), {}
        return None, said

    def _is_right(self, sent_at: str, signature: str, right: str) -> bool:
        if not (sent_at.isascii() and sent_at.isdecimal() and len(sent_at) <= _LONGEST_TIMESTAMP):
            log.warning("dingtalk.refused", reason="not signed")
            return False
        age = self._real_time() - int(sent_at) / 1000
        if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
            log.warning("dingtalk.refused", reason="another signature")
            return False
        if abs(age) > _LONGEST_AGE_SECONDS:  # a clock is wrong, mostly ours
            log.warning("dingtalk.refused", reason=f"{age:.0f} s old")
            return False
        return True


async def register_cards(settings: DingTalkSettings, site: str, session: ClientSession) -> str:
    """Tell DingTalk to call us about cards, and give the address; raise `CallFailed`.

    What was told before is replaced: it may have been another address, or an older secret.
    """
    address = f"{site.rstrip('/')}{CARD_PATH}"
    said = {
        "apiSecret": card_secret(settings),
        "callbackUrl": address,
        "callbackRouteKey": settings.card_route,
        "forceUpdate": True,
    }
    token, _ = await fetch_token(session, settings)()
    await fetched(session, settings.api_url + REGISTER, said, {HEADER: token})
    return address


def answer_to(said: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a card shows at once after something was done with it; empty for no change."""
    params, _ = pressed(said)
    return cards.settled(params) if params.get("form") is not None else {}


def signed(timestamp: str, secret: str) -> str:
    """Give what DingTalk sends as `sign` with a timestamp in milliseconds."""
    return _mac(f"{timestamp}\n{secret}", secret)


def signed_card(timestamp: str, secret: str) -> str:
    """Give what DingTalk sends as `x-ddpaas-signature` (open.dingtalk.com, event-callback-card)."""
    return _mac(timestamp, secret)


def card_secret(settings: DingTalkSettings) -> str:
    """Give the secret that calls about cards are signed with: told to DingTalk as they are set up.

    It is made of the app's, so that there is none more to keep.
    """
    known = settings.client_secret.get_secret_value().encode()
    return hmac.digest(known, b"foothold: cards by HTTP", "sha256").hex()


def _mac(words: str, secret: str) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), words.encode(), "sha256")).decode()


def _header(request: web.Request, name: str) -> str:
    return request.headers.get(name, "")


def _object(raw: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(said, dict):
        raise Malformed("not an object")
    return said
