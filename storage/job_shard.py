"""Shards of runs: who settles which ids, how far she is, and whom it could not be done for.

A shard that is leased is written by the holder of its token alone, so a holder who lost it writes
nothing. Leases run by the database's clock.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.job import COUNTS, LET_GO, MAX_FAILURES, MAX_REASON, OPEN, Tally
from storage.lease import database_time, is_free, locked
from storage.prepared import Prepared
from storage.rows import insert_new
from storage.tables import job_failure, job_shard


@dataclass(frozen=True, slots=True, order=True)
class ShardKey:
    """What travels between machines: ids alone."""

    job: str
    slot: datetime
    shard: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A shard as its holder sees it: ids from above `cursor` to `hi` are still to do."""

    key: ShardKey
    token: str
    lo: int
    hi: int
    cursor: int
    attempts: int


class JobShards:
    """Every question about shards and their leases."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, key: ShardKey, *, owner: str, token: str, life: timedelta) -> Shard | None:
        """Lease a shard; None where it is finished or somebody else's."""
        free = (
            _is_shard(key)
            & job_shard.c.state.in_(OPEN)
            & is_free(self._connection, job_shard.c.lease_until)
        )
        if not await locked(self._connection, select(job_shard.c.shard).where(free)):
            return None
        taken = await self._connection.execute(
            update(job_shard)
            .where(free)
            .values(
                state="running",
                lease_owner=owner,
                lease_token=token,
                lease_until=database_time(self._connection, later=life),
                attempts=job_shard.c.attempts + 1,
            )
            .returning(*(job_shard.c[name] for name in ("lo", "hi", "cursor", "attempts")))
        )
        row = taken.first()
        if row is None:
            return None
        return Shard(
            key=key, token=token, lo=row.lo, hi=row.hi, cursor=row.cursor, attempts=row.attempts
        )

    async def renew(self, shard: Shard, *, life: timedelta) -> bool:
        """Hold on to a shard; False where it was lost."""
        until = database_time(self._connection, later=life)
        return await self._write(shard, lease_until=until)

    async def advance(self, shard: Shard, *, cursor: int, tally: Tally) -> bool:
        """Settle ids up to the cursor, in the transaction that acted; False where it was lost."""
        rows = await _ADVANCE.rows(
            self._connection,
            of_job=shard.key.job,
            of_slot=shard.key.slot,
            of_shard=shard.key.shard,
            of_token=shard.token,
            new_cursor=cursor,
            **{f"more_{name}": count for name, count in asdict(tally).items()},
        )
        return bool(rows)

    async def end(self, shard: Shard, *, state: str, error: str = "") -> bool:
        """Finish a shard as done or failed; False where it was lost."""
        return await self._write(shard, state=state, error=error[:MAX_REASON], **LET_GO)

    async def put_back(
        self, shard: Shard, *, error: str = "", pause: timedelta = timedelta(0)
    ) -> bool:
        """Let somebody else take a shard, after a pause; False where it was lost."""
        until = database_time(self._connection, later=pause) if pause else None
        said = {"error": error[:MAX_REASON]} if error else {}
        # Put back in order, it was no attempt.
        tried = {} if error else {"attempts": 0}
        values = {**LET_GO, "state": "pending", "lease_until": until, **said, **tried}
        return await self._write(shard, **values)

    async def note_failure(self, key: ShardKey, *, subject: int, error: str, reason: str) -> None:
        """List whom a job could not be done for, the first two hundred of a slot."""
        of_slot = and_(job_failure.c.job == key.job, job_failure.c.slot == key.slot)
        count = select(func.count()).select_from(job_failure).where(of_slot)
        if int(await self._connection.scalar(count) or 0) >= MAX_FAILURES:
            return
        row: dict[str, object] = {"job": key.job, "slot": key.slot, "subject": subject}
        row |= {"error": error[:100], "reason": reason[:MAX_REASON]}
        await insert_new(self._connection, job_failure, [row])

    async def free(self, job: str | None = None, slot: datetime | None = None) -> list[ShardKey]:
        """Give the shards that anybody may take now: new ones, and those of the dead."""
        query = (
            select(job_shard.c.job, job_shard.c.slot, job_shard.c.shard)
            .where(job_shard.c.state.in_(OPEN), is_free(self._connection, job_shard.c.lease_until))
            .order_by(job_shard.c.slot, job_shard.c.job, job_shard.c.shard)
            .limit(1000)
        )
        if job is not None and slot is not None:
            query = query.where(job_shard.c.job == job, job_shard.c.slot == slot)
        rows = await self._connection.execute(query)
        return [ShardKey(row.job, row.slot, row.shard) for row in rows]

    async def _write(self, shard: Shard, **values: object) -> bool:
        result = await self._connection.execute(
            update(job_shard)
            .where(_is_shard(shard.key), job_shard.c.lease_token == shard.token)
            .values(**values)
        )
        return result.rowcount > 0


#: Once for each id of each job.
_ADVANCE = Prepared(
    update(job_shard)
    .where(
        job_shard.c.job == bindparam("of_job"),
        job_shard.c.slot == bindparam("of_slot"),
        job_shard.c.shard == bindparam("of_shard"),
        job_shard.c.lease_token == bindparam("of_token"),
    )
    .values(
        cursor=bindparam("new_cursor"),
        attempts=0,
        **{name: job_shard.c[name] + bindparam(f"more_{name}") for name in COUNTS},
    )
    .returning(job_shard.c.shard)
)


def _is_shard(key: ShardKey) -> ColumnElement[bool]:
    return and_(
        job_shard.c.job == key.job,
        job_shard.c.slot == key.slot,
        job_shard.c.shard == key.shard,
    )
