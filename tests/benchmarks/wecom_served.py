"""A server of WeCom callbacks in a process of its own: ours, and two bare handlers.

`python -m tests.benchmarks.wecom_served KIND HOME DATABASE_URL API_URL`. The bare ones look her up
in the same database by the same key, and send a line as the answer; `opens` checks the signature
and opens the envelope to know who she is, `bare` is told by a header.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web
from pydantic import SecretStr

from bot.channels.wecom.envelope import Envelope, Query, parsed, sealed_in
from config.platforms import WeComSettings
from tests.benchmarks.serving import log_into, look_up, serve, until_ended_as_a_site
from tests.benchmarks.wecom_callback import MEMBERS
from tests.builders import a_hire
from tests.imitations.wecom import AES_KEY, AGENT, CORP, SECRET, TOKEN
from tests.journeys.site import a_site


def settings_of(api_url: str) -> WeComSettings:
    """Give the settings of the imitation's app."""
    return WeComSettings(
        corp_id=CORP,
        agent_id=AGENT,
        secret=SecretStr(SECRET),
        token=SecretStr(TOKEN),
        aes_key=SecretStr(AES_KEY),
        api_url=api_url,
    )


async def _ours(home: Path, url: str, api_url: str) -> None:
    async with a_site(home, database_url=url, chats={"wecom": settings_of(api_url)}) as site:
        await site.send(*(a_hire(f"A{n:03}") for n in range(len(MEMBERS))))
        async with site.app.store.begin() as uow:
            for n, member in enumerate(MEMBERS):
                await uow.links.link(
                    channel="wecom",
                    address=f"{CORP}:{member}",
                    person_id=n + 1,
                    at=datetime.now(UTC),
                )
        await until_ended_as_a_site(site.url)


async def _bare(url: str, api_url: str, *, opens: bool) -> None:
    envelope = Envelope(token=TOKEN, aes_key=AES_KEY, receive_id=CORP)
    look, answering = look_up(url, "wecom"), set[asyncio.Task[None]]()
    async with aiohttp.ClientSession() as session:
        asking = {"corpid": CORP, "corpsecret": SECRET}
        async with session.get(f"{api_url}/cgi-bin/gettoken", params=asking) as said:
            token = (await said.json())["access_token"]

        async def send(user: str) -> None:
            name = await look(f"{CORP}:{user}")
            body = {
                "touser": user,
                "agentid": AGENT,
                "msgtype": "text",
                "text": {"content": name},
            }
            address = f"{api_url}/cgi-bin/message/send"
            async with session.post(address, params={"access_token": token}, json=body) as sent:
                await sent.read()

        async def take(request: web.Request) -> web.Response:
            raw, user = await request.read(), request.headers["X-Member"]
            if opens:
                said = envelope.opened(Query.of(request.query), sealed_in(raw))
                user = str(parsed(said)["FromUserName"])
            task = asyncio.create_task(send(user))
            answering.add(task)
            task.add_done_callback(answering.discard)
            return web.Response()

        app = web.Application()
        app.router.add_post("/wecom/callback", take)
        await serve(app)


if __name__ == "__main__":
    kind, home, database, api = sys.argv[1:]
    if kind == "ours":
        log_into(Path(home))
        asyncio.run(_ours(Path(home), database, api))
    else:
        asyncio.run(_bare(database, api, opens=kind == "opens"))
