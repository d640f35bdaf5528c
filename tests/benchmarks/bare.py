"""The rows that deals led to, written again without us: what the database itself can do."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from config.plans import read_plan
from storage.store import Store

_TABLES = ("inbox", "deal", "deal_credit", "account", "commission_line", "notice")
_FIRST = ("person", "plan_version")
_ORDER = {
    "inbox": "received_at, ext_id",
    "deal": "id",
    "deal_credit": "deal_id",
    "account": "person_id",
    "commission_line": "id",
    "notice": "id",
}
_GROUP = 100

Row = tuple[object, ...]
Statement = tuple[str, list[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Deals per second."""

    single: float
    grouped: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What one site wrote: for each table its statement and rows."""

    before: list[Statement]
    #: For each table its statement, and the rows of each deal.
    per_table: list[tuple[str, list[list[Row]]]]
    deals: int

    def of(self, start: int, end: int) -> list[Statement]:
        """Give the rows of deals start..end, in the order the foreign keys want."""
        return [
            (sql, [row for rows in per_deal[start:end] for row in rows])
            for sql, per_deal in self.per_table
        ]


def _insert(table: str, columns: Sequence[str], *, on_pg: bool) -> str:
    """Give an insert; an account is met again by each later deal, so it is an upsert."""
    marks = [f"${n}" if on_pg else "?" for n in range(1, len(columns) + 1)]
    names = ", ".join(f'"{name}"' for name in columns)
    sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join(marks)})"  # noqa: S608 - our own names
    if table != "account":
        return sql
    news = ", ".join(f"{c} = excluded.{c}" for c in ("base_minor", "posted_minor", "deals"))
    return f"{sql} ON CONFLICT (person_id, plan_version_id, period) DO UPDATE SET {news}"


def _spread(statements: list[Statement], deals: int) -> list[Statement]:
    """Let the few accounts be written once a deal, as they were."""
    return [
        (sql, [rows[n % len(rows)] for n in range(deals)] if " account " in sql else rows)
        for sql, rows in statements
    ]


def _select(table: str) -> str:
    order = _ORDER.get(table, "id")
    where = " WHERE raw LIKE '%deal.closed%'" if table == "inbox" else ""
    return f"SELECT * FROM {table}{where} ORDER BY {order}"  # noqa: S608 - our own names


async def bare(source: str, target: str) -> Rates:
    """Write a site's deals again into a fresh database: one by one, then by hundreds."""
    store = Store(target, read_plan=read_plan)
    await store.upgrade()
    await store.close()
    if source.startswith("sqlite"):
        return _on_sqlite(source.split("///")[1], target.split("///")[1])
    return await _on_postgres(source.replace("+asyncpg", ""), target.replace("+asyncpg", ""))


def _on_sqlite(source: str, target: str) -> Rates:
    old = sqlite3.connect(source)

    def read(table: str) -> Statement:
        cursor = old.execute(_select(table))
        columns = [column[0] for column in cursor.description]
        return _insert(table, columns, on_pg=False), cursor.fetchall()

    copy = _copy([read(t) for t in _FIRST], [read(t) for t in _TABLES])
    old.close()
    new = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        new.execute(f"PRAGMA {pragma}")
    for sql, rows in copy.before:
        new.executemany(sql, rows)

    def write(size: int) -> float:
        started = time.perf_counter()
        for start in range(0, copy.deals, size):
            new.execute("BEGIN IMMEDIATE")
            for sql, rows in copy.of(start, min(start + size, copy.deals)):
                if size == 1:
                    for row in rows:
                        new.execute(sql, row)
                else:
                    new.executemany(sql, rows)
            new.execute("COMMIT")
        return copy.deals / (time.perf_counter() - started)

    single = write(1)
    for table in ("notice", "commission_line", "account", "deal_credit", "deal", "inbox"):
        new.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    grouped = write(_GROUP)
    new.close()
    return Rates(single=single, grouped=grouped)


async def _on_postgres(source: str, target: str) -> Rates:
    old = await asyncpg.connect(source)

    async def read(table: str) -> Statement:
        rows = [tuple(row.items()) for row in await old.fetch(_select(table))]
        columns = [name for name, _ in rows[0]]
        return _insert(table, columns, on_pg=True), [tuple(v for _, v in row) for row in rows]

    copy = _copy([await read(t) for t in _FIRST], [await read(t) for t in _TABLES])
    await old.close()
    new = await asyncpg.connect(target)
    for sql, rows in copy.before:
        await new.executemany(sql, rows)

    async def write(size: int) -> float:
        started = time.perf_counter()
        for start in range(0, copy.deals, size):
            async with new.transaction():
                for sql, rows in copy.of(start, min(start + size, copy.deals)):
                    if size == 1:
                        for row in rows:
                            await new.execute(sql, *row)
                    else:
                        await new.executemany(sql, rows)
        return copy.deals / (time.perf_counter() - started)

    single = await write(1)
    await new.execute("TRUNCATE notice_attempt, " + ", ".join(_TABLES) + " CASCADE")
    grouped = await write(_GROUP)
    await new.close()
    return Rates(single=single, grouped=grouped)


def _copy(before: list[Statement], per_table: list[Statement]) -> Copy:
    sql, deals = per_table[1]
    place = _columns(sql).index("id")
    numbers = {row[place]: n for n, row in enumerate(deals)}
    spread = _spread(per_table, len(deals))
    return Copy(
        before=before,
        per_table=[(sql, _per_deal(sql, rows, numbers)) for sql, rows in spread],
        deals=len(deals),
    )


def _per_deal(sql: str, rows: list[Row], numbers: dict[object, int]) -> list[list[Row]]:
    """Sort rows by their deal; those that name none, in the order they were written."""
    columns = _columns(sql)
    per_deal: list[list[Row]] = [[] for _ in numbers]
    for n, row in enumerate(rows):
        if "deal_id" in columns:
            number = numbers[row[columns.index("deal_id")]]
        else:
            number = n * len(numbers) // len(rows)
        per_deal[number].append(row)
    return per_deal


def _columns(sql: str) -> list[str]:
    return re.findall(r'"(\w+)"', sql.partition(" VALUES")[0])
