"""Bulk look-ups and upserts that work the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import TypeVar

from sqlalchemy import Table
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


async def upsert(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, object]]
) -> None:
    """Insert rows, or replace the other columns where the primary key is there already."""
    if rows:
        await _upsert(table, connection.dialect.name).many(connection, rows)


async def insert_new(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, object]]
) -> int:
    """Insert rows, leaving out those that break a unique key; give the number of new ones."""
    if not rows:
        return 0
    if len(rows) == 1:
        insert_one = _insert_one(table, connection.dialect.name, frozenset(rows[0]))
        return len(await insert_one.rows(connection, **rows[0]))
    result = await connection.execute(_insert_new(table, connection.dialect.name), rows)
    return result.rowcount


@cache
def _upsert(table: Table, dialect: str) -> Prepared:
    keys = [column.name for column in table.primary_key]
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    others = {c.name: insert.excluded[c.name] for c in table.c if c.name not in keys}
    statement = insert.on_conflict_do_update(index_elements=keys, set_=others)
    return Prepared(statement, columns=[column.name for column in table.c])


@cache
def _insert_one(table: Table, dialect: str, columns: frozenset[str]) -> Prepared:
    statement = _insert_new(table, dialect).returning(*table.primary_key)
    return Prepared(statement, columns=sorted(columns))


# Building a statement costs more than running it: each is built once.
@cache
def _insert_new(table: Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert.on_conflict_do_nothing()
