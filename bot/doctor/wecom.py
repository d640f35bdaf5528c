"""WeCom: whether it takes the app, from this address, and whether its own check reaches us."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.wecom.envelope import Envelope
from bot.channels.wecom.platform import PATH, envelope_of
from bot.doctor.finding import Finding, fail, ok, warn
from config.platforms import WeComSettings
from config.settings import Settings

SECONDS = ClientTimeout(total=8)
#: WeCom wants the answer to its check within a second.
_CHECK_SECONDS = 1.0
_NOT_TRUSTED = 60020
_FROM = re.compile(r"from ip: ([0-9a-fA-F.:]+)")
_OK, _NOT_FOUND, _BAD_REQUEST, _UNSIGNED = 200, 404, 400, 401
_FIXES = {
    40001: "copy the app's Secret into wecom.secret; asked on, WeCom bars this address for an hour",
    40013: "copy 企业ID into wecom.corp_id",
    40056: "copy the app's AgentId into wecom.agent_id",
    48002: "wecom.agent_id is another app's than wecom.secret",
    60011: "wecom.agent_id is another app's than wecom.secret",
    301002: "wecom.agent_id is another app's than wecom.secret",
}


async def wecom(settings: Settings, session: ClientSession) -> list[Finding]:
    """Ask WeCom, and then ourselves as WeCom would; nothing is sent to a person."""
    of = settings.wecom
    found: list[Finding] = []
    token = await asked(session, of, "gettoken", credentials(of))
    if isinstance(token, Finding):
        return [token]
    found.append(ok("wecom.token", "WeCom gives an access token"))
    query = {"access_token": str(token.get("access_token")), "agentid": str(of.agent_id)}
    app = await asked(session, of, "agent/get", query)
    found.append(app if isinstance(app, Finding) else seen_by(app))
    return [*found, await callback(settings, session)]


def credentials(of: WeComSettings) -> dict[str, str]:
    """Give what a token is asked for with."""
    return {"corpid": of.corp_id, "corpsecret": of.secret.get_secret_value()}


async def asked(
    session: ClientSession, of: WeComSettings, path: str, query: Mapping[str, str]
) -> dict[str, Any] | Finding:
    """Give what WeCom answers, or what is wrong."""
    check = "wecom.token" if path == "gettoken" else "wecom.app"
    try:
        url = f"{of.api_url}/cgi-bin/{path}"
        async with session.get(url, params=dict(query), timeout=SECONDS) as answer:
            said = json.loads(await answer.read())
        code = int(said.get("errcode", 0))
    except (ClientError, TimeoutError, OSError) as error:
        then = "is qyapi.weixin.qq.com reachable from here? See http.proxy"
        return fail(check, f"WeCom does not answer ({type(error).__name__})", then)
    except (ValueError, TypeError, AttributeError):
        then = "a proxy, or WeCom bars this address for a while: open the page by hand"
        return fail(check, "a page answers in place of WeCom", then)
    if code == 0:
        return dict(said)
    if code == _NOT_TRUSTED:
        return _not_trusted(check, str(said.get("errmsg", "")))
    then = _FIXES.get(code, "see docs/platforms/wecom.md")
    return fail(check, f"WeCom answers errcode {code}", then)


def _not_trusted(check: str, said: str) -> Finding:
    seen = _FROM.search(said)
    address = seen.group(1) if seen else "an address that WeCom does not name"
    then = "enter it under 企业可信IP of the app"
    return fail(check, f"this site calls from {address}, which is not trusted", then)


def seen_by(app: Mapping[str, Any]) -> Finding:
    """Tell whether anybody sees the app, and whether it is switched on."""
    named = ("allow_userinfos", "allow_partys", "allow_tags")
    if int(app.get("close") or 0):
        return fail("wecom.app", "the app is switched off (已停用)", "switch it on")
    if not any(app.get(name) for name in named):
        return fail("wecom.app", "nobody is in its 可见范围", "let the sales people in")
    if int(app.get("isreportenter") or 0) == 0:
        said = "the app is trusted and seen; opening it says nothing to us"
        return warn("wecom.app", said, "switch 用户进入应用 on under 接收消息 for a greeting")
    return ok("wecom.app", "the app is trusted, and people see it")


async def callback(settings: Settings, session: ClientSession) -> Finding:
    """Play WeCom's own check of our address, and say which layer answered."""
    check, url = "wecom.callback", f"{settings.web.public_url}{PATH}"
    if not settings.web.public_url:
        then = "set web.public_url to the address that WeCom calls, and ask again"
        return warn(check, "the public address is not known, so it is not tried", then)
    echo = secrets.token_hex(12)
    query = _signed(envelope_of(settings.wecom), echo)
    began = time.monotonic()
    try:
        async with session.get(url, params=query, timeout=SECONDS) as answer:
            status, body = answer.status, await answer.read()
            server = answer.headers.get("Server", "a server that does not name itself")[:60]
    except (ClientError, TimeoutError, OSError) as error:
        then = "DNS, the firewall, or the certificate; WeCom comes from the internet"
        return fail(check, f"nothing answers at {url} ({type(error).__name__})", then)
    if status == _OK and body == echo.encode():
        took = time.monotonic() - began
        if took > _CHECK_SECONDS:
            return warn(check, f"answers WeCom's check, after {took:.1f} s", "WeCom waits for one")
        return ok(check, f"{url} answers WeCom's check")
    return fail(check, *_layer(status, server))


def _layer(status: int, server: str) -> tuple[str, str]:
    if status in {_UNSIGNED, _BAD_REQUEST}:
        said = f"Foothold itself refuses the check ({status})"
        return said, "it runs with another token, aes_key or corp_id, or another clock: restart it"
    if status == _NOT_FOUND:
        said = f"{server} answers 404: the request does not reach Foothold, or it has no [wecom]"
        return said, "let the proxy pass /wecom/callback on; restart `foothold run`"
    if status == _OK:
        return f"{server} answers with something else", "let the proxy pass /wecom/callback on"
    return f"{server} answers {status}", "see its log; a gateway's own page is no answer of ours"


def _signed(envelope: Envelope, echo: str) -> dict[str, str]:
    sealed, timestamp, nonce = envelope.encrypt(echo), str(int(time.time())), secrets.token_hex(8)
    return {
        "msg_signature": envelope.signature(timestamp, nonce, sealed),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": sealed,
    }
