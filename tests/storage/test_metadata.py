"""No table holds money or time in a type that loses some of it, on either database."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, DateTime, Float, Numeric
from sqlalchemy.dialects import sqlite

from storage.database import writer_engine
from storage.store import Store
from storage.tables import metadata
from storage.types import Minor, UtcDateTime


def test_no_column_is_a_bare_number_or_time() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]

    bare = [str(c) for c in columns if isinstance(c.type, Numeric | Float | DateTime)]

    assert len(columns) > 50
    assert bare == []


@pytest.mark.parametrize("value", [1.0, Decimal(1), True], ids=["float", "Decimal", "bool"])
def test_money_is_whole_minor_units(value: object) -> None:
    with pytest.raises(TypeError):
        Minor().process_bind_param(value, sqlite.dialect())  # type: ignore[arg-type] # the mistake under test


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), sqlite.dialect())  # noqa: DTZ001 - the mistake under test


async def test_the_migrations_build_the_tables_that_the_code_names(
    store: Store, database_url: str
) -> None:
    engine = writer_engine(database_url)

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()

    assert store.url == database_url
    assert found == []
