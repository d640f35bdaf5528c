"""Bulk look-ups and upserts that work the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import TypeVar

from sqlalchemy import ARRAY, Table, bindparam, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.prepared import Prepared

#: Values per look-up, well under both databases' limit on parameters.
CHUNK = 500

Item = TypeVar("Item")


def chunks(items: Collection[Item]) -> list[Sequence[Item]]:
    """Cut a collection into pieces that fit one statement each."""
    ordered = list(items)
    return [ordered[i : i + CHUNK] for i in range(0, len(ordered), CHUNK)]


async def upsert(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows, or replace the other columns where the primary key is there already."""
    await _write(connection, table, rows, on_conflict="replace")


async def add_new(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows, leaving out those that break a unique key."""
    await _write(connection, table, rows, on_conflict="skip")


async def append(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows; one that is there already is an error."""
    await _write(connection, table, rows, on_conflict="fail")


async def insert_new(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> int:
    """Insert rows as `add_new` does, at once, and give the number of new ones."""
    count = 0
    for row in rows:
        statement = _insert_one(table, connection.dialect.name, tuple(row))
        count += len(await statement.rows(connection, **row))
    return count


@asynccontextmanager
async def together(connection: AsyncConnection) -> AsyncIterator[None]:
    """Send all rows that the block writes in one statement, where the way to the database counts.

    They are there once the block is left, and checked together: a row may come before the one it
    points to. SQLite is near, and takes each at once.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    assert connection.sync_connection is not None  # noqa: S101 - it is in a transaction
    waiting: list[tuple[_Insert, Sequence[Values]]] = []
    connection.sync_connection.info[_WAITING] = waiting
    try:
        yield
    finally:
        del connection.sync_connection.info[_WAITING]
    await _send(connection, waiting)


Values = Mapping[str, object]
_Insert = tuple[Table, tuple[str, ...], str]
_WAITING = "foothold.rows"


async def _write(
    connection: AsyncConnection, table: Table, rows: Sequence[Values], *, on_conflict: str
) -> None:
    if not rows:
        return
    insert = table, tuple(rows[0]), on_conflict
    assert connection.sync_connection is not None  # noqa: S101 - it is in a transaction
    if connection.dialect.name != "postgresql":
        await _each(*insert).many(connection, rows)
    elif (waiting := connection.sync_connection.info.get(_WAITING)) is not None:
        waiting.append((insert, rows))
    else:
        await _send(connection, [(insert, rows)])


async def _send(
    connection: AsyncConnection, written: Sequence[tuple[_Insert, Sequence[Values]]]
) -> None:
    """Write all of it in one statement; PostgreSQL takes each column as an array."""
    if not written:
        return
    arrays: dict[str, object] = {
        _array(n, name): [row[name] for row in rows]
        for n, ((_, columns, _), rows) in enumerate(written)
        for name in columns
    }
    await _all(tuple(insert for insert, _ in written)).rows(connection, **arrays)


def _array(n: int, column: str) -> str:
    return f"rows_{n}_{column}"


# Building a statement costs more than running it: each is built once.
@cache
def _each(table: Table, columns: tuple[str, ...], on_conflict: str) -> Prepared:
    return Prepared(_settled(sqlite.insert(table), table, on_conflict), columns=columns)


@cache
def _all(inserts: tuple[_Insert, ...]) -> Prepared:
    parts = []
    for n, (table, columns, on_conflict) in enumerate(inserts):
        arrays = [
            func.unnest(bindparam(_array(n, name), type_=ARRAY(table.c[name].type)))
            for name in columns
        ]
        insert = postgresql.insert(table).from_select(columns, select(*arrays))
        parts.append(_settled(insert, table, on_conflict).cte(f"written_{n}"))
    return Prepared(select(literal(1)).add_cte(*parts))


@cache
def _insert_one(table: Table, dialect: str, columns: tuple[str, ...]) -> Prepared:
    keys = tuple(table.primary_key)
    if dialect == "postgresql":
        new = _settled(postgresql.insert(table), table, "skip").returning(*keys)
        return Prepared(new, columns=columns)
    return Prepared(_settled(sqlite.insert(table), table, "skip").returning(*keys), columns=columns)


Conflicting = TypeVar("Conflicting", postgresql.Insert, sqlite.Insert)


def _settled(insert: Conflicting, table: Table, on_conflict: str) -> Conflicting:
    """Say what becomes of a row that is there already."""
    if on_conflict == "fail":
        return insert
    if on_conflict == "skip":
        return insert.on_conflict_do_nothing()
    keys = [column.name for column in table.primary_key]
    others = {c.name: insert.excluded[c.name] for c in table.c if c.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=others)
