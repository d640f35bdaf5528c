"""Runs of jobs: which slot is whose to cut into shards, how far it is, how it ended.

`slot`, `started_at` and `finished_at` are business time; leases run by the database's clock. A row
that is leased is written by the holder of its token alone, so a holder who lost it writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.lease import database_time, is_free, locked
from storage.rows import insert_new
from storage.tables import job_failure, job_run, job_shard

#: A started clock leaves this instead of a run: slots count from here.
START = "start"
OPEN = ("pending", "running")
#: How many of those a slot could not be done for are listed.
MAX_FAILURES = 200
MAX_REASON = 300
COUNTS = ("done", "failed", "skipped")
#: What a row is without a holder.
LET_GO = {"lease_owner": None, "lease_token": None, "lease_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One slot of a job. `state` is pending, running, done, failed or skipped (or `START`)."""

    job: str
    slot: datetime
    state: str
    is_scheduled: bool
    shards: int | None
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None
    done: int
    failed: int
    skipped: int
    error: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many ids were settled, and how."""

    done: int = 0
    failed: int = 0
    skipped: int = 0


class JobRuns:
    """Every question about slots and their leases."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def last_slot(self, job: str) -> datetime | None:
        """Give the newest slot that the schedule brought, or from when it counts; None before that.

        Two clocks that begin at once may each leave a start: it counts from the earlier one, so
        that no slot falls between the two.
        """
        scheduled = (job_run.c.job == job) & job_run.c.is_scheduled.is_(True)
        newest = select(func.max(job_run.c.slot)).where(scheduled, job_run.c.state != START)
        start = select(func.min(job_run.c.slot)).where(scheduled, job_run.c.state == START)
        query = select(newest.scalar_subquery(), start.scalar_subquery())
        both = (await self._connection.execute(query)).one()
        return max((one for one in both if one is not None), default=None)

    async def last_done(self, job: str, *, before: datetime) -> datetime | None:
        """Give the newest slot before this one that was done."""
        found: datetime | None = await self._connection.scalar(
            select(func.max(job_run.c.slot)).where(
                job_run.c.job == job, job_run.c.state == "done", job_run.c.slot < before
            )
        )
        return found

    async def add(
        self,
        job: str,
        slots: Sequence[datetime],
        *,
        state: str = "pending",
        is_scheduled: bool = True,
    ) -> int:
        """Add slots, leaving out those there are; give how many are new."""
        fresh = {"attempts": 0, "done": 0, "failed": 0, "skipped": 0, "error": "", "state": state}
        rows: list[dict[str, object]] = [
            {"job": job, "slot": slot, "is_scheduled": is_scheduled, **fresh} for slot in slots
        ]
        return await insert_new(self._connection, job_run, rows)

    async def supersede(self, job: str, *, before: datetime) -> int:
        """Skip slots before this one that nobody began; give how many."""
        result = await self._connection.execute(
            update(job_run)
            .where(
                job_run.c.job == job,
                job_run.c.slot < before,
                job_run.c.state == "pending",
                job_run.c.attempts == 0,
            )
            .values(state="skipped")
        )
        return result.rowcount

    async def run(self, job: str, slot: datetime) -> Run | None:
        """Give one slot."""
        found = await self._runs(_RUN.where(_is_run(job, slot)))
        return found[0] if found else None

    async def oldest_open(self, job: str) -> Run | None:
        """Give the first slot that is not finished: later ones wait for it."""
        found = await self._runs(
            _RUN.where(job_run.c.job == job, job_run.c.state.in_(OPEN))
            .order_by(job_run.c.slot)
            .limit(1)
        )
        return found[0] if found else None

    async def newest(self, job: str, *, limit: int = 1) -> list[Run]:
        """Give the last slots of a job, the newest first."""
        return await self._runs(
            _RUN.where(job_run.c.job == job, job_run.c.state != START)
            .order_by(job_run.c.slot.desc())
            .limit(limit)
        )

    async def take_run(
        self, job: str, slot: datetime, *, owner: str, token: str, life: timedelta, at: datetime
    ) -> int | None:
        """Lease a slot that is not cut yet; give how often it was tried, None if it is not free."""
        free = (
            _is_run(job, slot)
            & job_run.c.shards.is_(None)
            & is_free(self._connection, job_run.c.lease_until)
        )
        if not await locked(self._connection, select(job_run.c.slot).where(free)):
            return None
        taken = await self._connection.execute(
            update(job_run)
            .where(free)
            .values(
                state="running",
                lease_owner=owner,
                lease_token=token,
                lease_until=database_time(self._connection, later=life),
                attempts=job_run.c.attempts + 1,
                started_at=func.coalesce(job_run.c.started_at, at),
            )
            .returning(job_run.c.attempts)
        )
        attempts: int | None = taken.scalar()
        return attempts

    async def cut(
        self, job: str, slot: datetime, *, token: str, ranges: Sequence[tuple[int, int]]
    ) -> bool:
        """Lay out a run's shards and let go of it; False where its lease was lost."""
        result = await self._connection.execute(
            update(job_run)
            .where(_is_run(job, slot), job_run.c.lease_token == token)
            .values(shards=len(ranges), attempts=0, **LET_GO)
        )
        if result.rowcount and ranges:
            fresh = {"state": "pending", "attempts": 0, "error": ""}
            fresh |= {"done": 0, "failed": 0, "skipped": 0}
            await self._connection.execute(
                insert(job_shard),
                [
                    {"job": job, "slot": slot, "shard": n, **fresh}
                    | {"lo": lo, "hi": hi, "cursor": lo - 1}
                    for n, (lo, hi) in enumerate(ranges)
                ],
            )
        return result.rowcount > 0

    async def renew_run(self, job: str, slot: datetime, *, token: str, life: timedelta) -> bool:
        """Hold on to a run that is being cut; False where it was lost."""
        result = await self._connection.execute(
            update(job_run)
            .where(_is_run(job, slot), job_run.c.lease_token == token)
            .values(lease_until=database_time(self._connection, later=life))
        )
        return result.rowcount > 0

    async def put_back_run(
        self, job: str, slot: datetime, *, token: str, error: str, pause: timedelta
    ) -> None:
        """Let somebody else cut a run, after a pause."""
        until = database_time(self._connection, later=pause)
        await self._connection.execute(
            update(job_run)
            .where(_is_run(job, slot), job_run.c.lease_token == token)
            .values(**{**LET_GO, "lease_until": until}, error=error[:MAX_REASON])
        )

    async def failures(self, job: str, slot: datetime) -> list[tuple[int, str]]:
        """Give (id, class of the error) of those a slot could not be done for."""
        rows = await self._connection.execute(
            select(job_failure.c.subject, job_failure.c.error)
            .where(job_failure.c.job == job, job_failure.c.slot == slot)
            .order_by(job_failure.c.subject)
            .limit(MAX_FAILURES)
        )
        return [(row.subject, row.error) for row in rows]

    async def ready_to_finish(self, job: str, slot: datetime) -> tuple[Tally, str] | None:
        """Hold a run whose shards are all finished, to the end of the transaction.

        Gives their sum and the first error; None where one is open, or the run is over.
        """
        run = select(job_run.c.slot).where(
            _is_run(job, slot), job_run.c.state == "running", job_run.c.shards.is_not(None)
        )
        if not await locked(self._connection, run, is_waiting=True):
            return None
        of_run = and_(job_shard.c.job == job, job_shard.c.slot == slot)
        still = select(func.count()).where(of_run, job_shard.c.state.in_(OPEN))
        if int(await self._connection.scalar(still) or 0):
            return None
        sums = [func.coalesce(func.sum(job_shard.c[n]), 0).label(n) for n in COUNTS]
        row = (await self._connection.execute(select(*sums).where(of_run))).one()
        error = await self._connection.scalar(
            select(job_shard.c.error)
            .where(of_run, job_shard.c.state == "failed")
            .order_by(job_shard.c.shard)
            .limit(1)
        )
        return Tally(int(row.done), int(row.failed), int(row.skipped)), str(error or "")

    async def end_run(
        self, job: str, slot: datetime, *, state: str, tally: Tally, error: str, at: datetime
    ) -> None:
        """Finish a run as done or failed."""
        await self._connection.execute(
            update(job_run)
            .where(_is_run(job, slot))
            .values(
                state=state,
                done=tally.done,
                failed=tally.failed,
                skipped=tally.skipped,
                error=error[:MAX_REASON],
                finished_at=at,
                **LET_GO,
            )
        )

    async def count_attempt(self, job: str, slot: datetime, *, error: str) -> int:
        """Note that finishing a run went wrong, and give how often it did."""
        result = await self._connection.execute(
            update(job_run)
            .where(_is_run(job, slot), job_run.c.state == "running")
            .values(attempts=job_run.c.attempts + 1, error=error[:MAX_REASON])
            .returning(job_run.c.attempts)
        )
        return int(result.scalar() or 0)

    async def forget(self, *, before: datetime, limit: int) -> int:
        """Delete what is known of old finished slots, save each job's newest; give how many."""
        newest = (
            select(job_run.c.job, func.max(job_run.c.slot).label("slot"))
            .where(job_run.c.is_scheduled.is_(True))
            .group_by(job_run.c.job)
            .subquery()
        )
        rows = await self._connection.execute(
            select(job_run.c.job, job_run.c.slot)
            .outerjoin(newest, newest.c.job == job_run.c.job)
            .where(
                job_run.c.slot < before,
                job_run.c.state.not_in(OPEN),
                or_(newest.c.slot.is_(None), job_run.c.slot < newest.c.slot),
            )
            .limit(limit)
        )
        old = [(row.job, row.slot) for row in rows]
        for job, slot in old:
            for table in (job_failure, job_shard, job_run):
                gone = and_(table.c.job == job, table.c.slot == slot)
                await self._connection.execute(delete(table).where(gone))
        return len(old)

    async def _runs(self, query: Select[tuple[object, ...]]) -> list[Run]:
        return [_run(row) for row in await self._connection.execute(query)]


_RUN = select(*(job_run.c[name] for name in Run.__dataclass_fields__))


def _run(row: Row[tuple[object, ...]]) -> Run:
    return Run(**row._mapping)  # noqa: SLF001 - documented


def _is_run(job: str, slot: datetime) -> ColumnElement[bool]:
    return and_(job_run.c.job == job, job_run.c.slot == slot)
