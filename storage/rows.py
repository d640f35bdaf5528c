"""Bulk look-ups and upserts that work the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlalchemy import Table
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
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    if connection.dialect.name == "postgresql":
        into_pg = postgresql.insert(table)
        others = {c.name: into_pg.excluded[c.name] for c in table.c if c.name not in keys}
        await connection.execute(
            into_pg.on_conflict_do_update(index_elements=keys, set_=others), rows
        )
        return
    into = sqlite.insert(table)
    others = {c.name: into.excluded[c.name] for c in table.c if c.name not in keys}
    await connection.execute(into.on_conflict_do_update(index_elements=keys, set_=others), rows)


async def insert_new(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, object]]
) -> int:
    """Insert rows, leaving out those that break a unique key; give the number of new ones."""
    if not rows:
        return 0
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    result = await connection.execute(insert(table).on_conflict_do_nothing(), rows)
    return result.rowcount
