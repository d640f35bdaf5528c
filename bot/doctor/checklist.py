"""What has to be set in WeCom's admin console: each line, and whether it is, where WeCom says so.

What no call tells is a line to look at by hand: it stands as a warning, with the place to look.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession

from bot.doctor import wecom
from bot.doctor.finding import Finding, Status, fail, ok, warn
from bot.outbound import open_session
from config.settings import Settings

_APP = "应用管理, 自建, the app"
#: WeCom ends every error it names with the address that it was called from (D 90313).
_FROM = re.compile(r"from ip: ([0-9a-fA-F.:]+)")
_NO_APP = "put corp_id, agent_id and secret under [wecom] in foothold.toml"


async def checklist(settings: Settings) -> list[Finding]:
    """Give the lines in the order in which they are set; nothing is sent to a person."""
    if not settings.wecom.is_set:
        return [fail("企业ID, AgentId, Secret", "there is no app yet", _NO_APP)]
    async with open_session(settings.http) as session:
        return await _lines(settings, session)


async def _lines(settings: Settings, session: ClientSession) -> list[Finding]:
    of = settings.wecom
    token = await wecom.asked(session, of, "gettoken", wecom.credentials(of))
    if isinstance(token, Finding):
        return [_named(token, "企业ID, AgentId, Secret"), *_by_hand(settings)]
    query = {"access_token": str(token.get("access_token")), "agentid": str(of.agent_id)}
    app = await wecom.asked(session, of, "agent/get", query)
    from_here = await _egress(settings, session)
    lines = [ok("企业ID, AgentId, Secret", "WeCom gives an access token")]
    if isinstance(app, Finding):
        return [*lines, _refused(app, from_here), *_by_hand(settings)]
    return [
        *lines,
        ok(
            "企业可信IP",
            f"WeCom takes calls from here, {from_here or 'an address it does not name'}",
        ),
        _named(wecom.seen_by(app), "可见范围"),
        _domain(settings, app),
        _entering(app),
        _named(await wecom.callback(settings, session), "设置API接收"),
        await _firewall(settings, session, query),
        *_by_hand(settings),
    ]


def _refused(app: Finding, from_here: str) -> Finding:
    """Say why the app can not be asked for; mostly it is the address."""
    if "not trusted" not in app.said:
        return _named(app, "AgentId")
    said = app.said if not from_here else f"this site calls from {from_here}, which is not trusted"
    return fail("企业可信IP", said, f"{_APP}, 企业可信IP: enter that address")


async def _egress(settings: Settings, session: ClientSession) -> str:
    """Give the address that WeCom sees us at, as it says when a token is missing; "" if unsaid."""
    url = f"{settings.wecom.api_url}/cgi-bin/agent/get"
    try:
        async with session.get(url, timeout=wecom.SECONDS) as answer:
            said = json.loads(await answer.read())
    except (ClientError, TimeoutError, OSError, ValueError):
        return ""
    found = _FROM.search(str(said.get("errmsg", ""))) if isinstance(said, dict) else None
    return found.group(1) if found else ""


def _domain(settings: Settings, app: Mapping[str, Any]) -> Finding:
    check, url = "网页授权及JS-SDK可信域名", settings.web.public_url
    said = str(app.get("redirect_domain") or "")
    if not url:
        return ok(check, "not needed: web.public_url is not set, so no card leads to a page")
    host = urlsplit(url).hostname or ""
    if said.partition(":")[0] == host:
        return ok(check, f"{host} is trusted")
    then = f"{_APP}, {check}: enter {host}; without it WeCom warns before it opens a form's page"
    return warn(check, f"it is {said or 'empty'}, and pages are at {host}", then)


def _entering(app: Mapping[str, Any]) -> Finding:
    check = "接收消息, 用户进入应用"
    if int(app.get("isreportenter") or 0):
        return ok(check, "who opens the app is greeted with what she can ask")
    return warn(check, "opening the app says nothing to us", f"{_APP}, 接收消息: switch it on")


async def _firewall(
    settings: Settings, session: ClientSession, query: Mapping[str, str]
) -> Finding:
    check = "firewall"
    said = await wecom.asked(session, settings.wecom, "getcallbackip", query)
    if isinstance(said, Finding):
        return _named(said, check)
    addresses = ", ".join(str(one) for one in said.get("ip_list") or ())
    return ok(check, f"WeCom calls from: {addresses}; let these through to /wecom/callback")


def _by_hand(settings: Settings) -> list[Finding]:
    """Give what no call tells."""
    carried = settings.wecom.carries.value
    return [
        warn(
            "在微工作台中始终进入主页",
            "WeCom does not say how it is set; switched on, WeChat shows 20 bytes of a text",
            f"{_APP}, 微信插件 (微工作台): leave it off",
        ),
        warn(
            "menu",
            "WeCom does not say whose menu it is",
            "`foothold wecom menu` puts ours under the chat",
        ),
        ok("wecom.carries", f"what is read there is at most of the class {carried}"),
    ]


def _named(one: Finding, check: str) -> Finding:
    if one.status is Status.OK:
        return ok(check, one.said)
    make = warn if one.status is Status.WARN else fail
    return make(check, one.said, one.next)
