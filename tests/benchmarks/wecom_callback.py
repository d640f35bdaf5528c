"""Sealed WeCom callbacks answered per second, beside bare handlers that ask the same query."""

from __future__ import annotations

import time
from itertools import count

import aiohttp

from tests.benchmarks.asking import Ask, Run, asked, compared
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.served import REPS
from tests.benchmarks.serving import child
from tests.imitations.wecom import Caller, Qyapi, qyapi_server

_URL = 16
MEMBERS = tuple(f"u{n}" for n in range(REPS))


async def measure(place: Place, size: Size) -> list[Figure]:
    """Ask the same of all three, one after the other, on the database that ours has filled."""
    runs = {kind: await run(kind, place, size) for kind in ("ours", "opens", "bare")}
    others = (
        ("bare", "a bare handler", "≥ 0.5"),
        ("opens", "a bare handler that opens the envelope", ""),
    )
    return compared(place, "WeCom callback", runs, others)


async def run(kind: str, place: Place, size: Size, *, url: int = _URL) -> Run:
    """Ask one of the three; `ours` fills the database first."""
    qyapi = Qyapi(members=MEMBERS)
    async with (
        qyapi_server(qyapi) as api_url,
        child(
            "tests.benchmarks.wecom_served",
            *(kind, str(place.home(url)), place.url(url), api_url),
        ) as server,
    ):
        ask = callbacks(server.url)

        def answered() -> int:
            return qyapi.count("message/send")

        await asked(ask, 50, answered=answered)
        return await asked(ask, size.answers * 4, answered=answered)


def callbacks(url: str) -> Ask:
    """Give what writes "帮助" for one member after the other."""
    caller, numbers = Caller(), count(time.time_ns())

    async def ask(session: aiohttp.ClientSession, n: int) -> None:
        user = MEMBERS[n % REPS]
        said = caller.text("帮助", at=time.time(), user=user, msg_id=str(next(numbers)))
        # Who it is, for the one that does not open the envelope.
        headers = {"X-Member": user}
        async with session.post(
            f"{url}/wecom/callback", params=said.query, data=said.body, headers=headers
        ) as answer:
            assert answer.status == 200

    return ask
