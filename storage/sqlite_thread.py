"""A thread that speaks to SQLite: units of work run there whole, one after the other.

Each call through aiosqlite crosses to the driver's thread and back, some four times a statement;
a deal takes sixteen statements, and the crossings cost more than the work (docs/benchmarks.md).
Here the unit crosses once: it runs on an event loop of its own, in which blocking harms nobody, and
the driver is called in place.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from threading import Thread
from typing import ParamSpec, TypeVar

import aiosqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database import prepare_sqlite

P = ParamSpec("P")
Result = TypeVar("Result")

#: How long a driver's thread may take to end once its connection was closed.
_END_SECONDS = 10


class _InPlace(aiosqlite.Connection):
    """Calls the driver where it is awaited instead of on a thread of its own."""

    async def _execute(self, fn: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        return fn(*args, **kwargs)


class SqliteThread:
    """Started with the first unit, ended by `close`; `begin` is how each unit opens."""

    def __init__(self, url: str, *, name: str, begin: str) -> None:
        self._url = url
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name=name, daemon=True)
        #: aiosqlite starts one for each connection, though nothing is done on it here.
        self._drivers: list[Thread] = []
        self._engine = self._open(begin)
        #: Kept from unit to unit: taking it from the pool costs as much as a small unit.
        self._connection: AsyncConnection | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def run(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Run a unit in one transaction: committed with its result, rolled back by any error.

        A closed thread runs nothing more: RuntimeError.
        """
        if self._closed:
            raise RuntimeError("the store is closed")
        if not self._thread.is_alive():
            self._thread.start()
        return await self._cross(self._unit(work))

    async def close(self) -> None:
        """End the thread once the units under way have ended; none may come any more."""
        self._closed = True
        if self._thread.is_alive():
            await self._cross(self._finish())
            self._loop.call_soon_threadsafe(self._loop.stop)
            await asyncio.to_thread(self._thread.join)
            await asyncio.to_thread(self._join_drivers)
        self._loop.close()

    def _join_drivers(self) -> None:
        # Of a connection whose opening was cancelled the driver answers to nobody, but to the loop.
        for driver in self._drivers:
            driver.join(_END_SECONDS)

    async def _finish(self) -> None:
        # The caller of a unit may be gone (cancelled) while the unit still opens its connection:
        # disposing of the pool under it would leave that connection open for ever.
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._let_go()
        await self._engine.dispose()

    async def _unit(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        async with self._opening:
            if self._connection is None:
                self._connection = await self._engine.connect()
        try:
            async with self._connection.begin():
                return await work(self._connection)
        except BaseException:
            await self._let_go()  # whether it is good for another unit is for the pool to see
            raise

    async def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _cross(self, coroutine: Coroutine[None, None, Result]) -> Result:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))

    def _open(self, begin: str) -> AsyncEngine:
        path = make_url(self._url).database or ""

        async def connect() -> aiosqlite.Connection:
            connection = _InPlace(
                lambda: sqlite3.connect(path, check_same_thread=False), iter_chunk_size=64
            )
            self._drivers = [one for one in self._drivers if one.is_alive()]
            self._drivers.append(connection._thread)  # noqa: SLF001 - nothing public tells its end
            return await connection

        engine = create_async_engine(
            self._url,
            pool_size=1,
            max_overflow=0,
            hide_parameters=True,
            pool_timeout=120,
            async_creator=connect,
        )
        prepare_sqlite(engine, begin=begin)
        return engine
