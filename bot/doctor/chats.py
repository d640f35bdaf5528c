"""The chats of others: whether each takes our credentials, and lets us do what we need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.manifest import SCOPES
from bot.channels.slack.platform import client_of
from bot.doctor.dingtalk import dingtalk
from bot.doctor.finding import Finding, fail, ok, warn
from bot.doctor.wecom import wecom
from bot.outbound import open_session
from config.settings import Settings

#: Signed requests are refused when clocks differ by five minutes.
_SKEW_SECONDS = 60.0
_SLACK_FIXES = {
    "invalid_auth": "put the bot_token of OAuth & Permissions in",
    "not_authed": "put the bot_token of OAuth & Permissions in",
    "token_revoked": "install the app again and put the new bot_token in",
    "account_inactive": "install the app again and put the new bot_token in",
    "not_allowed_token_type": "app_token is the app-level token, with the scope connections:write",
    "missing_scope": "give the app-level token the scope connections:write",
}


async def chats(settings: Settings) -> list[Finding]:
    """Ask every platform that is set up; nothing is sent to a person."""
    found: list[Finding] = []
    async with open_session(settings.http) as session:
        if settings.slack.is_set:
            found += await _slack(settings, client_of(settings.slack, session))
        if settings.wecom.is_set:
            found += await wecom(settings, session)
        if settings.dingtalk.is_set:
            found += await dingtalk(settings.dingtalk, session)
    return found


async def _slack(settings: Settings, client: AsyncWebClient) -> list[Finding]:
    slack = settings.slack
    is_signed, is_socket = bool(slack.signing_secret.get_secret_value()), bool(_app_token(settings))
    found: list[Finding] = []
    if not is_signed and not is_socket:
        then = "set app_token (Socket Mode), or signing_secret and a public address"
        found.append(fail("slack.in", "nobody can write to Foothold in Slack", then))
    if settings.outbound_only and not is_socket:
        then = "make an app-level token and set slack.app_token"
        found.append(fail("slack.in", "outbound_only needs Socket Mode", then))
    try:
        said = await client.auth_test()
    except SlackApiError as error:
        return [*found, _refused("slack.bot_token", error)]
    except (ClientError, TimeoutError, OSError) as error:
        then = "is slack.com reachable from here? See http.proxy"
        return [*found, fail("slack", f"does not answer ({type(error).__name__})", then)]
    found += [_scopes(said.headers), *_clock(said.headers)]
    if is_socket:
        found.append(await _socket(client, _app_token(settings)))
    return found


def _scopes(headers: Mapping[str, object]) -> Finding:
    given = set(str(_header(headers, "x-oauth-scopes")).replace(" ", "").split(","))
    missing = [scope for scope in SCOPES if scope not in given]
    if missing:
        said = f"the app lacks {', '.join(missing)}"
        then = "paste `foothold slack manifest` at api.slack.com and install the app again"
        return fail("slack.scopes", said, then)
    return ok("slack.scopes", "the bot token is good, and has what is needed")


def _clock(headers: Mapping[str, object]) -> list[Finding]:
    try:
        theirs = parsedate_to_datetime(str(_header(headers, "date")))
    except ValueError:
        return []
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    if apart <= _SKEW_SECONDS:
        return [ok("slack.clock", "this machine's clock is right")]
    said = f"this machine's clock is {apart:.0f} s off Slack's"
    return [warn("slack.clock", said, "set it by NTP; from 300 s on nothing of Slack's is taken")]


async def _socket(client: AsyncWebClient, app_token: str) -> Finding:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return _refused("slack.app_token", error)
    except (ClientError, TimeoutError, OSError) as error:
        return fail("slack.app_token", f"no answer ({type(error).__name__})", "try again")
    return ok("slack.app_token", "Socket Mode opens")


def _refused(check: str, error: SlackApiError) -> Finding:
    data = error.response.data
    name = str(data.get("error", "")) if isinstance(data, dict) else ""
    then = _SLACK_FIXES.get(name, "see docs/platforms/slack.md")
    return fail(check, f"Slack says {name or 'nothing that can be read'}", then)


def _app_token(settings: Settings) -> str:
    return settings.slack.app_token.get_secret_value()


def _header(headers: Mapping[str, object], name: str) -> object:
    return next((value for key, value in headers.items() if key.lower() == name), "")
