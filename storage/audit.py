"""Who did or read what: rows in the transaction of the act, chained by hash soon afterwards."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import audit, audit_seal

_START = "0" * 64
_BATCH = 5000
_SEALS = 500
#: Advisory lock number of the chain (PostgreSQL): shared by those who add, alone for the sealer.
_CHAIN_LOCK = 0x5365616C


class AuditLog:
    """Append-only; the chain makes later changes visible, it does not prevent them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, *, at: datetime, actor: str, action: str, subject: str, **detail: str
    ) -> None:
        """Record an act: ids and reasons, never a name, sum or text of a person."""
        if self._is_shared:
            # Before the row has its id: no sealer may pass an id whose row is still to be seen.
            lock = text("SELECT pg_advisory_xact_lock_shared(:n)")
            await self._connection.execute(lock, {"n": _CHAIN_LOCK})
        await self._connection.execute(
            insert(audit).values(
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                detail=json.dumps(detail, sort_keys=True),
            )
        )

    async def rows(
        self, *, since: date | None, zone: str
    ) -> AsyncIterator[tuple[int, datetime, str, str, str, str]]:
        """Give the rows from the beginning of a company's day on, oldest first."""
        query = select(audit).order_by(audit.c.id)
        if since is not None:
            query = query.where(audit.c.at >= datetime.combine(since, time(), ZoneInfo(zone)))
        async with self._connection.stream(query) as rows:
            async for row in rows:
                yield row.id, row.at, row.actor, row.action, row.subject, row.detail

    async def has_tail(self) -> bool:
        """Tell cheaply whether there are rows that no seal covers."""
        newest = await self._connection.scalar(select(func.max(audit.c.id)))
        sealed = await self._connection.scalar(select(func.max(audit_seal.c.to_id)))
        return newest is not None and newest > (-1 if sealed is None else sealed)

    async def seal(self) -> int:
        """Chain the rows that no seal covers yet; give their number.

        0 also where a transaction that added rows is still open, or another sealer is at work:
        come again. Waiting here would make everybody who adds wait behind the sealer.
        """
        if not await self._is_alone():
            return 0
        newest = select(audit_seal).order_by(audit_seal.c.to_id.desc()).limit(1)
        last = (await self._connection.execute(newest)).first()
        start, previous = (last.to_id + 1, last.hash) if last else (0, _START)
        rows = await self._rows(select(audit).where(audit.c.id >= start), most=_BATCH)
        if not rows:
            return 0
        await self._connection.execute(
            insert(audit_seal).values(
                from_id=start,
                to_id=rows[-1].id,
                rows=len(rows),
                hash=_chain(previous, rows),
                previous=previous,
            )
        )
        return len(rows)

    async def verify(self) -> tuple[int | None, int]:
        """Give (first row id of the first broken seal or None, number of rows not sealed yet).

        Each id belongs to one seal or to the tail; a row below the first seal is broken by itself.
        """
        lowest = await self._connection.scalar(select(func.min(audit.c.id)))
        if lowest is not None and lowest < 0:
            return int(lowest), 0
        previous, reached = _START, -1
        async for seal in self._seals():
            between = audit.c.id.between(seal.from_id, seal.to_id)
            rows = await self._rows(select(audit).where(between), most=_BATCH + 1)
            broken = len(rows) != seal.rows or seal.from_id != reached + 1
            if broken or seal.previous != previous or seal.hash != _chain(previous, rows):
                return seal.from_id, 0
            previous, reached = seal.hash, seal.to_id
        tail = select(func.count()).select_from(audit).where(audit.c.id > reached)
        return None, int(await self._connection.scalar(tail) or 0)

    @property
    def _is_shared(self) -> bool:
        """Whether transactions run side by side; SQLite has one writer at a time."""
        return self._connection.dialect.name == "postgresql"

    async def _is_alone(self) -> bool:
        if not self._is_shared:
            return True
        lock = text("SELECT pg_try_advisory_xact_lock(:n)")
        return bool(await self._connection.scalar(lock, {"n": _CHAIN_LOCK}))

    async def _seals(self) -> AsyncIterator[Row[tuple[object, ...]]]:
        query = select(audit_seal).order_by(audit_seal.c.to_id).limit(_SEALS)
        page = list(await self._connection.execute(query))
        while page:
            for seal in page:
                yield seal
            further = query.where(audit_seal.c.to_id > page[-1].to_id)
            page = list(await self._connection.execute(further))

    async def _rows(
        self, query: Select[tuple[object, ...]], *, most: int
    ) -> list[Row[tuple[object, ...]]]:
        return list(await self._connection.execute(query.order_by(audit.c.id).limit(most)))


def _chain(previous: str, rows: list[Row[tuple[object, ...]]]) -> str:
    digest = sha256(previous.encode())
    for row in rows:
        said = [row.id, row.at.isoformat(), row.actor, row.action, row.subject, row.detail]
        digest.update(json.dumps(said).encode())
    return digest.hexdigest()
