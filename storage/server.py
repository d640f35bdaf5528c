"""The database as a server or a file: which it is, its schema, its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.migrate import schema_of


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
    #: Whether this release can read it or bring it up to date.
    is_known: bool
    #: SQLite: "wal", or what the file system allowed instead.
    journal: str | None = None
    #: PostgreSQL: its clock at the moment of the answer, in UTC.
    now: datetime | None = None
    #: Nothing can be written there.
    only_reads: bool = False


class Server:
    """Asks the database about itself."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def revision(self) -> str | None:
        """Give the schema's revision without a look at our scripts; None where nothing is made."""
        return await self._connection.run_sync(_revision)

    async def only_reads(self) -> bool:
        """Whether nothing can be written: a standby, or a server set so."""
        if self._connection.dialect.name == "sqlite":
            return False
        asked = text("SELECT pg_is_in_recovery() OR current_setting(:name)::boolean")
        return bool(await self._connection.scalar(asked, {"name": _SETTING}))

    async def facts(self) -> ServerFacts:
        """Give everything; the clock is asked for last."""
        dialect = self._connection.dialect
        schema = await self._connection.run_sync(schema_of)
        journal = now = None
        if dialect.name == "sqlite":
            journal = await self._connection.scalar(text("PRAGMA journal_mode"))
        else:
            now = await self._connection.scalar(select(func.clock_timestamp()))
        return ServerFacts(
            kind=dialect.name,
            version=tuple(int(part) for part in dialect.server_version_info or ()),
            revision=schema.revision,
            needs=schema.head,
            is_known=schema.is_known,
            journal=journal,
            now=now,
            only_reads=await self.only_reads(),
        )


#: Of new transactions; ours that read say so themselves, each.
_SETTING = "default_transaction_read_only"


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
