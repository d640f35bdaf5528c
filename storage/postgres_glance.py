"""A look at PostgreSQL without a transaction, on connections that are kept at hand.

One statement is a snapshot by itself. Taking a connection from SQLAlchemy's pool and giving it
back costs four times as much CPU as a look by key (docs/decisions/0019).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.prepared import Prepared, Row

#: So many looks are under way at once in a process; the others wait for one to end.
_MOST = 4


class Glances:
    """A few connections of an engine's pool that only look; opened as they are needed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._room = asyncio.Semaphore(_MOST)
        #: SQLAlchemy's connections, each with the driver's own.
        self._idle: list[tuple[AsyncConnection, Any]] = []

    async def rows(self, statement: Prepared, given: Mapping[str, object]) -> list[Row] | None:
        """Give what it finds; None where the connection broke, and the usual way is to tell why.

        Raises what opening a connection does.
        """
        async with self._room:
            connection, driver = self._idle.pop() if self._idle else await self._opened()
            try:
                found = await statement.on_driver(driver, connection.dialect, **given)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await _drop(connection)
                return None
            except BaseException:
                await _drop(connection)  # cut off: nobody knows what comes back on it
                raise
            self._idle.append((connection, driver))
            return found

    async def close(self) -> None:
        """Give all connections back to the pool."""
        while self._idle:
            await self._idle.pop()[0].close()

    async def _opened(self) -> tuple[AsyncConnection, Any]:
        connection = await self._engine.connect()
        return connection, (await connection.get_raw_connection()).driver_connection


async def _drop(connection: AsyncConnection) -> None:
    await connection.invalidate()
    await connection.close()
