"""Bulk look-ups and upserts that work the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import TypeVar

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

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
        await connection.execute(_upsert(table, connection.dialect.name), rows)


async def insert_new(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, object]]
) -> int:
    """Insert rows, leaving out those that break a unique key; give the number of new ones."""
    if not rows:
        return 0
    result = await connection.execute(_insert_new(table, connection.dialect.name), rows)
    return result.rowcount


# Building a statement costs more than running it: each is built once.
@cache
def _upsert(table: Table, dialect: str) -> Executable:
    keys = [column.name for column in table.primary_key]
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    others = {c.name: insert.excluded[c.name] for c in table.c if c.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=others)


@cache
def _insert_new(table: Table, dialect: str) -> Executable:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return insert.on_conflict_do_nothing()
