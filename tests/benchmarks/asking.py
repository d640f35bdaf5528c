"""Many people who ask at once: how many are answered a second, and how late their acks come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

import aiohttp

from tests.benchmarks.figure import Figure, Place

_CLIENTS = 16
_WARM, _ROUNDS = 50, 5
_LOOK_SECONDS = 0.002

#: Asks for the n-th time, and returns with the ack.
Ask = Callable[[aiohttp.ClientSession, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Run:
    """Answers a second; in seconds the 99th percentile of the ack, and the server's CPU an answer.

    The CPU of a server of PostgreSQL is not in it.
    """

    rate: float
    p99: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who is asked, how many answers have come, and how much CPU that took so far."""

    ask: Ask
    answered: Callable[[], int]
    cpu: Callable[[], Awaitable[float]]


async def asked(server: Server, many: int) -> Run:
    """Ask so many times from sixteen hands, and wait until each is answered."""
    before, began_at, acks = server.answered(), await server.cpu(), list[float]()
    numbers = iter(range(many))

    async def client(session: aiohttp.ClientSession) -> None:
        for n in numbers:
            began = time.perf_counter()
            await server.ask(session, n)
            acks.append(time.perf_counter() - began)

    started = time.perf_counter()
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(client(session) for _ in range(_CLIENTS)))
    while server.answered() < before + many:  # noqa: ASYNC110 - an event would cost as much
        await asyncio.sleep(_LOOK_SECONDS)
    rate = many / (time.perf_counter() - started)
    return Run(rate, quantiles(acks, n=100)[98], (await server.cpu() - began_at) / many)


async def in_turns(servers: Mapping[str, Server], many: int) -> dict[str, Run]:
    """Ask all of them, warmed up, a round each in turn: a machine's speed changes by the minute."""
    runs: dict[str, list[Run]] = {kind: [] for kind in servers}
    for server in servers.values():
        await asked(server, _WARM)
    for _ in range(_ROUNDS):
        for kind, server in servers.items():
            runs[kind].append(await asked(server, many // _ROUNDS))
    return {
        kind: Run(
            median(run.rate for run in found),
            median(run.p99 for run in found),
            median(run.cpu for run in found),
        )
        for kind, found in runs.items()
    }


def compared(
    place: Place, what: str, runs: Mapping[str, Run], others: Sequence[tuple[str, str, str]]
) -> list[Figure]:
    """Put our run beside each of the others: its kind, its name, and what we aim at."""
    ours = runs["ours"]
    return [
        figure
        for kind, name, aim in others
        for figure in (
            Figure(
                database=place.database,
                what=f"{what} answered, beside {name}",
                value=ours.rate,
                unit="answers/s",
                beside=runs[kind].rate,
                ratio=ours.rate / runs[kind].rate,
                aim=aim,
            ),
            Figure(
                database=place.database,
                what=f"{what} acked, p99, beside {name}",
                value=ours.p99 * 1000,
                unit="ms",
                beside=runs[kind].p99 * 1000,
                ratio=ours.p99 / runs[kind].p99,
            ),
            Figure(
                database=place.database,
                what=f"{what}: CPU an answer, beside {name}",
                value=ours.cpu * 1e6,
                unit="µs",
                beside=runs[kind].cpu * 1e6,
                ratio=ours.cpu / runs[kind].cpu,
            ),
        )
    ]
