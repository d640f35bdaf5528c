"""What was written about mentees, in the store: drafts, saved records, what became of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.mentor_record import LISTENING, RecordKind, rating_of
from rules.periods import DayRange
from storage.mentoring_tables import mentor_record, pairing
from storage.rows import chunks, insert_new

#: The most records read of one person.
MAX_RECORDS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A record; `state` is draft, saved or dropped."""

    id: int
    key: str
    author_id: int
    pairing_id: int | None
    kind: RecordKind
    state: str
    on_day: date
    fields: Mapping[str, str]
    report_id: int | None
    at: datetime
    saved_at: datetime | None
    is_confirmed: bool | None


class MentorRecords:
    """Records by id, and by the interaction that wrote them first."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def draft(
        self,
        *,
        key: str,
        author_id: int,
        pairing_id: int | None,
        kind: RecordKind,
        on_day: date,
        fields: Mapping[str, str],
        at: datetime,
        report_id: int | None = None,
    ) -> StoredRecord:
        """Keep what was written; the same key again gives what is there."""
        row: dict[str, object] = {
            "key": key,
            "author_id": author_id,
            "pairing_id": pairing_id,
            "kind": kind.value,
            "state": "draft",
            "on_day": on_day,
            "fields": json.dumps(dict(fields), ensure_ascii=False),
            "report_id": report_id,
            "at": at,
        }
        await insert_new(self._connection, mentor_record, [row])
        (found,) = await self._select(mentor_record.c.key == key)
        return found

    async def one(self, record_id: int) -> StoredRecord | None:
        """Give a record, for nobody else to change in the meantime."""
        query = select(mentor_record).where(mentor_record.c.id == record_id).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _record(row)

    async def change(
        self, record_id: int, *, pairing_id: int | None, on_day: date, fields: Mapping[str, str]
    ) -> None:
        """Replace what a record says."""
        await self._set(
            record_id,
            pairing_id=pairing_id,
            on_day=on_day,
            fields=json.dumps(dict(fields), ensure_ascii=False),
        )

    async def save(self, record_id: int, *, at: datetime) -> None:
        """Make a draft a record."""
        await self._set(record_id, state="saved", saved_at=at)

    async def drop(self, record_id: int) -> None:
        """Give a draft up; its words are forgotten."""
        await self._set(record_id, state="dropped", fields="{}")

    async def confirm(self, record_id: int, *, is_confirmed: bool) -> None:
        """Note what the rep says of a visit."""
        await self._set(record_id, is_confirmed=is_confirmed)

    async def newest(self, pairing_id: int, *, limit: int = 3) -> list[StoredRecord]:
        """Give the newest saved records about a mentee, the newest first."""
        return await self._select(
            (mentor_record.c.pairing_id == pairing_id) & (mentor_record.c.state == "saved"),
            limit=limit,
        )

    async def of_pairings(self, pairing_ids: Collection[int]) -> list[StoredRecord]:
        """Give all saved records about a mentee, of all her pairings, the oldest first."""
        if not pairing_ids:
            return []
        found = await self._select(
            mentor_record.c.pairing_id.in_(list(pairing_ids)) & (mentor_record.c.state == "saved"),
            limit=MAX_RECORDS,
        )
        return found[::-1]

    async def reports_of(
        self, author_ids: Collection[int], *, until: date
    ) -> dict[int, list[StoredRecord]]:
        """Give the saved reports of these persons up to a day, oldest first, by author."""
        found: dict[int, list[StoredRecord]] = {}
        for some in chunks(author_ids):
            query = (
                select(mentor_record)
                .where(
                    mentor_record.c.author_id.in_(some),
                    mentor_record.c.kind == RecordKind.REPORT.value,
                    mentor_record.c.state == "saved",
                    mentor_record.c.on_day <= until,
                )
                .order_by(mentor_record.c.saved_at, mentor_record.c.id)
            )
            for row in await self._connection.execute(query):
                found.setdefault(row.author_id, []).append(_record(row))
        return found

    async def listening_of(
        self, rep_ids: Collection[int], days: DayRange
    ) -> dict[int, list[tuple[date, Decimal]]]:
        """Give the day and rating of each rated visit with these reps on some days, by rep.

        A visit that she says there never was rates nobody.
        """
        found: dict[int, list[tuple[date, Decimal]]] = {}
        for some in chunks(rep_ids):
            query = (
                select(pairing.c.rep_id, mentor_record.c.on_day, mentor_record.c.fields)
                .join(pairing, pairing.c.id == mentor_record.c.pairing_id)
                .where(
                    pairing.c.rep_id.in_(some),
                    mentor_record.c.kind == RecordKind.RIDE_ALONG.value,
                    mentor_record.c.state == "saved",
                    mentor_record.c.on_day >= days.start,
                    mentor_record.c.on_day < days.end,
                    mentor_record.c.is_confirmed.is_not(False),
                    mentor_record.c.fields.contains(f'"{LISTENING}"'),
                )
                .order_by(mentor_record.c.on_day, mentor_record.c.id)
            )
            for row in await self._connection.execute(query):
                value = rating_of(json.loads(row.fields).get(LISTENING, ""))
                if value is not None:
                    found.setdefault(row.rep_id, []).append((row.on_day, value))
        return found

    async def newest_of(self, author_id: int, kind: RecordKind) -> StoredRecord | None:
        """Give the record of a kind that somebody wrote last, saved or still a draft."""
        query = (
            select(mentor_record)
            .where(
                mentor_record.c.author_id == author_id,
                mentor_record.c.kind == kind.value,
                mentor_record.c.state != "dropped",
            )
            .order_by(
                func.coalesce(mentor_record.c.saved_at, mentor_record.c.at).desc(),
                mentor_record.c.id.desc(),
            )
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _record(row)

    async def comment_on(self, report_id: int) -> StoredRecord | None:
        """Give the saved comment on a report."""
        found = await self._select(
            (mentor_record.c.report_id == report_id) & (mentor_record.c.state == "saved"), limit=1
        )
        return found[0] if found else None

    async def _set(self, record_id: int, **values: object) -> None:
        await self._connection.execute(
            update(mentor_record).where(mentor_record.c.id == record_id).values(**values)
        )

    async def _select(self, condition: ColumnElement[bool], limit: int = 50) -> list[StoredRecord]:
        query = (
            select(mentor_record)
            .where(condition)
            .order_by(mentor_record.c.on_day.desc(), mentor_record.c.id.desc())
            .limit(limit)
        )
        return [_record(row) for row in await self._connection.execute(query)]


def _record(row: Row[tuple[object, ...]]) -> StoredRecord:
    return StoredRecord(
        id=row.id,
        key=row.key,
        author_id=row.author_id,
        pairing_id=row.pairing_id,
        kind=RecordKind(row.kind),
        state=row.state,
        on_day=row.on_day,
        fields=json.loads(row.fields),
        report_id=row.report_id,
        at=row.at,
        saved_at=row.saved_at,
        is_confirmed=row.is_confirmed,
    )
