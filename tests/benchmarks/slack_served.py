"""A server of Slack commands in a process of its own: ours, a bare bolt app, a bare handler.

`python -m tests.benchmarks.slack_served KIND HOME DATABASE_URL SLACK_URL`. The bare ones look her
up in the same database by the same key, and post a line as the answer.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from config.platforms import SlackSettings
from rules.privacy import DataClass
from tests.benchmarks.served import REPS
from tests.benchmarks.serving import log_into, look_up, serve, until_ended_as_a_site
from tests.builders import a_hire
from tests.imitations.slack import BOT_TOKEN, SIGNING_SECRET, TEAM
from tests.journeys.site import a_site


def settings_of(slack_url: str) -> SlackSettings:
    """Give the settings of the imitation's app."""
    return SlackSettings(
        bot_token=SecretStr(BOT_TOKEN),
        signing_secret=SecretStr(SIGNING_SECRET),
        api_url=f"{slack_url}/api/",
        carries=DataClass.ASSESSMENT,
    )


async def _ours(home: Path, url: str, slack_url: str) -> None:
    async with a_site(home, database_url=url, chats={"slack": settings_of(slack_url)}) as site:
        await site.send(*(a_hire(f"A{n:03}") for n in range(REPS)))
        async with site.app.store.begin() as uow:
            for n in range(REPS):
                await uow.links.link(
                    channel="slack",
                    address=f"{TEAM}:U{n}",
                    person_id=n + 1,
                    at=datetime.now(UTC),
                )
        await until_ended_as_a_site(site.url)


async def _bolt(url: str, slack_url: str) -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(BOT_TOKEN, base_url=f"{slack_url}/api/", session=session)
        app = AsyncApp(client=client, signing_secret=SIGNING_SECRET)
        look = look_up(url, "slack")

        @app.command("/foothold")
        async def answer(ack: AsyncAck, body: dict[str, str], client: AsyncWebClient) -> None:
            await ack()
            name = await look(f"{body['team_id']}:{body['user_id']}")
            await client.chat_postMessage(channel=body["user_id"], text=name)

        await serve(app.server().web_app)


async def _bare(url: str, slack_url: str) -> None:
    async with aiohttp.ClientSession() as session:
        look = look_up(url, "slack")
        answering: set[asyncio.Task[None]] = set()

        async def post(fields: dict[str, str]) -> None:
            name = await look(f"{fields['team_id']}:{fields['user_id']}")
            body = {"channel": fields["user_id"], "text": name}
            headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
            address = f"{slack_url}/api/chat.postMessage"
            async with session.post(address, json=body, headers=headers) as said:
                await said.read()

        async def take(request: web.Request) -> web.Response:
            task = asyncio.create_task(post(dict(parse_qsl((await request.read()).decode()))))
            answering.add(task)
            task.add_done_callback(answering.discard)
            return web.Response()

        app = web.Application()
        app.router.add_post("/slack/events", take)
        await serve(app)


if __name__ == "__main__":
    kind, home, database, slack = sys.argv[1:]
    if kind == "ours":
        log_into(Path(home))
        asyncio.run(_ours(Path(home), database, slack))
    else:
        asyncio.run((_bolt if kind == "bolt" else _bare)(database, slack))
