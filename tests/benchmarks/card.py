"""From the POST of a deal to the card in the rep's chat."""

from __future__ import annotations

import asyncio
import json
import time
from statistics import quantiles

import aiohttp

from config.plans import read_plan
from storage.store import Store
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.served import deal, served
from tests.journeys.site import post

#: The database of this measurement among the place's.
NUMBER = 6
_PAUSE = 0.002
_REP = 1


async def measure(place: Place, size: Size) -> list[Figure]:
    """Send deals one after the other, each when the card of the one before has come."""
    async with served(place.home(NUMBER), place.url(NUMBER), is_linked=True) as server:
        store = Store(place.url(NUMBER), read_plan=read_plan)
        try:
            seconds = await _cards(store, server.url, size.cards)
        finally:
            await store.close()
    cuts = quantiles(seconds, n=20)
    return [
        Figure(
            database=place.database, what=f"event to card, {name}", value=value * 1000, unit="ms"
        )
        for name, value in (("p50", cuts[9]), ("p95", cuts[18]))
    ]


async def _cards(store: Store, address: str, count: int) -> list[float]:
    seconds: list[float] = []
    last = 0
    async with aiohttp.ClientSession() as session:
        for n in range(count):
            body = json.dumps(deal(f"C{n}")[1]).encode()
            started = time.perf_counter()
            await post(session, address, body)
            last = await asyncio.wait_for(_next(store, last), 20)
            seconds.append(time.perf_counter() - started)
    return seconds


async def _next(store: Store, last: int) -> int:
    """Wait for an entry after the last."""
    while True:
        async with store.read() as uow:
            entries = await uow.chat.after(person_id=_REP, entry_id=last, limit=10)
        if entries:
            return entries[-1].id
        await asyncio.sleep(_PAUSE)
