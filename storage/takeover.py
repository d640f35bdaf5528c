"""Who takes over what from whoever leaves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.leaving import OpenKind
from storage.order_tables import takeover
from storage.rows import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """One thing that somebody takes over."""

    leaver_id: int
    kind: OpenKind
    ref: str
    title: str
    to_id: int
    due_on: date
    by_id: int
    at: datetime


class Takeovers:
    """Things that were given to others, by leaver."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def give(self, given: Collection[Takeover]) -> None:
        """Keep who takes over what; a later word on a thing takes the place of the earlier."""
        await upsert(
            self._connection,
            takeover,
            [
                {
                    "leaver_id": one.leaver_id,
                    "kind": one.kind.value,
                    "ref": one.ref,
                    "title": one.title[:200],
                    "to_id": one.to_id,
                    "due_on": one.due_on,
                    "by_id": one.by_id,
                    "at": one.at,
                }
                for one in given
            ],
        )

    async def of(self, leaver_id: int) -> list[Takeover]:
        """Give what was given of somebody's, in the order in which it was."""
        query = select(takeover).where(takeover.c.leaver_id == leaver_id)
        rows = await self._connection.execute(query.order_by(takeover.c.at, takeover.c.ref))
        return [
            Takeover(
                leaver_id=row.leaver_id,
                kind=OpenKind(row.kind),
                ref=row.ref,
                title=row.title,
                to_id=row.to_id,
                due_on=row.due_on,
                by_id=row.by_id,
                at=row.at,
            )
            for row in rows
        ]
