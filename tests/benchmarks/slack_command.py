"""Signed Slack commands answered per second, beside a bare bolt app and a bare handler."""

from __future__ import annotations

import aiohttp

from tests.benchmarks.asking import Ask, Run, asked, compared
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.served import REPS
from tests.benchmarks.serving import child
from tests.imitations.slack import TEAM, SlackServer, a_slack, form, signed

_URL = 14


async def measure(place: Place, size: Size) -> list[Figure]:
    """Ask the same of all three, one after the other, on the database that ours has filled."""
    runs = {kind: await run(kind, place, size) for kind in ("ours", "bolt", "bare")}
    others = (("bolt", "bare bolt", "≥ 1.0"), ("bare", "a bare handler", "≥ 0.5"))
    return compared(place, "Slack command", runs, others)


async def run(kind: str, place: Place, size: Size, *, url: int = _URL) -> Run:
    """Ask one of the three; `ours` fills the database first."""
    async with (
        a_slack() as slack,
        child(
            "tests.benchmarks.slack_served",
            *(kind, str(place.home(url)), place.url(url), slack.url),
        ) as server,
    ):
        ask = commands(server.url, slack)

        def answered() -> int:
            return len(slack.posted)

        await asked(ask, 50, answered=answered)
        return await asked(ask, size.answers * 4, answered=answered)


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
