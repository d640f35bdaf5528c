"""Sealed WeCom callbacks answered per second, beside bare handlers that ask the same query."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count

import aiohttp

from tests.benchmarks.asking import Ask, Server, compared, in_turns
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.serving import child
from tests.imitations.wecom import Caller, Qyapi, qyapi_server

_URL = 16
#: So many that nobody is sent thirty messages in a minute: what waits for that is not our work.
MEMBERS = tuple(f"u{n}" for n in range(100))


async def measure(place: Place, size: Size) -> list[Figure]:
    """Ask the same of all three, in turns, on the database that ours has filled."""
    async with AsyncExitStack() as stack:
        servers = {
            kind: await stack.enter_async_context(a_server(kind, place))
            for kind in ("ours", "opens", "bare")
        }
        runs = await in_turns(servers, size.answers * 4)
    others = (
        ("bare", "a bare handler", "≥ 0.5"),
        ("opens", "a bare handler that opens the envelope", ""),
    )
    return compared(place, "WeCom callback", runs, others)


@asynccontextmanager
async def a_server(kind: str, place: Place, *, url: int = _URL) -> AsyncIterator[Server]:
    """Start one of the three; `ours` fills the database, so it is the first."""
    module, home, qyapi = (
        "tests.benchmarks.wecom_served",
        str(place.home(url)),
        Qyapi(members=MEMBERS),
    )
    async with (
        qyapi_server(qyapi) as api_url,
        child(module, kind, home, place.url(url), api_url) as server,
    ):
        yield Server(callbacks(server.url), lambda: qyapi.count("message/send"), server.cpu)


def callbacks(url: str) -> Ask:
    """Give what writes "帮助" for one member after the other."""
    caller, numbers = Caller(), count(time.time_ns())

    async def ask(session: aiohttp.ClientSession, n: int) -> None:
        user = MEMBERS[n % len(MEMBERS)]
        said = caller.text("帮助", at=time.time(), user=user, msg_id=str(next(numbers)))
        # Who it is, for the one that does not open the envelope.
        headers = {"X-Member": user}
        async with session.post(
            f"{url}/wecom/callback", params=said.query, data=said.body, headers=headers
        ) as answer:
            assert answer.status == 200

    return ask
