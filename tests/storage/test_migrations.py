"""A database comes to this release's schema from nothing, once, and never from a newer one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from rules.errors import Conflict
from storage import migrate
from storage.database import writer_engine
from storage.store import Store
from storage.tables import metadata
from tests.builders import a_deal, a_hire, given_plan, take_in


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
