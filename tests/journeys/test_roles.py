"""Four processes, one role each, on PostgreSQL and Valkey: the journeys hold there too."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.channels import wire
from config.plans import read_plan
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire
from tests.commands import Running
from tests.jobs.crew import answers
from tests.journeys.processes import kill, start
from tests.journeys.site import Answer, post
from tests.patience import SECONDS, until_found
from tests.servers import free_port

_ROLES = ("web", "relay", "worker", "clock")


class Town:
    """A site whose roles are processes."""

    def __init__(self, home: Path, store: Store, redis_url: str) -> None:
        self._home, self.store, self._redis_url = home, store, redis_url
        self.ports = {role: free_port() for role in _ROLES}
        self.processes: dict[str, Running] = {}

    async def start(self, role: str) -> None:
        self.processes[role] = await start(
            self._home,
            self.store.url,
            self.ports[role],
            output=self._log(role),
            roles=[role],
            FOOTHOLD_REDIS_URL=self._redis_url,
        )

    def said_by(self, role: str) -> str:
        return self._log(role).read_text("utf-8")

    def _log(self, role: str) -> Path:
        return self._home / f"{role}.log"

    async def send(self, *events: tuple[str, object]) -> Answer:
        body = json.dumps({"events": [raw for _, raw in events]}).encode()
        async with aiohttp.ClientSession() as session:
            return await post(session, f"http://127.0.0.1:{self.ports['web']}", body)

    async def told(self, count: int) -> list[str]:
        return await until_found(self._lines, lambda lines: len(lines) >= count)

    async def _lines(self) -> list[str]:
        async with self.store.read() as uow:
            entries = await uow.chat.page(person_id=1, before=None, limit=100)
        return [wire.read(one.body).message.text.splitlines()[0] for one in entries]


@pytest.fixture
async def town(tmp_path: Path, pg_url: str, redis_url: str) -> AsyncIterator[Town]:
    async with _town(tmp_path, pg_url, redis_url) as made:
        yield made


@asynccontextmanager
async def _town(home: Path, pg_url: str, redis_url: str) -> AsyncIterator[Town]:
    store = Store(pg_url, read_plan=read_plan)
    await store.upgrade()
    async with store.begin() as uow:
        at = datetime.now(UTC)
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=at)
    made = Town(home, store, redis_url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        for role in _ROLES:
            await made.start(role)
        stack.push_async_callback(_end, made)
        yield made


async def _end(town: Town) -> None:
    for process in town.processes.values():
        await kill(process)


async def _link(town: Town) -> None:
    async with town.store.begin() as uow:
        await uow.links.link(channel="webchat", address="1", person_id=1, at=datetime.now(UTC))


async def test_a_deal_that_one_process_takes_in_is_told_by_another(town: Town) -> None:
    await town.send(a_hire("A001"))
    await _link(town)

    for _ in range(2):
        await town.send(a_deal("D1", closed_at=datetime.now(UTC).isoformat()))

    assert len(await town.told(1)) == 1


async def test_what_a_killed_relay_left_is_told_by_the_next(town: Town) -> None:
    await town.send(a_hire("A001"))
    await _link(town)
    await kill(town.processes["relay"])
    await town.send(a_deal("D1", closed_at=datetime.now(UTC).isoformat()))

    await town.start("relay")

    assert len(await town.told(1)) == 1


async def test_the_clock_has_its_work_done_by_the_worker(town: Town) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=2)
    await town.send(a_hire("A001"), a_deal("D1"))
    async with town.store.begin() as uow:
        await uow.jobs.add("reconcile", [yesterday])

    assert await _end_of(town, "reconcile") == "done"
    assert '"job.shard_taken"' in town.said_by("worker")
    assert '"job.shard_taken"' not in town.said_by("clock")


async def test_sigterm_ends_every_role_in_order(town: Town) -> None:
    for process in town.processes.values():
        process.send_signal(signal.SIGTERM)

    ends = [await asyncio.wait_for(one.wait(), SECONDS) for one in town.processes.values()]

    assert ends == [0, 0, 0, 0]


async def _end_of(town: Town, job: str) -> str:
    """Wait until the oldest run of a job is over, and say how it ended."""
    query = f"SELECT state FROM job_run WHERE job = '{job}' ORDER BY slot LIMIT 1"  # noqa: S608
    ends = [("done",)], [("failed",)]
    [(state,)] = await until_found(lambda: answers(town.store, query), lambda it: it in ends)
    return str(state)
