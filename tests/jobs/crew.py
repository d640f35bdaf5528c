"""A store with runners on it, a job that writes down whom it acted on, and time that is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import create_async_engine

from jobs.job import Act, Acted, Finish, Job, JobSite, Occasion, Sweep, Within
from jobs.runner import Kick, Runner
from rules.schedule import CatchUp
from storage.job_shard import ShardKey
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import AT
from tests.fakes import FixedClock
from tests.post_office import sql

HOUR = timedelta(hours=1)


def hourly(cron: str, after: datetime, until: datetime) -> Sequence[datetime]:
    """Give every full hour after one time and up to another."""
    del cron
    first = after.replace(minute=0, second=0, microsecond=0) + HOUR
    count = max(0, int((until - first) / HOUR) + 1) if until >= first else 0
    return [first + n * HOUR for n in range(count)]


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Write down, in the act's own transaction, who was acted on for which slot."""
    await uow.audit.add(
        at=AT, actor="job", action=occasion.job, subject=str(one), slot=occasion.slot.isoformat()
    )
    return Acted.DONE


def a_job(
    *ids: int,
    act: Act | None = act,
    bulk: Sweep | None = None,
    finish: Finish | None = None,
    catch_up: CatchUp = CatchUp.EACH,
    size: int = 3,
    name: str = "count",
) -> Job:
    """Give a job that acts on these ids, one to five unless named."""
    known = ids or (1, 2, 3, 4, 5)

    async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
        del occasion, uow
        return [one for one in known if within.lo <= one <= within.hi]

    return Job(
        name=name,
        cron="0 * * * *",
        help="Counts.",
        catch_up=catch_up,
        sweep=sweep,
        act=act,
        bulk=bulk,
        finish=finish,
        size=size,
    )


class Crew:
    """Runners that share a store and a business clock."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = FixedClock(AT.astimezone(UTC))

    def runner(
        self,
        job: Job,
        *,
        kick: Kick | None = None,
        store: Store | None = None,
        clock: FixedClock | None = None,
    ) -> Runner:
        return Runner(
            store or self.store,
            jobs=[job],
            site=JobSite(),
            clock=clock or self.clock,
            slots_between=hourly,
            owner="test",
            kick=kick,
        )

    async def started(self, job: Job, *, hours: float = 0) -> None:
        """Let a first clock have started, and so much time have passed since."""
        await self.runner(job).tick(job.name)
        self.clock.pass_time(hours=hours)

    async def acted(self) -> list[tuple[str, int]]:
        """Give (slot's hour, id) of all that was acted on, in order."""
        rows = await answers(self.store, "SELECT detail, subject FROM audit ORDER BY id")
        return [
            (json.loads(str(detail))["slot"][11:16], int(str(subject))) for detail, subject in rows
        ]

    async def states(self, job: str = "count") -> list[str]:
        async with self.store.read() as uow:
            return [run.state for run in reversed(await uow.jobs.newest(job, limit=1000))]

    async def free_shards(self) -> list[ShardKey]:
        async with self.store.read() as uow:
            return await uow.job_shards.free()

    async def end_leases(self) -> None:
        """Let the time pass that a dead process holds what it took."""
        for table in ("job_run", "job_shard", "lease"):
            column = "until" if table == "lease" else "lease_until"
            await sql(
                self.store,
                f"UPDATE {table} SET {column} = '2020-01-01 00:00:00.000000' "  # noqa: S608 - our own names
                f"WHERE {column} IS NOT NULL",
            )


async def answers(store: Store, query: str) -> list[tuple[object, ...]]:
    """Look into the database past every repository."""
    engine = create_async_engine(store.url)
    async with engine.connect() as connection:
        rows = [tuple(row) for row in await connection.execute(text(query))]
    await engine.dispose()
    return rows


async def nobody(key: ShardKey) -> None:
    """Stand for a queue whose workers are away."""
    del key


def writes_of(store: Store) -> list[str]:
    """Give a list that every statement of a writing transaction is added to from now on."""
    said: list[str] = []
    engine = store._writer.sync_engine  # noqa: SLF001 - what holds the lock on SQLite
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    return said
