"""Signed Slack commands answered per second, beside a bare bolt app and a bare handler."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp

from tests.benchmarks.asking import Ask, Server, compared, in_turns
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.served import REPS
from tests.benchmarks.serving import child
from tests.imitations.slack import TEAM, SlackServer, a_slack, form, signed

_URL = 14


async def measure(place: Place, size: Size) -> list[Figure]:
    """Ask the same of all three, in turns, on the database that ours has filled."""
    async with AsyncExitStack() as stack:
        servers = {
            kind: await stack.enter_async_context(a_server(kind, place))
            for kind in ("ours", "bolt", "bare")
        }
        runs = await in_turns(servers, size.answers * 4)
    others = (("bolt", "bare bolt", "≥ 1.0"), ("bare", "a bare handler", "≥ 0.5"))
    return compared(place, "Slack command", runs, others)


@asynccontextmanager
async def a_server(kind: str, place: Place, *, url: int = _URL) -> AsyncIterator[Server]:
    """Start one of the three; `ours` fills the database, so it is the first."""
    module, home = "tests.benchmarks.slack_served", str(place.home(url))
    async with a_slack() as slack, child(module, kind, home, place.url(url), slack.url) as server:
        yield Server(commands(server.url, slack), lambda: len(slack.posted), server.cpu)


def commands(url: str, slack: SlackServer) -> Ask:
    """Give what types "/foothold 帮助" for one rep after the other."""

    async def ask(session: aiohttp.ClientSession, n: int) -> None:
        raw, kind = command(f"U{n % REPS}", slack.trigger())
        headers = {"Content-Type": kind, **signed(raw)}
        async with session.post(f"{url}/slack/events", data=raw, headers=headers) as answer:
            assert answer.status == 200

    return ask


def command(user: str, trigger: str) -> tuple[bytes, str]:
    """Give the body of a command, and its type."""
    return form(
        {
            "team_id": TEAM,
            "channel_id": f"D{user}",
            "channel_name": "directmessage",
            "user_id": user,
            "command": "/foothold",
            "text": "帮助",
            "response_url": "http://127.0.0.1/none",
            "trigger_id": trigger,
        }
    )
