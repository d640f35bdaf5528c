"""Events as they came, kept with what became of them, so that twice is answered as once."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.prepared import Prepared, one_of
from storage.rows import chunks, upsert
from storage.tables import inbox

EMPTIED = "emptied"
_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event: `state` is done, parked or refused; `answer` is JSON.

    Long after it is done housekeeping makes it `EMPTIED`: its id and sha stay, so that a repeat is
    known for ever.
    """

    source: str
    ext_id: str
    received_at: datetime
    body_sha: str
    state: str
    raw: str
    answer: str
    waits_for: str | None = None
    is_quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Events that came to nothing: how many, how many of them are new, and why the newest did."""

    parked: int = 0
    refused: int = 0
    new: int = 0
    reasons: tuple[str, ...] = ()


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

    async def unmatched(
        self, *, since: datetime, until: datetime, patience: timedelta
    ) -> Unmatched:
        """Count what is refused, and what has been parked for longer than `patience`.

        New are those that came to be so after `since` and by `until`.
        """
        refused = (inbox.c.state == "refused") & (inbox.c.received_at <= until)
        parked = (inbox.c.state == "parked") & (inbox.c.received_at <= until - patience)
        is_new = or_(
            refused & (inbox.c.received_at > since),
            parked & (inbox.c.received_at > since - patience),
        )
        newest = await self._connection.execute(
            select(inbox.c.answer)
            .where(is_new)
            .order_by(inbox.c.received_at.desc(), inbox.c.ext_id)
            .limit(_REASONS)
        )
        answers = [json.loads(row.answer) for row in newest]
        return Unmatched(
            parked=await self._count(parked),
            refused=await self._count(refused),
            new=await self._count(is_new),
            reasons=tuple(
                f"{said.get('field', '')} {said.get('reason', '')}".strip() for said in answers
            ),
        )

    async def _count(self, condition: ColumnElement[bool]) -> int:
        count = select(func.count()).select_from(inbox).where(condition)
        return int(await self._connection.scalar(count) or 0)

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
