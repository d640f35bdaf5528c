"""What SQLAlchemy compiled for one engine serves the next: a test's engines live for one test.

Where the program runs an engine lives for months, and compiles each statement once.
"""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.util import LRUCache

#: Twice as many statements as the program has.
_MOST = 4000


def share_compiled() -> None:
    """Let all engines of this process that speak the same dialect share their statements."""
    shared: LRUCache[object, object] = LRUCache(_MOST)

    @event.listens_for(Engine, "engine_connect")
    def connected(connection: Connection) -> None:
        connection.engine._compiled_cache = shared  # type: ignore[assignment] # noqa: SLF001 - no public way leaves the engine's options alone

    patch = pytest.MonkeyPatch()
    # Ours differ in nothing that a text depends on: one server, one release of SQLite.
    for dialect in (PGDialect_asyncpg, SQLiteDialect_aiosqlite):
        patch.setattr(dialect, "__eq__", _is_alike)
        patch.setattr(dialect, "__hash__", _alike)


def _is_alike(self: Dialect, other: object) -> bool:
    return type(self) is type(other)


def _alike(self: Dialect) -> int:
    return hash(type(self))
