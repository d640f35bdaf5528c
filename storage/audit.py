"""Who did or read what: rows in the transaction of the act, chained by hash soon afterwards."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import audit, audit_seal

_START = "0" * 64
_BATCH = 5000


class AuditLog:
    """Append-only; the chain makes later changes visible, it does not prevent them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self, *, at: datetime, actor: str, action: str, subject: str, **detail: str
    ) -> None:
        """Record an act: ids and reasons, never a name, sum or text of a person."""
        await self._connection.execute(
            insert(audit).values(
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                detail=json.dumps(detail, sort_keys=True),
            )
        )

    async def seal(self) -> int:
        """Chain the rows that no seal covers yet; give their number. One sealer at a time."""
        last = (
            await self._connection.execute(
                select(audit_seal).order_by(audit_seal.c.to_id.desc()).limit(1)
            )
        ).first()
        start, previous = (last.to_id + 1, last.hash) if last else (0, _START)
        rows = await self._rows(start, None)
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
        """Give (first row id of the first broken seal or None, number of rows not sealed yet)."""
        previous, reached = _START, -1
        for seal in await self._connection.execute(select(audit_seal).order_by(audit_seal.c.to_id)):
            rows = await self._rows(seal.from_id, seal.to_id)
            broken = len(rows) != seal.rows or seal.from_id != reached + 1
            if broken or seal.previous != previous or seal.hash != _chain(previous, rows):
                return seal.from_id, 0
            previous, reached = seal.hash, seal.to_id
        tail = select(func.count()).select_from(audit).where(audit.c.id > reached)
        return None, int(await self._connection.scalar(tail) or 0)

    async def _rows(self, start: int, end: int | None) -> list[Row[tuple[object, ...]]]:
        query = select(audit).where(audit.c.id >= start).order_by(audit.c.id)
        query = query.limit(_BATCH) if end is None else query.where(audit.c.id <= end)
        return list(await self._connection.execute(query))


def _chain(previous: str, rows: list[Row[tuple[object, ...]]]) -> str:
    digest = sha256(previous.encode())
    for row in rows:
        said = [row.id, row.at.isoformat(), row.actor, row.action, row.subject, row.detail]
        digest.update(json.dumps(said).encode())
    return digest.hexdigest()
