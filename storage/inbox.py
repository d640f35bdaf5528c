"""Events as they came, kept with what became of them, so that twice is answered as once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.prepared import Prepared, one_of
from storage.rows import chunks, upsert
from storage.tables import inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event: `state` is done, parked or refused; `answer` is JSON."""

    source: str
    ext_id: str
    received_at: datetime
    body_sha: str
    state: str
    raw: str
    answer: str
    waits_for: str | None = None
    is_quiet: bool = False


class Inbox:
    """Idempotency by (source, event id)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def known(self, source: str, ids: Collection[str]) -> dict[str, Entry]:
        """Give the entries of these event ids."""
        rows = await _KNOWN.rows(self._connection, said_by=source, ids=ids)
        return {row.ext_id: Entry(**row._asdict()) for row in rows}

    async def waiting_for(self, needs: Collection[str]) -> list[Entry]:
        """Give the parked events that wait for any of these, in the order of arrival."""
        rows = await _WAITING.rows(self._connection, needs=needs)
        return [Entry(**row._asdict()) for row in rows]

    async def listed(self, states: Collection[str], *, limit: int = 200) -> list[Entry]:
        """Give the newest entries in these states."""
        rows = await self._connection.execute(
            select(inbox)
            .where(inbox.c.state.in_(list(states)))
            .order_by(inbox.c.received_at.desc(), inbox.c.ext_id)
            .limit(limit)
        )
        return [Entry(**row._mapping) for row in rows]  # noqa: SLF001 - documented

    async def forget(self, keys: Collection[tuple[str, str]]) -> None:
        """Drop entries that are about to be taken in again in this transaction."""
        for some in chunks(keys):
            await self._connection.execute(
                delete(inbox).where(tuple_(inbox.c.source, inbox.c.ext_id).in_(some))
            )

    async def save(self, entries: Collection[Entry]) -> None:
        """Write entries, replacing their earlier state."""
        await upsert(
            self._connection,
            inbox,
            [
                {
                    "source": entry.source,
                    "ext_id": entry.ext_id,
                    "received_at": entry.received_at,
                    "body_sha": entry.body_sha,
                    "state": entry.state,
                    "raw": entry.raw,
                    "answer": entry.answer,
                    "waits_for": entry.waits_for,
                    "is_quiet": entry.is_quiet,
                }
                for entry in entries
            ],
        )


_KNOWN = Prepared(
    select(inbox).where(inbox.c.source == bindparam("said_by"), one_of(inbox.c.ext_id, "ids"))
)
_WAITING = Prepared(
    select(inbox)
    .where(one_of(inbox.c.waits_for, "needs"), inbox.c.state == "parked")
    .order_by(inbox.c.received_at, inbox.c.ext_id)
)
