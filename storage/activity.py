"""Activities of persons in the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Row, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.activity import Activity, ActivityKind
from rules.deal import Stamp
from rules.periods import DayRange
from storage.activity_tables import activity
from storage.rows import chunks, upsert
from storage.stamps import read_stamp, write_stamp
from storage.tables import person


class Activities:
    """What persons did with customers; each keeps the newest word said about it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, person_ids: Collection[int], days: DayRange) -> list[Activity]:
        """Give what these persons did on some days, in the order of days."""
        found: list[Activity] = []
        for some in chunks(person_ids):
            query = (
                select(activity)
                .where(activity.c.person_id.in_(some))
                .where(activity.c.day >= days.start, activity.c.day <= days.last)
                .order_by(activity.c.day, activity.c.source, activity.c.key)
            )
            found += [_activity(row) for row in await self._connection.execute(query)]
        return found

    async def teams_on(self, days: DayRange, *, known_by: datetime | None = None) -> frozenset[str]:
        """Name the managers under whom an activity of these days was reported: no machine's.

        A manager is named by employee number. `known_by` leaves out what was learned of later.
        """
        done = (
            exists()
            .where(activity.c.person_id == person.c.id)
            .where(activity.c.day >= days.start, activity.c.day <= days.last)
            .where(activity.c.is_automatic.is_(False))
        )
        if known_by is not None:
            done = done.where(activity.c.known_at <= known_by)
        query = select(person.c.manager_number).where(person.c.manager_number.is_not(None), done)
        return frozenset(await self._connection.scalars(query.distinct()))

    async def known(
        self, keys: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[Activity, Stamp]]:
        """Give the activities under these (source, key), and how new they are."""
        found: dict[tuple[str, str], tuple[Activity, Stamp]] = {}
        for some in chunks(keys):
            query = select(activity).where(tuple_(activity.c.source, activity.c.key).in_(some))
            for row in await self._connection.execute(query):
                stamp = read_stamp(json.loads(row.stamp))
                found[row.source, row.key] = _activity(row), stamp
        return found

    async def stamps(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Stamp]:
        """Give how new the known ones of these (source, key) are."""
        found: dict[tuple[str, str], Stamp] = {}
        for some in chunks(keys):
            query = select(activity.c.source, activity.c.key, activity.c.stamp).where(
                tuple_(activity.c.source, activity.c.key).in_(some)
            )
            for row in await self._connection.execute(query):
                found[row.source, row.key] = read_stamp(json.loads(row.stamp))
        return found

    async def save(self, activities: Mapping[Activity, Stamp]) -> None:
        """Write activities, each in place of an older word on it."""
        await upsert(
            self._connection,
            activity,
            [
                {
                    "source": one.source,
                    "key": one.key,
                    "person_id": one.person_id,
                    "day": one.day,
                    "kind": one.kind.value,
                    "customer": one.customer,
                    "count": one.count,
                    "minutes": one.minutes,
                    "is_automatic": one.is_automatic,
                    "known_at": one.known_at,
                    "stamp": json.dumps(write_stamp(stamp)),
                }
                for one, stamp in activities.items()
            ],
        )


def _activity(row: Row[tuple[object, ...]]) -> Activity:
    # `Row.count` is the tuple's own method.
    said = row._mapping  # noqa: SLF001 - documented
    return Activity(
        source=row.source,
        key=row.key,
        person_id=row.person_id,
        day=row.day,
        kind=ActivityKind(row.kind),
        customer=row.customer,
        count=int(str(said["count"])),
        minutes=row.minutes,
        is_automatic=row.is_automatic,
        known_at=row.known_at,
    )
