"""A database comes to this release's schema from nothing, once, and never from a newer one."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from config.plans import read_plan
from rules.errors import Conflict
from storage import migrate
from storage.check import Outcome
from storage.database import writer_engine
from storage.store import Store
from storage.tables import metadata
from tests.builders import a_deal, a_hire, given_plan, take_in
from tests.journeys.processes import kill, stalled
from tests.storage.later_release import REVISION, later_release


@pytest.fixture
def pg_url(empty_pg_url: str) -> str:
    """Without a schema: what brings it is tested here."""
    return empty_pg_url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An empty database of each kind."""
    opened = writer_engine(database_url)
    yield opened
    await opened.dispose()


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def test_from_nothing_every_table_is_made(engine: AsyncEngine) -> None:
    await migrate.upgrade(engine)

    async with engine.connect() as connection:
        assert await connection.run_sync(_tables) == {*metadata.tables, "alembic_version"}
        assert await connection.run_sync(_differences) == []


async def test_a_second_start_changes_nothing_and_keeps_what_is_there(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(), a_deal())

    await store.upgrade()

    async with store.read() as uow:
        [line] = await uow.ledger.lines(1, "2026-11")
    assert line.amount_minor == 45_000


async def test_a_newer_schema_is_refused_and_left_alone(engine: AsyncEngine) -> None:
    await migrate.upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Conflict) as refused:
        await migrate.upgrade(engine)

    assert refused.value.message_id == "error.schema_is_newer"
    assert refused.value.values == {"revision": "9999"}
    async with engine.connect() as connection:
        kept = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    assert kept == "9999"


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The migrations of a release to come."""
    return later_release(tmp_path)


class _Backups:
    """Notes before which revision a backup was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, revision: str) -> None:
        self.asked.append(revision)


async def _with_people(engine: AsyncEngine) -> str:
    """Give a database of this release with rows in it; tell its revision."""
    store = Store(str(engine.url.render_as_string(hide_password=False)), read_plan=read_plan)
    await store.upgrade()
    await given_plan(store)
    await take_in(store, a_hire(), a_deal())
    await store.close()
    return await _revision(engine)


async def _revision(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        return str(await connection.scalar(text("SELECT version_num FROM alembic_version")))


async def test_an_older_schema_with_rows_is_upgraded_after_one_backup(
    engine: AsyncEngine, scripts: Path
) -> None:
    before = await _with_people(engine)
    backups = _Backups()

    await migrate.upgrade(engine, before=backups, scripts=scripts)
    await migrate.upgrade(engine, before=backups, scripts=scripts)

    assert backups.asked == [before]
    async with engine.connect() as connection:
        nicks = (await connection.scalars(text("SELECT nick FROM person"))).all()
        lines = await connection.scalar(text("SELECT count(*) FROM commission_line"))
    assert (nicks, lines) == (["Rep A001"], 1)


async def test_references_hold_again_after_an_upgrade(engine: AsyncEngine, scripts: Path) -> None:
    await _with_people(engine)

    await migrate.upgrade(engine, scripts=scripts)

    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(
                text("INSERT INTO plan_assignment VALUES (404, '2026-01-01', 'standard')")
            )


async def test_no_backup_is_asked_for_where_there_are_no_rows(
    engine: AsyncEngine, scripts: Path
) -> None:
    backups = _Backups()

    await migrate.upgrade(engine, before=backups)
    await migrate.upgrade(engine, before=backups, scripts=scripts)

    assert backups.asked == []
    assert await _revision(engine) == REVISION


async def test_a_backup_that_fails_leaves_the_schema_alone(
    engine: AsyncEngine, scripts: Path
) -> None:
    before = await _with_people(engine)

    async def fails(revision: str) -> None:
        raise Conflict("upkeep.backup_runs", folder=revision)

    with pytest.raises(Conflict):
        await migrate.upgrade(engine, before=fails, scripts=scripts)

    assert await _revision(engine) == before


async def test_rows_that_name_nobody_stop_an_upgrade_of_sqlite(
    sqlite_url: str, scripts: Path
) -> None:
    engine = writer_engine(sqlite_url)
    before = await _with_people(engine)
    with sqlite3.connect(sqlite_url.partition(":///")[2]) as connection:
        connection.execute("INSERT INTO plan_assignment VALUES (404, '2026-01-01', 'standard')")
    connection.close()

    with pytest.raises(Conflict) as refused:
        await migrate.upgrade(engine, scripts=scripts)

    assert refused.value.values == {"table": "plan_assignment"}
    assert await _revision(engine) == before
    await engine.dispose()


async def _start(database_url: str, scripts: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.storage.later_release", database_url, str(scripts)),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )


async def test_of_two_processes_at_once_one_migrates(
    engine: AsyncEngine, database_url: str, scripts: Path
) -> None:
    await _with_people(engine)

    processes = [await _start(database_url, scripts) for _ in range(2)]
    said = [(await process.communicate())[0] for process in processes]

    assert sorted(said) == [b"", b"backup\n"]
    assert [process.returncode for process in processes] == [0, 0]
    assert await _revision(engine) == REVISION


async def test_a_migration_killed_half_way_leaves_the_old_schema_whole(
    engine: AsyncEngine, database_url: str, scripts: Path
) -> None:
    before = await _with_people(engine)

    async with stalled(database_url, on="UPDATE ON alembic_version", when="1 = 1") as stall:
        process = await _start(database_url, scripts)
        await stall.reached()
        await kill(process)
        await process.communicate()

    store = Store(database_url, read_plan=read_plan)
    found = {finding.check: finding.outcome for finding in await store.check()}
    await store.close()
    assert await _revision(engine) == before
    assert Outcome.FAILED not in found.values()
    await migrate.upgrade(engine, scripts=scripts)
    assert await _revision(engine) == REVISION
