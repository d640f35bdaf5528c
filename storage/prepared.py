"""Statements compiled once and run on the driver itself, for what every deal and notice needs.

SQLAlchemy's work for one execution takes ten to twenty times as long as SQLite's for a look by
key (docs/decisions/0019). Here its compiler, types and transactions stay; only the way from the
values to the driver is short. Anything that is not asked many times a second goes the usual way.
"""

from __future__ import annotations

import json
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar, cast

import aiosqlite
import asyncpg
from sqlalchemy import ARRAY, BindParameter, ClauseElement, Dialect, Text, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine

_SQLITE = sqlite.dialect()
#: A named tuple of the selected columns.
Row: TypeAlias = Any
Process = Callable[[Any], Any] | None
Item = TypeVar("Item")


class _Listed(TypeDecorator[list[Any]]):
    """The values of `one_of`: an array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's
        values = list(value)
        return values if dialect.name == "postgresql" else json.dumps(values)


class one_of(ColumnElement[bool]):  # noqa: N801 - reads as a condition
    """`column IN (values)` as one parameter, so that the statement's text never changes."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.values: BindParameter[Any] = bindparam(name, type_=_Listed(column.type))

    def self_group(self, against: object = None) -> one_of:
        """Stand in a condition as it is: SQLAlchemy would add `= 1`, and SQLite use no index."""
        del against
        return self


@compiles(one_of, "postgresql")
def _any(element: one_of, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    column, values = (compiler.process(one, **kw) for one in (element.column, element.values))
    return f"{column} = ANY ({values})"


@compiles(one_of, "sqlite")
def _in_json(element: one_of, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    column, values = (compiler.process(one, **kw) for one in (element.column, element.values))
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - no value in it


@dataclass(frozen=True, slots=True)
class _Ready:
    """One statement for one dialect: its text, and how values and rows are turned."""

    sql: str
    #: In the order of the placeholders: name, and the value where none is given.
    binds: Sequence[tuple[str, object]]
    #: Those of them that are turned, by place.
    turned: Sequence[tuple[int, Callable[[Any], Any]]]
    columns: Sequence[tuple[int, Callable[[Any], Any]]]
    row: Callable[[Iterable[object]], Row]

    def values(self, given: Mapping[str, object]) -> list[object]:
        values = [given.get(name, value) for name, value in self.binds]
        for at, turn in self.turned:
            values[at] = turn(values[at])
        return values

    def rows(self, found: Sequence[Sequence[object]]) -> list[Row]:
        rows: list[Row] = []
        for one in found:
            values = list(one)
            for at, turn in self.columns:
                values[at] = turn(values[at])
            rows.append(self.row(values))
        return rows


class Prepared:
    """A statement with named parameters; `columns` are those an insert names."""

    def __init__(self, statement: ClauseElement, *, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, _Ready] = {}

    async def rows(self, connection: AsyncConnection, **given: object) -> list[Row]:
        """Run it and give all rows it finds or returns."""
        ready = self._for(connection.dialect)
        driver, values = await _driver(connection), ready.values(given)
        with errors_of_sqlalchemy(ready.sql):
            if isinstance(driver, aiosqlite.Connection):
                return ready.rows(list(await driver.execute_fetchall(ready.sql, values)))
            return ready.rows(await driver.fetch(ready.sql, *values))

    async def on_driver(self, driver: Any, dialect: Dialect, **given: object) -> list[Row]:  # noqa: ANN401 - asyncpg's
        """Run it on PostgreSQL without a transaction; raises what the driver does."""
        ready = self._for(dialect)
        return ready.rows(await driver.fetch(ready.sql, *ready.values(given)))

    def in_place(self, connection: sqlite3.Connection, **given: object) -> list[Row]:
        """Run it on SQLite here and now, without a transaction; raises what the driver does."""
        ready = self._for(_SQLITE)
        return ready.rows(connection.execute(ready.sql, ready.values(given)).fetchall())

    async def many(self, connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
        """Run it once for each of these rows."""
        ready = self._for(connection.dialect)
        driver, values = await _driver(connection), [ready.values(row) for row in rows]
        with errors_of_sqlalchemy(ready.sql):
            if len(values) > 1:
                await driver.executemany(ready.sql, values)
            elif isinstance(driver, aiosqlite.Connection):
                await driver.execute(ready.sql, values[0])
            else:
                await driver.execute(ready.sql, *values[0])

    def _for(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._compiled(dialect)
        return ready

    def _compiled(self, dialect: Dialect) -> _Ready:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - a statement, no DDL
        selected = compiled._result_columns  # noqa: SLF001 - no public name for it
        binds = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
        kinds = [one.type.dialect_impl(dialect) for _, one in binds]
        results = [one.type.dialect_impl(dialect) for one in selected]
        return _Ready(
            sql=compiled.string,
            binds=[(name, one.effective_value) for name, one in binds],
            turned=_those(kind.bind_processor(dialect) for kind in kinds),
            columns=_those(kind.result_processor(dialect, None) for kind in results),
            row=_named([one.keyname for one in selected]),
        )


def _named(columns: Sequence[str]) -> Callable[[Iterable[object]], Row]:
    """Give what makes a named tuple of a row."""
    kind: Any = cast("Any", namedtuple)("Row", columns)  # noqa: PYI024 - of a query
    return kind._make  # type: ignore[no-any-return]


def _those(processes: Iterable[Process]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Give those that turn anything, by place."""
    return [(at, one) for at, one in enumerate(processes) if one is not None]


async def _driver(connection: AsyncConnection) -> Any:  # noqa: ANN401 - one of two drivers
    """Give the driver's connection, inside the transaction that SQLAlchemy ends."""
    assert connection.sync_connection is not None  # noqa: S101 - it is in a transaction
    driver = connection.sync_connection.connection.driver_connection
    if isinstance(driver, asyncpg.Connection) and not driver.is_in_transaction():
        await _begin(connection, connection.sync_connection.connection.dbapi_connection)
    return driver


async def _begin(connection: AsyncConnection, adapted: Any) -> None:  # noqa: ANN401 - its driver
    """Begin what SQLAlchemy begins with the first statement it runs itself."""
    try:
        await adapted._start_transaction()  # noqa: SLF001 - no public name for it
    except Exception:  # noqa: BLE001 - a lost connection: met this way, the pool hears of it
        await connection.exec_driver_sql("SELECT 1")


@contextmanager
def errors_of_sqlalchemy(sql: str) -> Iterator[None]:
    """Raise what SQLAlchemy would, without the values."""
    try:
        yield
    except (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
        raise IntegrityError(sql, None, error, hide_parameters=True) from error
    except sqlite3.OperationalError as error:
        raise OperationalError(sql, None, error, hide_parameters=True) from error
    except (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DBAPIError(sql, None, error, hide_parameters=True) from error
