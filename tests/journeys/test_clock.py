"""Real processes: three clocks run each slot once, and go on after one that was killed."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from config.plans import read_plan
from storage.store import Store
from tests import commands
from tests.commands import Running
from tests.jobs.crew import Crew, a_job, answers
from tests.journeys.processes import kill, stalled
from tests.patience import until_found

_ALL = [1, 2, 3, 4, 5]


@pytest.fixture
async def crew(pg_url: str) -> AsyncIterator[Crew]:
    """A store on PostgreSQL whose job was first looked at at 03:00."""
    store = Store(pg_url, read_plan=read_plan)
    await store.upgrade()
    made = Crew(store)
    await made.started(a_job())
    yield made
    await store.close()


@asynccontextmanager
async def _clocks(crew: Crew, *, hours: int, count: int = 3) -> AsyncIterator[dict[str, Running]]:
    """Run clocks by process id until the block is left; then all are killed."""
    async with AsyncExitStack() as stack:
        running: dict[str, Running] = {}
        for _ in range(count):
            process = commands.start(
                *(crew.store.url, str(hours)),
                env=os.environ,
                module="tests.journeys.clock_process",
            )
            stack.push_async_callback(kill, process)
            running[str(process.pid)] = process
        yield running


async def _until_done(crew: Crew, count: int) -> None:
    await until_found(crew.states, lambda found: found == ["done"] * count)


async def test_three_clocks_run_nine_missed_slots_once_each(crew: Crew) -> None:
    async with _clocks(crew, hours=9):
        await _until_done(crew, 9)

    assert await crew.acted() == [(f"{hour:02}:00", n) for hour in range(4, 13) for n in _ALL]


async def test_what_a_killed_owner_left_is_finished_once_by_another(crew: Crew) -> None:
    async with AsyncExitStack() as held:
        on, when = "INSERT ON audit", "NEW.subject = '3'"
        stall = await held.enter_async_context(stalled(crew.store.url, on=on, when=when))
        async with _clocks(crew, hours=1) as running:
            await stall.reached()
            [(owner,)] = await answers(crew.store, "SELECT lease_owner FROM job_shard")
            await kill(running[str(owner)])
            before = await crew.acted()
            await held.aclose()
            await _until_done(crew, 1)

    assert before == [("04:00", 1), ("04:00", 2)]
    assert await crew.acted() == [("04:00", n) for n in _ALL]
