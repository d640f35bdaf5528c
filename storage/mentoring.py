"""Who mentors whom, mentors' leave and their weekly tasks, in the store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.mentoring import Pairing, Task, TaskKind
from storage.mentoring_tables import (
    mentor_leave,
    mentor_proposal,
    mentor_rating,
    mentor_record,
    mentor_task,
    pairing,
)
from storage.rows import chunks, insert_new, upsert
from storage.tables import person


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTask:
    """A task of a week; `week` is its Monday."""

    id: int
    pairing_id: int
    week: date
    kind: TaskKind
    due_on: date
    is_joint: bool
    is_optional: bool
    done_on: date | None
    record_id: int | None


class Mentoring:
    """Pairings, leave, tasks."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, person_id: int) -> None:
        """Let nobody else change what is a person's until this transaction ends."""
        query = select(person.c.id).where(person.c.id == person_id).with_for_update()
        await self._connection.execute(query)

    async def add(self, one: Pairing) -> int:
        """Store a pairing and give its id; the id it comes with is not used."""
        result = await self._connection.execute(
            insert(pairing).values(
                mentor_id=one.mentor_id,
                rep_id=one.rep_id,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                is_stand_in=one.is_stand_in,
            )
        )
        key = result.inserted_primary_key
        assert key is not None  # noqa: S101 - an insert of one row has a key
        return int(key[0])

    async def end(self, pairing_id: int, *, last_day: date | None) -> None:
        """Let a pairing end with a day, None for no end; one that would begin later never was."""
        await self._connection.execute(
            update(pairing).where(pairing.c.id == pairing_id).values(ends_on=last_day)
        )

    async def by_id(self, ids: Collection[int]) -> dict[int, Pairing]:
        """Give the pairings of these ids."""
        found = await self._select(pairing.c.id.in_(list(ids))) if ids else []
        return {one.id: one for one in found}

    async def of_mentor(self, mentor_id: int, first: date, last: date) -> list[Pairing]:
        """Give whom a mentor has on any day from the first to the last."""
        return await self._select(pairing.c.mentor_id == mentor_id, _lasts(first, last))

    async def of_rep(self, rep_id: int, first: date, last: date) -> list[Pairing]:
        """Give who mentors a rep on any day from the first to the last, stand-ins too."""
        return await self._select(pairing.c.rep_id == rep_id, _lasts(first, last))

    async def of_reps(self, rep_ids: Collection[int], day: date) -> dict[int, list[Pairing]]:
        """Give who mentors each of these reps on a day, stand-ins too."""
        found: dict[int, list[Pairing]] = {one: [] for one in rep_ids}
        for some in chunks(rep_ids):
            for one in await self._select(pairing.c.rep_id.in_(some), _lasts(day, day)):
                found[one.rep_id].append(one)
        return found

    async def ever_of_rep(self, rep_id: int) -> list[Pairing]:
        """Give everybody who ever mentored a rep, stand-ins too, oldest first."""
        return await self._select(pairing.c.rep_id == rep_id)

    async def used_since(self, pairing_ids: Collection[int], since: datetime) -> set[int]:
        """Give those of them with a record, a rating or a proposal since a moment."""
        found: set[int] = set()
        for table in (mentor_record, mentor_rating, mentor_proposal):
            for some in chunks(pairing_ids):
                rows = await self._connection.execute(
                    select(table.c.pairing_id).where(
                        table.c.pairing_id.in_(some), table.c.at >= since
                    )
                )
                found |= {row.pairing_id for row in rows}
        return found

    async def mentor_of(self, rep_id: int, day: date) -> int | None:
        """Give the id of who mentors a rep on a day, of several the newest; None without one."""
        found = await self.of_rep(rep_id, day, day)
        return max(found, key=lambda one: (one.starts_on, one.id)).mentor_id if found else None

    async def lasting(self, first: date, last: date) -> list[Pairing]:
        """Give all pairings that last on any of these days."""
        return await self._select(_lasts(first, last))

    async def mentors(self, first: date, last: date, *, lo: int, hi: int) -> list[int]:
        """Give the ids of those who mentor anybody on any of these days, within a range of ids."""
        rows = await self._connection.execute(
            select(pairing.c.mentor_id)
            .where(_lasts(first, last), pairing.c.mentor_id.between(lo, hi))
            .distinct()
            .order_by(pairing.c.mentor_id)
        )
        return [row.mentor_id for row in rows]

    async def set_leave(self, mentor_id: int, first: date, last: date) -> None:
        """Note that a mentor is away from the first to the last day."""
        row: dict[str, object] = {"mentor_id": mentor_id, "starts_on": first, "ends_on": last}
        await upsert(self._connection, mentor_leave, [row])

    async def leave(self, mentor_id: int, first: date, last: date) -> list[tuple[date, date]]:
        """Give a mentor's leaves that touch these days, each as its first and last day."""
        rows = await self._connection.execute(
            select(mentor_leave)
            .where(
                mentor_leave.c.mentor_id == mentor_id,
                mentor_leave.c.starts_on <= last,
                mentor_leave.c.ends_on >= first,
            )
            .order_by(mentor_leave.c.starts_on)
        )
        return [(row.starts_on, row.ends_on) for row in rows]

    async def add_tasks(self, week: date, tasks: Sequence[Task]) -> int:
        """Store the tasks of a week that are not there yet; give how many are new."""
        return await insert_new(
            self._connection,
            mentor_task,
            [
                {
                    "pairing_id": one.pairing.id,
                    "week": week,
                    "kind": one.kind.value,
                    "due_on": one.due_on,
                    "is_joint": one.is_joint,
                    "is_optional": one.is_optional,
                }
                for one in tasks
            ],
        )

    async def tasks(self, pairing_ids: Collection[int], week: date) -> list[StoredTask]:
        """Give the tasks of pairings in a week, by pairing and kind."""
        if not pairing_ids:
            return []
        rows = await self._connection.execute(
            select(mentor_task)
            .where(mentor_task.c.pairing_id.in_(list(pairing_ids)), mentor_task.c.week == week)
            .order_by(mentor_task.c.pairing_id, mentor_task.c.id)
        )
        return [_task(row) for row in rows]

    async def finish_task(
        self, pairing_id: int, kind: TaskKind, week: date, *, record_id: int, on: date
    ) -> bool:
        """Attach a record to its task; False where there is none that waits for one."""
        result = await self._connection.execute(
            update(mentor_task)
            .where(
                mentor_task.c.pairing_id == pairing_id,
                mentor_task.c.kind == kind.value,
                mentor_task.c.week == week,
                mentor_task.c.done_on.is_(None),
            )
            .values(done_on=on, record_id=record_id)
        )
        return result.rowcount > 0

    async def _select(self, *conditions: ColumnElement[bool]) -> list[Pairing]:
        query = select(pairing).where(*conditions).order_by(pairing.c.starts_on, pairing.c.id)
        return [_pairing(row) for row in await self._connection.execute(query)]


def _lasts(first: date, last: date) -> ColumnElement[bool]:
    ends = pairing.c.ends_on
    was = or_(ends.is_(None), (ends >= first) & (ends >= pairing.c.starts_on))
    return (pairing.c.starts_on <= last) & was


def _pairing(row: Row[tuple[object, ...]]) -> Pairing:
    return Pairing(
        id=row.id,
        mentor_id=row.mentor_id,
        rep_id=row.rep_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        is_stand_in=row.is_stand_in,
    )


def _task(row: Row[tuple[object, ...]]) -> StoredTask:
    return StoredTask(
        id=row.id,
        pairing_id=row.pairing_id,
        week=row.week,
        kind=TaskKind(row.kind),
        due_on=row.due_on,
        is_joint=row.is_joint,
        is_optional=row.is_optional,
        done_on=row.done_on,
        record_id=row.record_id,
    )
