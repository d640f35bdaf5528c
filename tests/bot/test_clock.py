"""Which slots a cron has, when summer time comes and goes, and how a clock begins and ends."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.clock import Clock, slots_between
from jobs.job import Acted, Job, JobSite, Occasion
from jobs.runner import Runner
from jobs.schedule import JOBS
from rules.schedule import CatchUp
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import AT
from tests.fakes import FixedClock
from tests.jobs.crew import Crew, a_job, act
from tests.patience import SECONDS

_BERLIN = "Europe/Berlin"


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "after", "until", "slots"),
    [
        pytest.param(
            "30 2 * * *",
            "2026-03-28T00:00",
            "2026-03-30T12:00",
            ["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"],
            id="half past two is skipped",
        ),
        pytest.param(
            "30 2 * * *",
            "2026-10-24T00:00",
            "2026-10-26T12:00",
            ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"],
            id="half past two comes twice",
        ),
        pytest.param(
            "30 2 * * *",
            "2026-10-25T00:31",
            "2026-10-25T02:00",
            [],
            id="the second half past two is none",
        ),
        pytest.param(
            "0 * * * *",
            "2026-03-28T23:30",
            "2026-03-29T02:00",
            ["2026-03-29T00:00", "2026-03-29T01:00", "2026-03-29T02:00"],
            id="hourly over the skipped hour",
        ),
        pytest.param(
            "0 7 * * mon",
            "2026-11-24T00:00",
            "2026-12-08T00:00",
            ["2026-11-30T06:00", "2026-12-07T06:00"],
            id="mondays by name",
        ),
        pytest.param("0 7 * * *", "2026-11-24T06:00", "2026-11-25T05:59", [], id="just before"),
        pytest.param(
            "0 7 * * *", "2026-11-24T06:00", "2026-11-25T06:00", ["2026-11-25T06:00"], id="at"
        ),
        pytest.param("0 7 * * *", "2026-11-24T06:00", "2026-11-20T00:00", [], id="clock set back"),
    ],
)
def test_the_slots_of_a_cron(cron: str, after: str, until: str, slots: list[str]) -> None:
    found = slots_between(cron, _at(after), _at(until), zone=_BERLIN)

    assert found == [_at(slot) for slot in slots]


#: By the days of a cron: 2026 has 365 days, 52 Mondays, 52 Wednesdays and 52 Fridays.
_SLOTS_OF_2026 = {"*": 365, "mon": 52, "wed,fri": 104, "fri": 52, "sun": 52}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: str(job.name))
def test_every_job_has_its_slots_all_year_and_says_what_it_does(job: Job) -> None:
    slots = slots_between(job.cron, _at("2026-01-01"), _at("2027-01-01"), zone=_BERLIN)

    *_, of_month, _, of_week = job.cron.split()
    assert len(slots) == (12 if of_month in {"1", "2"} else _SLOTS_OF_2026[of_week])
    assert job.help.endswith(".")


@pytest.fixture
def crew(store: Store) -> Crew:
    """Runners on each database."""
    return Crew(store)


async def _nothing() -> None:
    return None


async def test_a_clock_that_starts_catches_up_what_was_missed(crew: Crew) -> None:
    job = a_job(1)
    await crew.started(job, hours=2)
    done = asyncio.Event()

    async def last(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        if occasion.slot == crew.clock.now:
            done.set()
        return await act(one, occasion, uow)

    clock = Clock(crew.runner(a_job(1, act=last)), zone="Asia/Shanghai", seal=_nothing)
    clock.start()
    async with asyncio.timeout(SECONDS):
        await done.wait()
    await clock.stop()

    assert await crew.acted() == [("04:00", 1), ("05:00", 1)]
    assert await crew.states() == ["done", "done"]


async def test_a_stop_waits_for_the_act_in_hand(crew: Crew) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slow(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        begun.set()
        await may_end.wait()
        return await act(one, occasion, uow)

    job = a_job(act=slow, size=5)
    await crew.started(job, hours=1)
    clock = Clock(crew.runner(job), zone="Asia/Shanghai", seal=_nothing)
    clock.start()
    async with asyncio.timeout(SECONDS):
        await begun.wait()
    stopping = asyncio.create_task(clock.stop())
    await asyncio.sleep(0)
    may_end.set()
    await stopping

    assert await crew.acted() == [("04:00", 1)]
    assert [key.shard for key in await crew.free_shards()] == [0]


async def test_the_product_s_own_table_ticks_through_a_month(store: Store) -> None:
    now = FixedClock(AT)
    runner = Runner(
        store,
        jobs=JOBS,
        site=JobSite(),
        clock=now,
        slots_between=partial(slots_between, zone="Asia/Shanghai"),
        owner="test",
    )
    for job in JOBS:
        await runner.tick(job.name)
    now.pass_time(days=31)

    for job in JOBS:
        await runner.tick(job.name)

    async with store.read() as uow:
        ends = {job.name: await uow.jobs.newest(job.name, limit=100) for job in JOBS}
    assert {name: len(runs) for name, runs in ends.items()} == {
        job.name: 31 if job.catch_up is CatchUp.EACH else 1 for job in JOBS
    }
    assert {run.state for runs in ends.values() for run in runs} == {"done"}
