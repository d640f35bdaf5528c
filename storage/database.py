"""Engines for SQLite and PostgreSQL, set up so that both behave alike under load."""

from __future__ import annotations

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.prepared import errors_of_sqlalchemy

_READERS = 4
_POOL = 20

#: How a transaction of SQLite opens: a writer waits for its turn there, not at its first write.
BEGIN_WRITE = "BEGIN IMMEDIATE"
BEGIN_READ = "BEGIN"


def is_sqlite(url: str) -> bool:
    """Tell the embedded database from the shared one."""
    return url.startswith("sqlite")


def writer_engine(url: str) -> AsyncEngine:
    """Open the engine for writing: one connection on SQLite, where a second would only wait."""
    if not is_sqlite(url):
        return create_async_engine(url, pool_size=_POOL, max_overflow=0, hide_parameters=True)
    engine = create_async_engine(
        url, pool_size=1, max_overflow=0, hide_parameters=True, pool_timeout=120
    )
    prepare_sqlite(engine, begin=BEGIN_WRITE)
    return engine


def reader_engine(url: str) -> AsyncEngine:
    """Open the engine for snapshots: nothing it runs sees a later commit half-way."""
    if not is_sqlite(url):
        return create_async_engine(
            url,
            pool_size=_POOL,
            max_overflow=0,
            hide_parameters=True,
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
        )
    engine = create_async_engine(
        url, pool_size=_READERS, max_overflow=0, hide_parameters=True, pool_timeout=120
    )
    prepare_sqlite(engine, begin=BEGIN_READ)
    return engine


def prepare_sqlite(engine: AsyncEngine, *, begin: str) -> None:
    """Durable writes (FULL: a ledger survives a power cut) and transactions that we begin."""

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        del entry
        connection.isolation_level = None  # sqlite3: no silent BEGIN
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=30000",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def began(connection: Connection) -> None:
        # On the driver: SQLAlchemy's way to it takes twenty times as long as SQLite's own work.
        with errors_of_sqlalchemy(begin):
            cursor = connection.connection.cursor()
            cursor.execute(begin)
            cursor.close()
