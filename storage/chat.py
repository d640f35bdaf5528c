"""The web chat's own messages, which no platform keeps for us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import chat_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEntry:
    """One message of a person's chat; `id` rises in the order of writing."""

    id: int
    person_id: int
    key: str
    is_from_person: bool
    body: bytes
    at: datetime


class ChatEntries:
    """A person's conversation, page by page."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(
        self, *, person_id: int, key: str, is_from_person: bool, body: bytes, at: datetime
    ) -> int | None:
        """Add a message and give its id, or None where the key is there already.

        On PostgreSQL a person's messages are added one transaction after another: a later id that
        is committed first would be read first, and whoever reads on after it never sees the
        earlier one. SQLite has one writer anyway.
        """
        on_pg = self._connection.dialect.name == "postgresql"
        if on_pg:
            number = func.hashtextextended(f"chat:{person_id}", 0)
            await self._connection.execute(select(func.pg_advisory_xact_lock(number)))
        insert = postgresql.insert if on_pg else sqlite.insert
        result = await self._connection.execute(
            insert(chat_entry)
            .values(person_id=person_id, key=key, is_from_person=is_from_person, body=body, at=at)
            .on_conflict_do_nothing()
            .returning(chat_entry.c.id)
        )
        entry_id: int | None = result.scalar()
        return entry_id

    async def page(self, *, person_id: int, before: int | None, limit: int) -> list[ChatEntry]:
        """Give the last messages before an id, oldest first."""
        query = select(chat_entry).where(chat_entry.c.person_id == person_id)
        if before is not None:
            query = query.where(chat_entry.c.id < before)
        newest_first = await self._entries(query.order_by(chat_entry.c.id.desc()).limit(limit))
        return newest_first[::-1]

    async def after(self, *, person_id: int, entry_id: int, limit: int) -> list[ChatEntry]:
        """Give the messages after an id, oldest first."""
        return await self._entries(
            select(chat_entry)
            .where(chat_entry.c.person_id == person_id, chat_entry.c.id > entry_id)
            .order_by(chat_entry.c.id)
            .limit(limit)
        )

    async def _entries(self, query: Select[tuple[object, ...]]) -> list[ChatEntry]:
        rows = await self._connection.execute(query)
        return [ChatEntry(**row._mapping) for row in rows]  # noqa: SLF001 - documented
