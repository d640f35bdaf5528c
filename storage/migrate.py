"""Bring a database to the schema of this release, forward only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from rules.errors import Conflict

MIGRATIONS = Path(__file__).parent / "migrations"
#: Advisory lock number of whoever migrates (PostgreSQL).
_MIGRATION_LOCK = 0x4D696772

#: Is awaited with the present revision before a database that holds rows is changed.
BeforeUpgrade = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """Where a database stands; `revision` is None where nobody made tables yet."""

    revision: str | None
    head: str
    is_known: bool

    @property
    def is_current(self) -> bool:
        """Whether this release made it."""
        return self.revision == self.head


async def upgrade(
    engine: AsyncEngine, *, before: BeforeUpgrade | None = None, scripts: Path = MIGRATIONS
) -> None:
    """Apply what is missing; raise `Conflict` on a schema that a newer release made.

    All of it is one transaction that others wait for: of two processes that start at once one
    makes the backup and migrates, and the other then finds nothing to do.
    """
    async with engine.connect() as connection, _alone(connection):
        schema = await connection.run_sync(schema_of, scripts)
        if not schema.is_known:
            raise Conflict("error.schema_is_newer", revision=schema.revision)
        if schema.is_current:
            return
        if before is not None and schema.revision and await connection.run_sync(_has_rows):
            await before(schema.revision)
        await connection.run_sync(_apply, scripts)


def schema_of(connection: Connection, scripts: Path = MIGRATIONS) -> Schema:
    """Tell where the database stands."""
    newest, known = _revisions(scripts)
    revision = MigrationContext.configure(connection).get_current_revision()
    return Schema(revision=revision, head=newest, is_known=revision is None or revision in known)


def head() -> str:
    """Give the revision of this release's schema."""
    return _revisions(MIGRATIONS)[0]


def is_known(revision: str) -> bool:
    """Tell whether this release can bring a database of that revision up to date."""
    return revision in _revisions(MIGRATIONS)[1]


@asynccontextmanager
async def _alone(connection: AsyncConnection) -> AsyncIterator[None]:
    """One transaction that no other migration runs beside.

    SQLite has one writer. There a table is altered by making it anew, so foreign keys rest
    meanwhile (a pragma that counts only outside a transaction) and are checked before the commit.
    """
    if connection.dialect.name == "postgresql":
        async with connection.begin():
            lock = text("SELECT pg_advisory_xact_lock(:n)")
            await connection.execute(lock, {"n": _MIGRATION_LOCK})
            yield
        return
    await _pragma(connection, "foreign_keys=OFF")
    try:
        async with connection.begin():
            yield
            broken = await connection.exec_driver_sql("PRAGMA foreign_key_check")
            if (row := broken.first()) is not None:
                raise Conflict("upkeep.broken_reference", table=row[0])
    finally:
        await _pragma(connection, "foreign_keys=ON")


async def _pragma(connection: AsyncConnection, pragma: str) -> None:
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None  # noqa: S101 - it was just opened
    await driver.execute(f"PRAGMA {pragma}")


def _has_rows(connection: Connection) -> bool:
    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    quote = connection.dialect.identifier_preparer.quote
    return any(
        connection.scalar(text(f"SELECT 1 FROM {quote(table)} LIMIT 1"))  # noqa: S608 - the database's own names
        for table in sorted(tables)
    )


def _apply(connection: Connection, scripts: Path) -> None:
    config = _config(scripts)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def _revisions(scripts: Path) -> tuple[str, frozenset[str]]:
    """Give the newest revision and all; to read a folder runs each file in it, so once will do."""
    directory = ScriptDirectory.from_config(_config(scripts))
    known = frozenset(script.revision for script in directory.walk_revisions())
    return directory.get_current_head() or "", known


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts))
    return config
