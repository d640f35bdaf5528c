"""A site that runs: whether it is ready, and takes what its systems would send."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from aiohttp import ClientError, ClientSession, ClientTimeout
from standardwebhooks import Webhook

from bot.doctor.finding import Finding, fail, ok, warn
from bot.outbound import open_session
from config.settings import HookSource, Settings
from rules.errors import FootholdError

_SECONDS = ClientTimeout(total=5)
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1", "::1": "[::1]"}  # noqa: S104 - told apart
_ACCEPTED = 202
_EMPTY = json.dumps({"events": []})


async def site(settings: Settings) -> list[Finding]:
    """Ask /readyz and post no events, signed, as each system would."""
    if settings.port == 0:
        return [warn("site", "listens on a port of the system's choice", "set port to try it")]
    url = f"http://{_ANYWHERE.get(settings.host, settings.host)}:{settings.port}"
    try:
        async with open_session(settings.http) as session:
            return [
                await _ready(session, url),
                *[
                    await _hook(session, url, name, source)
                    for name, source in settings.hooks.items()
                ],
            ]
    except (ClientError, TimeoutError, OSError):
        return [warn("site", f"nothing answers at {url}", "`foothold run` serves it")]
    except FootholdError as error:
        said = f"{error.values.get('key')}: {error.values.get('reason')}"
        return [fail("http", said, "mend it in foothold.toml or the environment")]


async def _ready(session: ClientSession, url: str) -> Finding:
    async with session.get(f"{url}/readyz", timeout=_SECONDS) as answer:
        try:
            said = await answer.json()
            status = str(said["status"])
            reasons = [f"{one['check']}: {one['reason']}" for one in said["reasons"]]
        except (ValueError, ClientError, TypeError, KeyError):
            return fail("site", f"something else answers at {url}", "set another port")
    if status == "ready":
        return ok("site", f"ready at {url}")
    return fail("site", f"{status}. {'; '.join(reasons)}", "see its log")


async def _hook(session: ClientSession, url: str, name: str, source: HookSource) -> Finding:
    at, check = datetime.now(UTC), f"site.hooks.{name}"
    headers = {
        "webhook-id": "foothold-doctor",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(source.secret.get_secret_value()).sign(
            "foothold-doctor", at, _EMPTY
        ),
    }
    post = session.post(f"{url}/hooks/{name}", data=_EMPTY, headers=headers, timeout=_SECONDS)
    async with post as answer:
        if answer.status == _ACCEPTED:
            return ok(check, "takes what is signed with the secret")
        then = "restart `foothold run`: it was started with other settings"
        return fail(check, f"a signed request was answered {answer.status}", then)
