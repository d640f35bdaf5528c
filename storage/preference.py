"""How persons want to be told things, in the store."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.notices import NoticeKind
from rules.preference import Preference
from rules.working_hours import Hours
from storage.prepared import Prepared, Row, one_of
from storage.rows import insert_new, upsert
from storage.tables import preference


class Preferences:
    """One row per person who ever asked for something."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, person_ids: Collection[int]) -> dict[int, Preference]:
        """Give those who have asked for something among these persons."""
        rows = await _OF.rows(self._connection, people=person_ids)
        return {row.person_id: _preference(row) for row in rows}

    async def one(self, person_id: int) -> Preference:
        """Give what a person has asked for."""
        return (await self.of([person_id])).get(person_id, Preference())

    async def to_change(self, person_id: int) -> Preference:
        """Give what a person has asked for, and let nobody else change it in the meantime."""
        await insert_new(self._connection, preference, [_row(person_id, Preference())])
        query = select(preference).where(preference.c.person_id == person_id).with_for_update()
        return _preference((await self._connection.execute(query)).one())

    async def save(self, person_id: int, asked: Preference) -> None:
        """Keep what a person asks for, in place of what she asked for before."""
        await upsert(self._connection, preference, [_row(person_id, asked)])


def _row(person_id: int, asked: Preference) -> dict[str, object]:
    return {
        "person_id": person_id,
        "starts_at": None if asked.hours is None else _minutes(asked.hours.start),
        "ends_at": None if asked.hours is None else _minutes(asked.hours.end),
        "visiting_until": asked.visiting_until,
        "snoozed_until": asked.snoozed_until,
        "muted": ",".join(sorted(asked.muted)),
        "hides_sums": asked.hides_sums,
    }


def _preference(row: Row) -> Preference:
    hours = None
    if row.starts_at is not None:
        hours = Hours(start=_time(row.starts_at), end=_time(row.ends_at))
    # A kind that this release no longer has is forgotten at the next change.
    known = {kind.value for kind in NoticeKind}
    return Preference(
        hours=hours,
        visiting_until=row.visiting_until,
        snoozed_until=row.snoozed_until,
        hides_sums=row.hides_sums,
        muted=frozenset(NoticeKind(kind) for kind in row.muted.split(",") if kind in known),
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))


_OF = Prepared(select(preference).where(one_of(preference.c.person_id, "people")))
