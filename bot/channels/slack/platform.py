"""Slack's ways in: signed requests over HTTP, or Socket Mode where no address of ours is public.

Both end in one function: what a person did is read, accepted and acked there, and answered after
it. bolt keeps the socket, and its first middleware is that function; so Foothold's one table of
routes stays the only one (docs/decisions/0022).
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.channel import Inbound
from bot.channels.reception import Reception
from bot.channels.slack import inbound
from bot.channels.slack.channel import Slack
from bot.channels.slack.directory import Directory
from bot.outbound import open_session
from config.platforms import SlackSettings
from config.settings import HttpSettings

log = structlog.get_logger()

PATH = "/slack/events"
_API_SECONDS = 9
#: Slack waits three seconds for an ack.
_ACK_SECONDS = 2.4
_LOOK_SECONDS = 5.0
#: Unix seconds have ten digits; a number of hundreds is more than arithmetic takes.
_STAMP_DIGITS = 12
#: A connection that has been away for so long is given up, ticket and all, for a new one.
_LOST_SECONDS = 30.0
_PAUSE_SECONDS = 2.0
#: A socket that broke off is missed after this, one that went silent after four times as long.
_PING_SECONDS = 3.0
#: Slack's libraries log what people write; we log what matters ourselves, by ids.
_SILENT = logging.getLogger("foothold.slack")
_SILENT.setLevel(logging.CRITICAL + 1)


class SlackPlatform:
    """Slack as the app builds it."""

    def __init__(
        self,
        settings: SlackSettings,
        *,
        http: HttpSettings,
        reception: Reception,
        directory: Callable[[AsyncWebClient], Directory],
        clock: Callable[[], datetime],
        real_clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._http = http
        self._reception = reception
        self._clock = clock
        self._real_clock = real_clock
        self._session = open_session(http)
        self._client = client_of(settings, self._session)
        self._directory = directory(self._client)
        self._slack = Slack(self._client, real_time=self._unix, carries=settings.carries)
        self._app = AsyncApp(
            name="foothold",
            logger=_SILENT,
            client=self._client,
            before_authorize=self._answer_envelope,
            request_verification_enabled=False,  # ours, before bolt parses anything
            ssl_check_enabled=False,
            process_before_response=True,
        )
        secret = settings.signing_secret.get_secret_value()
        self._verifier = SignatureVerifier(secret, _RealTime(self._unix)) if secret else None

    @property
    def channel(self) -> Slack:
        """Where answers and notices go."""
        return self._slack

    def routes(self) -> Sequence[web.RouteDef]:
        """Give the one path of all requests; none where nothing is signed."""
        return [web.post(PATH, self._post)] if self._verifier else []

    def connections(self) -> Mapping[str, Callable[[], Coroutine[None, None, None]]]:
        """Give who looks people up, and the socket where there is a token for it."""
        found = {"slack-directory": self._directory.run}
        if self._settings.app_token.get_secret_value():
            found["slack"] = self._connect
        return found

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()

    async def _post(self, request: web.Request) -> web.Response:
        """Answer a request: 401 unsigned, 400 not Slack's, 503 while the store is away."""
        raw = await request.read()
        if (reason := self._refusal(raw, request.headers)) is not None:
            log.warning("slack.refused", reason=reason)
            return web.Response(status=401)
        try:
            body = parsed(raw, request.content_type)
        except ValueError:
            return web.Response(status=400)
        if body.get("type") == "url_verification":
            return web.json_response({"challenge": str(body.get("challenge", ""))})
        status, said = await self._answer(body)
        kind = "application/json" if said else "text/plain"
        return web.Response(status=status, text=said, content_type=kind)

    def _refusal(self, raw: bytes, headers: Mapping[str, str]) -> str | None:
        """Say why a request is not taken for Slack's, None where it is."""
        sent_at = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        is_stamp = sent_at.isdecimal() and len(sent_at) <= _STAMP_DIGITS
        if self._verifier is None or not is_stamp or not signature.isascii():
            return "not signed"
        try:
            if self._verifier.is_valid(body=raw, timestamp=sent_at, signature=signature):
                return None
            ours = self._verifier.generate_signature(timestamp=sent_at, body=raw) or ""
        except UnicodeDecodeError:
            return "another signature"  # it signs text
        # Slack's, and too old: then it is a clock that is wrong, mostly ours.
        is_slacks = hmac.compare_digest(ours, signature)
        return f"{self._unix() - int(sent_at):.0f} s old" if is_slacks else "another signature"

    async def _answer_envelope(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer what came through the socket."""
        status, said = await self._answer(req.body)
        return BoltResponse(status=status, body=said)

    async def _answer(self, body: inbound.Body) -> tuple[int, str]:
        """Accept what was done, and give the status and the JSON of its ack.

        What the ack itself has to say is waited for.
        """
        try:
            act = inbound.read(body, at=self._clock(), real_now=self._unix())
        except inbound.Malformed as error:
            log.warning("slack.malformed", reason=str(error))
            return 400, ""
        if act is None:
            return 200, ""
        says_more = _says_more(act)
        if says_more:
            self._slack.keep_open(act.id)
        try:
            await self._directory.introduce(act)
            await self._reception.take(act)
        except OSError as error:
            log.warning("slack.not_accepted", interaction=act.id, error=type(error).__name__)
            return 503, ""
        said = await self._slack.answered(act.id, _ACK_SECONDS) if says_more else {}
        return 200, json.dumps(said) if said else ""

    async def _connect(self) -> None:
        """Keep a socket to Slack open for ever."""
        while True:
            handler = self._handler()
            try:
                async with asyncio.timeout(_LOST_SECONDS):
                    await handler.connect_async()  # type: ignore[no-untyped-call] # bolt's own
                log.info("slack.connected")
                await self._until_lost(handler)
                log.warning("slack.connection_lost")
            except Exception as error:  # noqa: BLE001 - in any state of Slack's: come again
                log.warning("slack.not_connected", error=type(error).__name__)
            finally:
                with suppress(Exception):
                    await handler.close_async()  # type: ignore[no-untyped-call]
            await asyncio.sleep(_PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - jitter

    def _handler(self) -> AsyncSocketModeHandler:
        token = self._settings.app_token.get_secret_value()
        handler = AsyncSocketModeHandler(
            self._app, token, logger=_SILENT, ping_interval=_PING_SECONDS
        )
        # Ours knows the proxy, its exceptions and the company's own authority.
        unused, handler.client.aiohttp_client_session = (
            handler.client.aiohttp_client_session,
            open_session(self._http),
        )
        asyncio.get_running_loop().create_task(unused.close())
        handler.client.proxy = None
        return handler

    async def _until_lost(self, handler: AsyncSocketModeHandler) -> None:
        """Return when the connection has been away for half a minute: its client may never see."""
        away = 0.0
        while away < _LOST_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            away = 0.0 if await handler.client.is_connected() else away + _LOOK_SECONDS

    def _unix(self) -> float:
        return self._real_clock().timestamp()


def parsed(raw: bytes, content_type: str) -> dict[str, Any]:
    """Give the payload of a request's body, however it is wrapped; raise ValueError."""
    try:
        body = _unwrapped(raw, content_type)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if isinstance(body, dict) and body:
        return body
    raise ValueError("no object, or an empty one")


def _unwrapped(raw: bytes, content_type: str) -> object:
    if content_type != "application/x-www-form-urlencoded":
        return json.loads(raw)
    fields = dict(parse_qsl(raw.decode(), keep_blank_values=True, strict_parsing=True))
    return json.loads(fields["payload"]) if set(fields) == {"payload"} else fields


class _RealTime(Clock):
    """Signatures are as old as real time says."""

    def __init__(self, unix: Callable[[], float]) -> None:
        self._unix = unix

    def now(self) -> float:
        return self._unix()


def _says_more(act: Inbound) -> bool:
    """Whether the ack itself carries something: a modal's errors, a word in a group."""
    return act.id.startswith("view:") or (act.id.startswith("command:") and not act.is_private)


def client_of(settings: SlackSettings, session: ClientSession) -> AsyncWebClient:
    """Give a client that retries nothing and logs nothing by itself."""
    client = AsyncWebClient(
        token=settings.bot_token.get_secret_value(),
        base_url=settings.api_url,
        timeout=_API_SECONDS,
        session=session,
        retry_handlers=[],  # the default one posts twice when an answer is lost
        logger=_SILENT,
    )
    client.proxy = None  # it would read the environment by itself; the session knows better
    return client
