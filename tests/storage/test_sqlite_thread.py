"""Units on SQLite's own threads: committed whole, rolled back by any error, one after the other."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from config.plans import read_plan
from storage.database import BEGIN_WRITE
from storage.sqlite_thread import SqliteThread
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import AT, a_deal, a_hire, given_plan, take_in


async def _acts(uow: UnitOfWork) -> str:
    await uow.audit.add(at=AT, actor="cli", action="tested", subject="s")
    return threading.current_thread().name


async def _unsealed(store: Store) -> int:
    async with store.read() as uow:
        return (await uow.audit.verify())[1]


async def test_a_unit_gives_its_result_and_is_committed(store: Store) -> None:
    await store.write(_acts)

    assert await _unsealed(store) == 1


async def test_an_error_rolls_all_of_it_back_and_reaches_the_caller(store: Store) -> None:
    async def fails(uow: UnitOfWork) -> None:
        await _acts(uow)
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await store.write(fails)
    await store.write(_acts)

    assert await _unsealed(store) == 1


async def test_units_of_both_kinds_take_turns(store: Store) -> None:
    async def begun() -> None:
        async with store.begin() as uow:
            await _acts(uow)
            await asyncio.sleep(0)

    await asyncio.gather(*(store.write(_acts) for _ in range(10)), *(begun() for _ in range(10)))

    assert await _unsealed(store) == 20


async def test_on_sqlite_it_runs_beside_the_main_thread(sqlite_url: str) -> None:
    store = Store(sqlite_url, read_plan=read_plan)
    await store.upgrade()

    name = await store.write(_acts)
    await store.close()

    assert name == "sqlite-writer"
    assert "sqlite-writer" not in {thread.name for thread in threading.enumerate()}


async def test_its_commits_are_as_durable_as_all_others(sqlite_url: str) -> None:
    store = Store(sqlite_url, read_plan=read_plan)
    await store.upgrade()
    await given_plan(store)
    await take_in(store, a_hire())

    await store.write(_acts)
    await take_in(store, a_deal())
    await store.close()

    again = Store(sqlite_url, read_plan=read_plan)
    assert await _unsealed(again) == 1
    await again.close()


async def test_a_unit_that_finds_the_file_locked_says_so_and_the_next_one_runs(
    tmp_path: Path,
) -> None:
    async def is_impatient(connection: AsyncConnection) -> None:
        await connection.execute(text("PRAGMA busy_timeout = 0"))

    async def nothing(connection: AsyncConnection) -> str:
        del connection
        return "done"

    thread = SqliteThread(
        f"sqlite+aiosqlite:///{tmp_path / 'own.db'}", name="own", begin=BEGIN_WRITE
    )
    await thread.run(is_impatient)
    with closing(sqlite3.connect(tmp_path / "own.db", isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await thread.run(nothing)

    assert await thread.run(nothing) == "done"
    await thread.close()


async def test_a_store_that_wrote_nothing_closes(sqlite_url: str) -> None:
    await Store(sqlite_url, read_plan=read_plan).close()


@pytest.mark.parametrize("cancelled", [False, True])
async def test_closing_under_a_unit_leaves_no_connection_open(
    sqlite_url: str, *, cancelled: bool
) -> None:
    for turns in range(8):
        store = Store(sqlite_url, read_plan=read_plan)
        unit = asyncio.create_task(store.write(_acts))
        for _ in range(turns):
            await asyncio.sleep(0.0002)
        if cancelled:
            unit.cancel()

        await store.close()
        await asyncio.gather(unit, return_exceptions=True)

    assert not [each for each in gc.get_objects() if _is_open(each)]


def _is_open(each: object) -> bool:
    return type(each).__name__ == "_InPlace" and getattr(each, "_connection", None) is not None
