"""Deals per second through the signed webhook, beside the same rows written bare."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence

import aiohttp

from tests.benchmarks.bare import bare
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.served import deal, served
from tests.journeys.site import post

_BATCH = 100
_CLIENTS = 64

Send = Callable[[Sequence[str]], Awaitable[None]]


async def measure(place: Place, size: Size) -> list[Figure]:
    """Fill three sites, each in one way; each has its rows copied bare at once."""
    ways = (
        ("webhook, single client", _single, size.deals, "≥ 0.25", False),
        ("webhook, batch of 100", _batches, size.batched, "≥ 0.5", True),
        ("webhook, 64 clients", _crowd, size.deals * 4, "", False),
    )
    figures: list[Figure] = []
    for n, (what, way, deals, aim, is_grouped) in enumerate(ways):
        async with served(place.home(n), place.url(2 * n), is_linked=False) as server:
            await way(server.url, [f"warm-{i}" for i in range(_BATCH)])
            started, before = time.perf_counter(), await server.cpu()
            await way(server.url, [f"D{i}" for i in range(deals)])
            rate = deals / (time.perf_counter() - started)
            cpu = (await server.cpu() - before) / deals
        rates = await bare(place.url(2 * n), place.url(2 * n + 1))
        beside = rates.grouped if is_grouped else rates.single
        figures += [
            Figure(
                database=place.database,
                what=what,
                value=rate,
                unit="deals/s",
                beside=beside,
                ratio=rate / beside,
                aim=aim,
            ),
            Figure(
                database=place.database,
                what=f"{what}: CPU a deal, with what the relay did meanwhile",
                value=cpu * 1e6,
                unit="µs",
            ),
        ]
    return figures


async def _send(session: aiohttp.ClientSession, address: str, numbers: Sequence[str]) -> None:
    events = [deal(number, rep=n)[1] for n, number in enumerate(numbers)]
    answer = await post(session, address, json.dumps({"events": events}).encode())
    assert [result["result"] for result in answer.results] == ["accepted"] * len(numbers)


async def _single(address: str, numbers: Sequence[str]) -> None:
    async with aiohttp.ClientSession() as session:
        for number in numbers:
            await _send(session, address, [number])


async def _batches(address: str, numbers: Sequence[str]) -> None:
    async with aiohttp.ClientSession() as session:
        for start in range(0, len(numbers), _BATCH):
            await _send(session, address, numbers[start : start + _BATCH])


async def _crowd(address: str, numbers: Sequence[str]) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_CLIENTS)) as session:

        async def client(mine: Sequence[str]) -> None:
            for number in mine:
                await _send(session, address, [number])

        await asyncio.gather(*(client(numbers[n::_CLIENTS]) for n in range(_CLIENTS)))
