"""A look at SQLite right where it is asked, for a single statement that finds rows by their keys.

It takes some twenty microseconds; to hand it to a thread and back takes ten times as long, and
the threads then wait for each other's turn with the interpreter. Nothing is ever waited for here:
the event loop stands still meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from sqlalchemy.engine import make_url

from storage.prepared import Prepared, Row


class Glance:
    """A connection that only reads, opened by the first look. It belongs to one thread."""

    def __init__(self, url: str) -> None:
        self._path = make_url(url).database or ""
        self._connection: sqlite3.Connection | None = None

    def rows(self, statement: Prepared, given: Mapping[str, object]) -> list[Row] | None:
        """Give what it finds; None where it would have to wait, or the file is not readable."""
        try:
            if self._connection is None:
                self._connection = self._opened()
            return statement.in_place(self._connection, **given)
        except sqlite3.OperationalError:
            return None

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=0)
        connection.execute("PRAGMA query_only=ON")
        return connection
