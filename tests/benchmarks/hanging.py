"""How late the loop and the acks come while one of three platforms takes calls and never answers.

The same load with and without: a stream of deals, each a notice to a rep in Slack, WeCom or
DingTalk, and Slack commands beside them. DingTalk is the one that hangs.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import quantiles

import aiohttp

from tests.benchmarks import slack_command
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.served import REPS, deal
from tests.benchmarks.serving import child
from tests.benchmarks.wecom_callback import MEMBERS
from tests.imitations.dingtalk import BATCH, TOKEN, DingTalk, Fault
from tests.imitations.slack import SlackServer, a_slack
from tests.imitations.wecom import Qyapi, qyapi_server
from tests.journeys.site import post

_URLS = {False: 20, True: 21}
_CLIENTS = 4
_BETWEEN_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class _Late:
    """Seconds: of the loop the most and the 99th percentile, of the acks the 99th percentile."""

    most: float
    p99: float
    acks: float


async def measure(place: Place, size: Size) -> list[Figure]:
    """Load a site whose platforms all answer, and then one of which one hangs."""
    calm = await _loaded(place, size, hangs=False)
    late = await _loaded(place, size, hangs=True)
    return [
        Figure(
            database=place.database,
            what=f"{what} while 1 of 3 platforms hangs, beside none",
            value=ours * 1000,
            unit="ms",
            beside=beside * 1000,
            ratio=ours / beside,
        )
        for what, ours, beside in (
            ("the loop's longest delay", late.most, calm.most),
            ("the loop's delay, p99", late.p99, calm.p99),
            ("Slack command acked, p99,", late.acks, calm.acks),
        )
    ]


async def _loaded(place: Place, size: Size, *, hangs: bool) -> _Late:
    qyapi, far, url = Qyapi(members=MEMBERS), DingTalk(staff=set(MEMBERS)), _URLS[hangs]
    if hangs:
        far.fail(TOKEN, *[Fault.HANG] * size.answers * 10)
        far.fail(BATCH, *[Fault.HANG] * size.answers * 10)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(a_slack())
        wecom_url = await stack.enter_async_context(qyapi_server(qyapi))
        await stack.enter_async_context(far.running())
        server = await stack.enter_async_context(
            child(
                "tests.benchmarks.hanging_served",
                *(str(place.home(url)), place.url(url), slack.url, wecom_url, far.url),
            )
        )
        acks = await _load(server.url, slack, size.answers)
        server.end()
        delays = json.loads(await server.line())
    return _Late(delays["most"], delays["p99"], quantiles(acks, n=100)[98])


async def _load(url: str, slack: SlackServer, many: int) -> list[float]:
    """Send commands from four hands, steadily, and deals beside them; give the seconds of acks."""
    command, numbers, acks = slack_command.commands(url, slack), iter(range(many)), list[float]()

    async def client(session: aiohttp.ClientSession) -> None:
        for n in numbers:
            began = time.perf_counter()
            await command(session, n)
            acks.append(time.perf_counter() - began)
            await asyncio.sleep(_BETWEEN_SECONDS)

    async def deals(session: aiohttp.ClientSession) -> None:
        for n in range(many):
            await post(session, url, json.dumps(deal(f"D{n}", rep=n % REPS)[1]).encode())
            await asyncio.sleep(_BETWEEN_SECONDS)

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(deals(session), *(client(session) for _ in range(_CLIENTS)))
    return acks
