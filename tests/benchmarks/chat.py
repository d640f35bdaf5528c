"""Chat answers per second, from what a rep typed to the card in her chat."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from bot.channels.channel import Inbound
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.served import deal
from tests.builders import a_hire
from tests.journeys.site import Site, a_site

NUMBER = 8
_QUESTION = "我今天的佣金"
_DEALS = 40


async def measure(place: Place, size: Size) -> list[Figure]:
    """Ask one question after the other, of a rep with deals today."""
    async with a_site(place.home(NUMBER), database_url=place.url(NUMBER)) as site:
        await site.send(a_hire("A000"))
        await site.link(1)
        await site.send(*(deal(f"Q{n}") for n in range(_DEALS)))
        await site.told(1, 1)
        await _ask(site, 10)
        started = time.perf_counter()
        await _ask(site, size.answers)
        rate = size.answers / (time.perf_counter() - started)
    return [Figure(database=place.database, what="chat answers", value=rate, unit="answers/s")]


async def _ask(site: Site, times: int) -> None:
    for _ in range(times):
        at = datetime.now(UTC)
        inbound = Inbound(
            id=f"asked-{at.isoformat()}", channel="webchat", sender="1", at=at, text=_QUESTION
        )
        await site.app.dispatcher.receive(inbound)
