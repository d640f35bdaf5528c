"""Signed Slack commands answered per second, beside a bare bolt app and a bare handler."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import quantiles

import aiohttp

from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.served import REPS
from tests.imitations.slack import TEAM, SlackServer, a_slack, form, signed

_URL = 14
_CLIENTS = 16
_LOOK_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class _Run:
    """Answers a second, and the 99th percentile of the ack in seconds."""

    rate: float
    p99: float


async def measure(place: Place, size: Size) -> list[Figure]:
    """Ask the same of all three, one after the other, on the database that ours has filled."""
    runs: dict[str, _Run] = {}
    for kind in ("ours", "bolt", "bare"):
        async with a_slack() as slack, _served(kind, place, slack) as url:
            await _asked(url, slack, 50)
            runs[kind] = await _asked(url, slack, size.answers * 4)
    ours = runs["ours"]
    return [
        figure
        for kind, name, aim in (("bolt", "bare bolt", "≥ 1.0"), ("bare", "a bare handler", "≥ 0.5"))
        for figure in (
            Figure(
                database=place.database,
                what=f"Slack command answered, beside {name}",
                value=ours.rate,
                unit="answers/s",
                beside=runs[kind].rate,
                ratio=ours.rate / runs[kind].rate,
                aim=aim,
            ),
            Figure(
                database=place.database,
                what=f"Slack command acked, p99, beside {name}",
                value=ours.p99 * 1000,
                unit="ms",
                beside=runs[kind].p99 * 1000,
                ratio=ours.p99 / runs[kind].p99,
            ),
        )
    ]


@asynccontextmanager
async def _served(kind: str, place: Place, slack: SlackServer) -> AsyncIterator[str]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.benchmarks.slack_served", kind),
        *(str(place.home(_URL)), place.url(_URL), slack.url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    try:
        yield (await asyncio.wait_for(child.stdout.readline(), 60)).decode().strip()
    finally:
        child.stdin.close()
        await child.wait()


async def _asked(url: str, slack: SlackServer, many: int) -> _Run:
    """Send so many commands from sixteen hands, and wait until each is answered."""
    posted, acks = len(slack.posted), list[float]()
    numbers = iter(range(many))

    async def client(session: aiohttp.ClientSession) -> None:
        for n in numbers:
            acks.append(await _command(session, url, f"U{n % REPS}", slack.trigger()))

    started = time.perf_counter()
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(client(session) for _ in range(_CLIENTS)))
    while len(slack.posted) < posted + many:  # noqa: ASYNC110 - an event would cost as much
        await asyncio.sleep(_LOOK_SECONDS)
    took = time.perf_counter() - started
    return _Run(many / took, quantiles(acks, n=100)[98])


async def _command(session: aiohttp.ClientSession, url: str, user: str, trigger: str) -> float:
    raw, kind = form(
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
    began = time.perf_counter()
    headers = {"Content-Type": kind, **signed(raw)}
    async with session.post(f"{url}/slack/events", data=raw, headers=headers) as answer:
        assert answer.status == 200
    return time.perf_counter() - began
