"""Sheets of deals that came by command, in the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.deal import Key
from storage.deal_import_tables import deal_import
from storage.rows import chunks, upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDeal:
    """What a sheet did to a deal; `run` is which sheet, `at` when that was taken in."""

    run: int
    source: str
    number: str
    at: datetime
    #: Ids of its events, in their order.
    events: tuple[str, ...]
    #: The deal before, as JSON; empty where there was none.
    before: str = ""
    #: A digest of the deal as the sheet left it; empty while its rows wait.
    after: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """A sheet of deals: how many it brought or changed."""

    run: int
    source: str
    at: datetime
    deals: int
    undone_at: datetime | None


class DealImports:
    """What sheets did to deals, by run."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next_run(self) -> int:
        """Give the number of a new run; free under `UnitOfWork.lock_ledger`."""
        return int(await self._connection.scalar(select(func.max(deal_import.c.run))) or 0) + 1

    async def save(self, some: Sequence[ImportedDeal]) -> None:
        """Keep what a part of a sheet did."""
        rows: list[dict[str, object]] = [
            {
                "run": one.run,
                "source": one.source,
                "number": one.number,
                "at": one.at,
                "events": json.dumps(one.events),
                "before": one.before,
                "after": one.after,
                "undone_at": one.undone_at,
            }
            for one in some
        ]
        await upsert(self._connection, deal_import, rows)

    async def of_run(self, run: int) -> list[ImportedDeal]:
        """Give all that a sheet did, by number."""
        query = select(deal_import).where(deal_import.c.run == run).order_by(deal_import.c.number)
        return [_read(row) for row in await self._connection.execute(query)]

    async def known(self, run: int, keys: Collection[Key]) -> dict[Key, ImportedDeal]:
        """Give what a sheet did so far to these deals."""
        found: dict[Key, ImportedDeal] = {}
        for some in chunks(keys):
            rows = await self._connection.execute(
                select(deal_import).where(
                    deal_import.c.run == run,
                    tuple_(deal_import.c.source, deal_import.c.number).in_(some),
                )
            )
            found |= {(row.source, row.number): _read(row) for row in rows}
        return found

    async def runs(self) -> list[ImportRun]:
        """Give the sheets that are kept, the newest first."""
        query = (
            select(
                deal_import.c.run,
                func.max(deal_import.c.source).label("source"),
                func.max(deal_import.c.at).label("at"),
                func.count().label("deals"),
                func.max(deal_import.c.undone_at).label("undone_at"),
            )
            .group_by(deal_import.c.run)
            .order_by(deal_import.c.run.desc())
        )
        return [ImportRun(**row._asdict()) for row in await self._connection.execute(query)]

    async def mark_undone(self, run: int, at: datetime) -> None:
        """Keep that a sheet went back."""
        await self._connection.execute(
            update(deal_import).where(deal_import.c.run == run).values(undone_at=at)
        )

    async def forget(self, *, before: datetime) -> int:
        """Delete what sheets of before a time did; the newest run stays, so that none is twice."""
        newest = select(func.max(deal_import.c.run)).scalar_subquery()
        result = await self._connection.execute(
            delete(deal_import).where(deal_import.c.at < before, deal_import.c.run != newest)
        )
        return result.rowcount


def _read(row: Row[tuple[object, ...]]) -> ImportedDeal:
    return ImportedDeal(**{**row._asdict(), "events": tuple(json.loads(row.events))})
