"""DingTalk: whether it gives us a token and a connection, and what goes without a card."""

from __future__ import annotations

from aiohttp import ClientSession

from bot.channels.dingtalk.client import fetch_token
from bot.channels.dingtalk.ends import CallFailed
from bot.channels.dingtalk.stream import NOT_OPENED, connection_url
from bot.doctor.finding import Finding, fail, ok, warn
from config.platforms import DingTalkSettings, Mode

_REACHABLE = "is api.dingtalk.com reachable from here? See http.proxy."
_COPY = "copy client_id and client_secret from the app's credentials page again"


async def dingtalk(settings: DingTalkSettings, session: ClientSession) -> list[Finding]:
    """Ask DingTalk; nothing is sent to a person, and one call of the month is used."""
    is_http = settings.mode is Mode.HTTP
    return [
        await _token(settings, session),
        *([_callback()] if is_http else [await _connection(settings, session)]),
        _cards(settings),
    ]


async def _token(settings: DingTalkSettings, session: ClientSession) -> Finding:
    try:
        await fetch_token(session, settings)()
    except CallFailed as failed:
        said = f"DingTalk gives no access token ({failed.receipt.reason})"
        return fail("dingtalk.token", said, f"{_REACHABLE} If it is, {_COPY}")
    return ok("dingtalk.token", "DingTalk gives an access token")


async def _connection(settings: DingTalkSettings, session: ClientSession) -> Finding:
    try:
        await connection_url(
            session,
            gateway_url=settings.gateway_url,
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
        )
    except NOT_OPENED as error:
        said = f"no Stream connection is offered ({type(error).__name__})"
        then = f"set the robot's message mode to Stream and publish the app; {_COPY}"
        return fail("dingtalk.stream", said, _REACHABLE if isinstance(error, OSError) else then)
    return ok("dingtalk.stream", "a Stream connection is offered")


def _callback() -> Finding:
    said = "messages come by calls to /dingtalk/callback: whether they do, only a message shows"
    return ok("dingtalk.http", f"{said}; cards need `foothold dingtalk callback` once")


def _cards(settings: DingTalkSettings) -> Finding:
    if settings.card_template_id:
        return ok("dingtalk.cards", "cards are sent by a template")
    said = "without a card template a message whose answer is lost is not sent again"
    then = "build the template (docs/platforms/dingtalk.md) and set dingtalk.card_template_id"
    return warn("dingtalk.cards", said, then)
