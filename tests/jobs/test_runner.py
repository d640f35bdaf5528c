"""Each slot is run once, on any number of runners, whatever becomes of them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from config.plans import read_plan
from jobs.job import Acted, Occasion, Within
from rules.schedule import CatchUp
from storage.job import START, Tally
from storage.job_shard import Shard, ShardKey
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import AT, a_hire, take_in
from tests.fakes import FixedClock
from tests.jobs.crew import HOUR, Crew, a_job, act, answers, nobody
from tests.servers import free_port

_ALL = [1, 2, 3, 4, 5]


@pytest.fixture
def crew(store: Store) -> Crew:
    """Runners on each database; it is 03:00."""
    return Crew(store)


@pytest.fixture
async def other(crew: Crew) -> AsyncIterator[Store]:
    """The same database as another process has it open."""
    opened = Store(crew.store.url, read_plan=read_plan)
    yield opened
    await opened.close()


async def test_a_new_job_counts_from_its_first_start(crew: Crew) -> None:
    job = a_job()

    await crew.runner(job).tick("count")
    await crew.runner(job).tick("count")

    assert await crew.acted() == []
    assert await crew.states() == []


async def test_two_clocks_that_begin_at_once_lose_no_slot_between_their_starts(crew: Crew) -> None:
    job = a_job(1)
    await crew.started(job, hours=1)
    crew.clock.pass_time(minutes=1)
    async with crew.store.begin() as uow:
        await uow.jobs.add("count", [crew.clock.now], state=START)

    await crew.runner(job).tick("count")

    assert await crew.acted() == [("04:00", 1)]


async def test_a_slot_that_is_due_is_run_for_everybody_once(crew: Crew) -> None:
    job = a_job()
    await crew.started(job, hours=1)

    await crew.runner(job).tick("count")
    await crew.runner(job).tick("count")

    assert await crew.acted() == [("04:00", n) for n in _ALL]
    assert await crew.states() == ["done"]


async def test_three_runners_at_once_run_each_slot_once(crew: Crew, other: Store) -> None:
    job = a_job(size=2)
    await crew.started(job, hours=3)
    runners = [crew.runner(job), crew.runner(job, store=other), crew.runner(job)]

    await asyncio.gather(*(runner.tick("count") for runner in runners))
    await crew.runner(job).tick("count")

    assert sorted(await crew.acted()) == [
        (slot, n) for slot in ("04:00", "05:00", "06:00") for n in _ALL
    ]
    assert await crew.states() == ["done"] * 3


async def test_each_of_nine_missed_slots_is_caught_up_in_order(crew: Crew) -> None:
    job = a_job(1)
    await crew.started(job, hours=9)

    await crew.runner(job).tick("count")

    assert await crew.acted() == [(f"{hour:02}:00", 1) for hour in range(4, 13)]


async def test_of_nine_missed_slots_the_latest_stands_for_all(crew: Crew) -> None:
    job = a_job(1, catch_up=CatchUp.LATEST)
    await crew.started(job, hours=9)

    await crew.runner(job).tick("count")

    assert await crew.acted() == [("12:00", 1)]


async def test_a_slot_nobody_began_gives_way_to_a_later_one(crew: Crew) -> None:
    job = a_job(1, catch_up=CatchUp.LATEST)
    await crew.started(job, hours=1)
    async with crew.store.begin() as uow:
        await uow.jobs.add("count", [AT + HOUR])
    crew.clock.pass_time(hours=1)

    await crew.runner(job).tick("count")

    assert await crew.acted() == [("05:00", 1)]
    assert await crew.states() == ["skipped", "done"]


async def test_of_a_week_without_a_clock_the_newest_fifty_are_caught_up(crew: Crew) -> None:
    job = a_job(1)
    await crew.started(job, hours=24 * 7)

    await crew.runner(job).tick("count")

    assert len(await crew.acted()) == 50
    assert (await crew.acted())[-1] == ("03:00", 1)


@pytest.mark.parametrize("jump", [2, -2], ids=["forwards", "back"])
async def test_a_clock_that_jumps_two_hours_doubles_and_loses_no_slot(
    crew: Crew, jump: int
) -> None:
    job = a_job(1)
    await crew.started(job, hours=3)
    runner = crew.runner(job)
    await runner.tick("count")

    crew.clock.pass_time(hours=jump)
    await runner.tick("count")
    crew.clock.pass_time(hours=-jump)
    await runner.tick("count")
    crew.clock.pass_time(hours=3)
    await runner.tick("count")

    assert await crew.acted() == [(f"{hour:02}:00", 1) for hour in range(4, 10)]


async def test_two_clocks_hours_apart_run_each_slot_once(crew: Crew, other: Store) -> None:
    job = a_job(1)
    await crew.started(job, hours=1)
    ahead = FixedClock(crew.clock.now + 2 * HOUR)

    await asyncio.gather(
        crew.runner(job).tick("count"), crew.runner(job, store=other, clock=ahead).tick("count")
    )
    crew.clock.pass_time(hours=2)
    await crew.runner(job).tick("count")

    assert sorted(await crew.acted()) == [("04:00", 1), ("05:00", 1), ("06:00", 1)]


class _PowerCut(BaseException):
    """What no code of ours may catch."""


async def test_another_goes_on_after_the_dead_from_where_they_were(crew: Crew) -> None:
    async def dying(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        await act(one, occasion, uow)
        if one == 4:
            raise _PowerCut
        return Acted.DONE

    await crew.started(a_job(), hours=1)
    with pytest.raises(_PowerCut):
        await crew.runner(a_job(act=dying, size=5)).tick("count")
    await crew.runner(a_job()).tick("count")
    meanwhile = await crew.acted()

    await crew.end_leases()
    await crew.runner(a_job()).tick("count")

    assert meanwhile == [("04:00", n) for n in (1, 2, 3)]
    assert await crew.acted() == [("04:00", n) for n in _ALL]
    assert await crew.states() == ["done"]


async def test_who_lost_the_lease_writes_nothing_more(crew: Crew) -> None:
    async def robbed(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        del one
        await uow.audit.add(
            at=AT, actor="job", action="late", subject="9", slot=occasion.slot.isoformat()
        )
        # As if its lease had run out meanwhile and somebody had taken the shard.
        taken = ShardKey("count", occasion.slot, 0)
        shard = await _shard(crew.store, taken)
        await uow.job_shards.put_back(shard)
        return Acted.DONE

    job = a_job(1, act=robbed)
    await crew.started(job, hours=1)

    await crew.runner(job).tick("count")

    assert await crew.acted() == []
    await crew.end_leases()
    await crew.runner(a_job(1)).tick("count")
    assert await crew.acted() == [("04:00", 1)]


async def _shard(store: Store, key: ShardKey) -> Shard:
    [(token,)] = await answers(store, "SELECT lease_token FROM job_shard")
    return Shard(key=key, token=str(token), lo=1, hi=1, cursor=0, attempts=1)


async def test_one_that_raises_is_listed_and_the_others_go_on(crew: Crew) -> None:
    async def failing(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        await act(one, occasion, uow)
        if one == 2:
            raise ValueError("张三 is no number")
        return Acted.DONE

    await _an_admin(crew.store)
    job = a_job(act=failing)
    await crew.started(job, hours=1)

    await crew.runner(job).tick("count")

    assert await crew.acted() == [("04:00", n) for n in (1, 3, 4, 5)]
    async with crew.store.read() as uow:
        [run] = await uow.jobs.newest("count")
        assert await uow.jobs.failures("count", run.slot) == [(2, "ValueError")]
    assert (run.state, run.done, run.failed) == ("done", 4, 1)
    assert await answers(crew.store, "SELECT kind FROM notice") == [("alarm",)]
    assert "张三" not in str(await answers(crew.store, "SELECT * FROM job_failure"))


async def test_one_that_kills_every_process_does_not_hold_up_later_slots(crew: Crew) -> None:
    async def poison(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        if occasion.slot == AT + HOUR:
            raise _PowerCut
        return await act(one, occasion, uow)

    await _an_admin(crew.store)
    job = a_job(1, act=poison)
    await crew.started(job, hours=2)
    for _ in range(5):
        with pytest.raises(_PowerCut):
            await crew.runner(job).tick("count")
        await crew.end_leases()

    await crew.runner(job).tick("count")

    assert await crew.states() == ["failed", "done"]
    assert await crew.acted() == [("05:00", 1)]
    assert await answers(crew.store, "SELECT kind FROM notice") == [("alarm",)]


async def test_a_sweep_that_fails_is_tried_again_and_given_up_in_the_end(crew: Crew) -> None:
    async def broken(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
        del occasion, uow, within
        raise ZeroDivisionError

    job = a_job(1)
    bad = type(job)(
        name="count",
        cron=job.cron,
        help=job.help,
        catch_up=job.catch_up,
        sweep=broken,
        act=act,
    )
    await crew.started(job, hours=1)
    for _ in range(6):
        await crew.runner(bad).tick("count")
        await crew.end_leases()

    assert await crew.states() == ["failed"]
    async with crew.store.read() as uow:
        [run] = await uow.jobs.newest("count")
    assert run.error == "gave up: ZeroDivisionError"


async def test_more_of_the_same_id_is_done_in_further_transactions(crew: Crew) -> None:
    left = iter([Acted.MORE, Acted.MORE, Acted.DONE])

    async def often(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        await act(one, occasion, uow)
        return next(left)

    job = a_job(1, act=often)
    await crew.started(job, hours=1)

    await crew.runner(job).tick("count")

    assert await crew.acted() == [("04:00", 1)] * 3
    async with crew.store.read() as uow:
        [run] = await uow.jobs.newest("count")
    assert (run.done, run.skipped) == (1, 0)


async def test_a_bulk_job_acts_on_what_changed_alone(crew: Crew) -> None:
    async def bulk(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
        del occasion, uow
        return [one for one in (2, 5) if within.lo <= one <= within.hi]

    job = a_job(bulk=bulk)
    await crew.started(job, hours=1)

    await crew.runner(job).tick("count")

    assert await crew.acted() == [("04:00", 2), ("04:00", 5)]


async def test_the_end_of_a_run_is_told_once_with_its_sum(crew: Crew) -> None:
    told: list[Tally] = []

    async def finish(occasion: Occasion, uow: UnitOfWork, tally: Tally) -> None:
        del occasion, uow
        told.append(tally)

    job = a_job(finish=finish, size=2)
    await crew.started(job, hours=1)

    await crew.runner(job).tick("count")
    await crew.runner(job).tick("count")

    assert told == [Tally(done=5)]


async def test_the_last_shard_of_a_run_ends_it_and_none_is_run_twice(crew: Crew) -> None:
    job = a_job(size=2)
    await crew.started(job, hours=1)
    await crew.runner(job, kick=nobody).tick("count")
    worker = crew.runner(job)

    keys = await crew.free_shards()
    is_over = [await worker.run_shard(key) for key in keys]

    assert [key.shard for key in keys] == [0, 1, 2]
    assert is_over == [False, False, True]
    assert [await worker.run_shard(key) for key in keys] == [False] * 3
    assert await crew.acted() == [("04:00", n) for n in _ALL]
    assert await crew.states() == ["done"]


async def test_a_backlog_comes_forward_by_its_workers_alone(crew: Crew) -> None:
    job = a_job(size=2)
    await crew.started(job, hours=3)
    kicked: deque[ShardKey] = deque()

    async def kick(key: ShardKey) -> None:
        kicked.append(key)

    await crew.runner(job, kick=kick).tick("count")
    worker, count = crew.runner(job, kick=kick), 0
    while kicked:
        await worker.run_handed(kicked.popleft())
        count += 1

    assert await crew.acted() == [(slot, n) for slot in ("04:00", "05:00", "06:00") for n in _ALL]
    assert await crew.states() == ["done"] * 3
    assert count == 9  # three shards of three slots: none was kicked again and again


async def test_a_stop_finishes_the_act_in_hand_and_puts_the_rest_back(crew: Crew) -> None:
    async def stopping(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        first.stop()
        return await act(one, occasion, uow)

    job = a_job(act=stopping, size=5)
    await crew.started(job, hours=1)
    first = crew.runner(job)

    await first.tick("count")
    meanwhile = await crew.acted()
    await crew.runner(a_job()).tick("count")

    assert meanwhile == [("04:00", 1)]
    assert await crew.acted() == [("04:00", n) for n in _ALL]


async def test_a_slot_asked_for_is_run_once_and_hides_no_slot_that_is_due(crew: Crew) -> None:
    job = a_job(1)
    await crew.started(job, hours=2)
    runner = crew.runner(job)

    first = await runner.run_slot("count", crew.clock.now + timedelta(minutes=30))
    again = await runner.run_slot("count", crew.clock.now + timedelta(minutes=30))
    await runner.tick("count")

    assert first == again
    assert await crew.acted() == [("05:30", 1), ("04:00", 1), ("05:00", 1)]


async def test_a_locked_database_is_nobodys_failure_and_met_again(crew: Crew) -> None:
    locked = [OperationalError("UPDATE", None, sqlite3.OperationalError("database is locked"))]

    async def unlucky(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        await act(one, occasion, uow)
        if one == 3 and locked:
            raise locked.pop()
        return Acted.DONE

    job = a_job(act=unlucky)
    await crew.started(job, hours=1)
    await crew.runner(job).tick("count")
    meanwhile = await crew.states()
    await crew.end_leases()

    await crew.runner(job).tick("count")

    assert meanwhile == ["running"]
    assert await crew.acted() == [("04:00", n) for n in (1, 2, 4, 5, 3)]
    async with crew.store.read() as uow:
        [run] = await uow.jobs.newest("count")
    assert (run.state, run.done, run.failed) == ("done", 5, 0)


async def test_a_database_that_is_away_fails_the_tick_and_loses_nothing(pg_url: str) -> None:
    store = Store(pg_url, read_plan=read_plan)
    await store.upgrade()
    crew, job = Crew(store), a_job()
    await crew.started(job, hours=1)
    nowhere = Store(f"postgresql+asyncpg://x@127.0.0.1:{free_port()}/x", read_plan=read_plan)
    with pytest.raises(ConnectionRefusedError):
        await crew.runner(job, store=nowhere).tick("count")
    await nowhere.close()

    await crew.runner(job).tick("count")

    assert await crew.acted() == [("04:00", n) for n in _ALL]
    await store.close()


async def _an_admin(store: Store) -> None:
    await take_in(store, a_hire("M1", roles=["admin"]))
