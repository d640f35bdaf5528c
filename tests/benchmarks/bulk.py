"""Scheduled jobs over many reps: seconds and memory with one and two workers, and how they grow."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import asyncpg

from config.plans import read_plan
from storage.store import Store
from tests.benchmarks.figure import Figure, Place, Size
from tests.builders import PLAN, a_deal, a_hire, given_plan, take_in
from tests.journeys.processes import kill, start_cold
from tests.servers import Valkey, free_port

_URL = 15
_LOOK_SECONDS = 0.2
#: Each run has a slot of its own: one that is done is not run again.
_MINUTES = count(1)
#: For each table what must differ in a copy; `g` counts the copies.
_COPIES = {
    "person": {"id": "id + g", "number": "number || '-' || g"},
    "deal": {"id": "id + g", "number": "number || '-' || g"},
    "deal_credit": {"deal_id": "deal_id + g", "person_id": "person_id + g"},
    "account": {"person_id": "person_id + g"},
    "commission_line": {
        "id": "id + g",
        "person_id": "person_id + g",
        "deal_id": "deal_id + g",
        "cause_id": "cause_id || '-' || g",
    },
    "inbox": {"ext_id": "ext_id || '-' || g"},
    "notice": {
        "id": "id + g",
        "person_id": "person_id + g",
        "dedup_key": "'deal:crm/close-D1-' || g || ':' || (person_id + g)",
        "state": "'sent'",
    },
}


async def measure(place: Place, size: Size) -> list[Figure]:
    """Reconcile all at each size; tell all their statement at the first."""
    if place.database == "sqlite":
        return []  # workers in processes of their own are PostgreSQL's
    figures: list[Figure] = []
    seconds: dict[tuple[int, int], float] = {}
    with Valkey() as valkey:
        await _first(place.url(_URL))
        reps = 1
        for many in size.reps:
            await _multiply(place.url(_URL), first=reps, many=many)
            reps = many
            bare = await _bare(place.url(_URL))
            for workers in (1, 2):
                took, memory = await _run(place, valkey, "reconcile", workers=workers)
                seconds[many, workers] = took
                figures.append(_figure(f"reconcile {many:,} reps", workers, took, memory, bare))
            if many == size.reps[0]:
                figures += [
                    _figure(
                        f"statements to {many:,} reps",
                        workers,
                        *await _run(place, valkey, "statement", workers=workers),
                        None,
                    )
                    for workers in (1, 2)
                ]
    few, many = size.reps[0], size.reps[-1]
    figures.append(
        Figure(
            database=place.database,
            what=f"reconcile: growth from {few:,} to {many:,} reps, per rep",
            value=seconds[many, 1] / seconds[few, 1] / (many / few),
            unit="times",
        )
    )
    return figures


def _figure(what: str, workers: int, took: float, memory: float, bare: float | None) -> Figure:
    return Figure(
        database="postgresql",
        what=f"{what}, {workers} worker{'s' if workers > 1 else ''} (peak {memory:.0f} MB)",
        value=took,
        unit="s",
        beside=bare,
        ratio=None if bare is None else took / bare,
    )


async def _first(url: str) -> None:
    """Let a rep close a deal, a month and a day ago as far as the books go."""
    at = datetime.now(UTC)
    store = Store(url, read_plan=read_plan)
    await store.upgrade()
    await given_plan(store, PLAN)
    await take_in(store, a_hire(), at=at)
    await take_in(store, a_deal(closed_at=at.isoformat()), at=at)
    await store.close()
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    period = f"{at.replace(day=1) - timedelta(days=1):%Y-%m}"
    for table in ("account", "deal_credit", "commission_line"):
        await connection.execute(f"UPDATE {table} SET period = $1", period)  # noqa: S608 - our names
    await connection.execute("UPDATE commission_line SET origin_period = period")
    await connection.execute("UPDATE inbox SET received_at = received_at - interval '1 day'")
    await connection.close()


async def _multiply(url: str, *, first: int, many: int) -> None:
    """Copy the first rep with all that is hers until there are so many."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    for table, changes in _COPIES.items():
        columns = [
            row["column_name"]
            for row in await connection.fetch(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = $1 AND table_schema = 'public'",
                table,
            )
        ]
        key = {"deal_credit": "deal_id", "account": "person_id", "inbox": "ext_id"}.get(table, "id")
        original = "'close-D1'" if table == "inbox" else f"(SELECT min({key}) FROM {table})"  # noqa: S608
        values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        await connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table},"  # noqa: S608 - our names
            f" generate_series({first}, {many - 1}) g WHERE {key} = {original}"
        )
    await connection.execute("ANALYZE")
    await connection.close()


async def _bare(url: str) -> float:
    """Give the seconds of the same comparison as one question of the driver."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    started = time.perf_counter()
    await connection.fetch(
        "SELECT a.person_id FROM account a"
        " JOIN (SELECT person_id, plan_version_id, origin_period, sum(amount_minor) AS n"
        "  FROM commission_line GROUP BY 1, 2, 3) l ON l.person_id = a.person_id"
        " AND l.plan_version_id = a.plan_version_id AND l.origin_period = a.period"
        " JOIN (SELECT person_id, plan_version_id, period, sum(base_minor) AS n"
        "  FROM deal_credit GROUP BY 1, 2, 3) c ON c.person_id = a.person_id"
        " AND c.plan_version_id = a.plan_version_id AND c.period = a.period"
        " WHERE l.n <> a.posted_minor OR c.n <> a.base_minor"
    )
    took = time.perf_counter() - started
    await connection.close()
    return took


async def _run(place: Place, valkey: Valkey, job: str, *, workers: int) -> tuple[float, float]:
    """Give the seconds of one slot from its taking to its end, and a worker's peak in MB."""
    url = place.url(_URL)
    store = Store(url, read_plan=read_plan)
    slot = datetime.now(UTC).replace(day=1, hour=0, minute=next(_MINUTES), second=0, microsecond=0)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        crew: list[asyncio.subprocess.Process] = []
        for role in [*["worker"] * workers, "clock"]:
            home = place.folder / f"{job}-{time.monotonic_ns()}"
            home.mkdir(parents=True)
            process = await start_cold(
                home, url, free_port(), roles=[role], FOOTHOLD_REDIS_URL=valkey.url
            )
            crew.append(process)
            stack.push_async_callback(kill, process)
        async with store.begin() as uow:
            await uow.jobs.add(job, [slot], is_scheduled=False)
        while True:
            async with store.read() as uow:
                run = await uow.jobs.run(job, slot)
            if run is not None and run.state in ("done", "failed"):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        memory = max(_peak(one.pid) for one in crew[:workers])
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    row = await connection.fetchrow(
        "SELECT state, failed, finished_at - started_at AS took FROM job_run"
        " WHERE job = $1 AND slot = $2",
        job,
        slot,
    )
    await connection.execute("DELETE FROM notice WHERE kind = 'statement'")
    await connection.close()
    assert (row["state"], row["failed"]) == ("done", 0), dict(row)
    return row["took"].total_seconds(), memory


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    [peak] = [line for line in lines if line.startswith("VmHWM:")]
    return int(peak.split()[1]) / 1024
