"""Interviews in the store: planned by a source, recorded once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.deal import Stamp
from rules.interview import Interview, InterviewState
from storage.candidate_tables import interview
from storage.rows import chunks, insert_new
from storage.stamps import read_stamp, write_stamp

_MOST = 100


class Interviews:
    """Interviews by id, by key, and those that wait to be recorded."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_key(self, keys: Collection[str]) -> dict[str, tuple[Interview, Stamp]]:
        """Give those of these keys, with the stamp of their newest word."""
        found: dict[str, tuple[Interview, Stamp]] = {}
        for some in chunks(keys):
            rows = await self._connection.execute(
                select(interview).where(interview.c.key.in_(some))
            )
            found |= {row.key: (_interview(row), read_stamp(json.loads(row.stamp))) for row in rows}
        return found

    async def one(self, interview_id: int) -> Interview | None:
        """Give one, and let nobody else change it in the meantime."""
        query = select(interview).where(interview.c.id == interview_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _interview(row)

    async def seen(self, interview_id: int) -> Interview | None:
        """Give one as it stands now."""
        found = await self._select(interview.c.id == interview_id)
        return found[0] if found else None

    async def add(self, one: Interview, stamp: Stamp) -> Interview:
        """Keep one; the same key again gives what is there."""
        row: dict[str, object] = {
            "key": one.key,
            "candidate_id": one.candidate_id,
            "interviewer_id": one.interviewer_id,
            "state": one.state.value,
            "ends_at": one.ends_at,
            "recorded_at": one.recorded_at,
            "note": one.note,
            "stamp": json.dumps(write_stamp(stamp)),
        }
        await insert_new(self._connection, interview, [row])
        (found,) = await self._select(interview.c.key == one.key)
        return found

    async def change(self, one: Interview, stamp: Stamp) -> None:
        """Write the newest word on one."""
        values: Mapping[str, object] = {
            "interviewer_id": one.interviewer_id,
            "state": one.state.value,
            "ends_at": one.ends_at,
            "recorded_at": one.recorded_at,
            "note": one.note,
            "stamp": json.dumps(write_stamp(stamp)),
        }
        await self._connection.execute(
            update(interview).where(interview.c.id == one.id).values(**values)
        )

    async def waiting(self, *, ended_by: datetime, since: datetime) -> list[Interview]:
        """Give the unrecorded ones that ended in a stretch of time, by id."""
        rows = await self._connection.execute(
            select(interview)
            .where(
                interview.c.state == InterviewState.PLANNED.value,
                interview.c.ends_at <= ended_by,
                interview.c.ends_at > since,
            )
            .order_by(interview.c.id)
        )
        return [_interview(row) for row in rows]

    async def of(self, candidate_id: int) -> list[Interview]:
        """Give a candidate's interviews, the newest first."""
        return await self._select(interview.c.candidate_id == candidate_id)

    async def by(self, interviewer_id: int) -> list[Interview]:
        """Give the newest interviews of an interviewer."""
        return await self._select(interview.c.interviewer_id == interviewer_id)

    async def _select(self, condition: ColumnElement[bool]) -> list[Interview]:
        rows = await self._connection.execute(
            select(interview)
            .where(condition)
            .order_by(interview.c.ends_at.desc(), interview.c.id.desc())
            .limit(_MOST)
        )
        return [_interview(row) for row in rows]


def _interview(row: Row[tuple[object, ...]]) -> Interview:
    return Interview(
        id=row.id,
        key=row.key,
        candidate_id=row.candidate_id,
        interviewer_id=row.interviewer_id,
        state=InterviewState(row.state),
        ends_at=row.ends_at,
        recorded_at=row.recorded_at,
        note=row.note,
    )
