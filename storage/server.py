"""The database as a server or a file: which it is, its schema, its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import migrate


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What a database says of itself. What only one kind has is None for the other."""

    #: "sqlite" or "postgresql".
    kind: str
    version: tuple[int, ...]
    #: The schema's revision; None where nothing was made yet.
    revision: str | None
    #: The revision this release needs.
    needs: str
    #: SQLite: "wal", or what the file system allowed instead.
    journal: str | None
    #: PostgreSQL: its clock at the moment of the answer, in UTC.
    now: datetime | None


class Server:
    """Asks the database about itself."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def revision(self) -> str | None:
        """Give the schema's revision; None where nothing was made yet."""
        return await self._connection.run_sync(_revision)

    async def facts(self) -> ServerFacts:
        """Give everything; the clock is asked for last."""
        dialect = self._connection.dialect
        is_sqlite = dialect.name == "sqlite"
        revision = await self.revision()
        journal = await self._connection.scalar(text("PRAGMA journal_mode")) if is_sqlite else None
        now = None if is_sqlite else await self._connection.scalar(select(func.clock_timestamp()))
        return ServerFacts(
            kind=dialect.name,
            version=tuple(int(part) for part in dialect.server_version_info or ()),
            revision=revision,
            needs=migrate.head(),
            journal=journal,
            now=now,
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
