"""Money and time come back from either database exactly as they went in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, DateTime, Float, MetaData, Numeric, Table, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator

from rules.money import MAX_MINOR
from storage.database import writer_engine
from storage.tables import metadata
from storage.types import Id, Minor, UtcDateTime

_kept = Table(
    "kept",
    MetaData(),
    Column("id", Id, primary_key=True),
    Column("sum", Minor),
    Column("at", UtcDateTime),
)
_NOON = datetime(2026, 11, 24, 12, 0, 0, 123_456, tzinfo=UTC)


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[AsyncConnection]:
    """An open transaction on each database, with one small table."""
    engine = writer_engine(database_url)
    async with engine.begin() as opened:
        await opened.run_sync(_kept.metadata.create_all)
        yield opened
    await engine.dispose()


def test_every_number_and_time_goes_through_a_type_of_ours() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    lossy = (Numeric, Float, DateTime)

    bare = [
        str(column)
        for column in columns
        if isinstance(column.type, lossy)
        or (
            isinstance(column.type, TypeDecorator)
            and isinstance(column.type.impl_instance, lossy)
            and not isinstance(column.type, UtcDateTime)
        )
    ]

    assert bare == []


def test_whatever_is_called_minor_is_money() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    sums = [column for column in columns if column.name.endswith("_minor")]

    assert sums != []
    assert [str(column) for column in sums if not isinstance(column.type, Minor)] == []


@pytest.mark.parametrize("minor", [0, 1, -1, MAX_MINOR, -MAX_MINOR, 2**63 - 1, None], ids=str)
async def test_money_comes_back_exactly(connection: AsyncConnection, minor: int | None) -> None:
    await connection.execute(insert(_kept).values(id=1, sum=minor))

    assert await connection.scalar(select(_kept.c.sum)) == minor


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(_NOON, id="UTC"),
        pytest.param(_NOON.astimezone(ZoneInfo("Asia/Shanghai")), id="Shanghai"),
        pytest.param(_NOON.astimezone(timezone(timedelta(hours=-9, minutes=-30))), id="half hours"),
    ],
)
async def test_a_moment_comes_back_in_utc(connection: AsyncConnection, at: datetime) -> None:
    await connection.execute(insert(_kept).values(id=1, at=at))

    found = await connection.scalar(select(_kept.c.at))

    assert found == _NOON
    assert found is not None
    assert found.utcoffset() == timedelta(0)


async def test_moments_of_several_zones_compare_as_moments(connection: AsyncConnection) -> None:
    early = _NOON.astimezone(ZoneInfo("Asia/Shanghai"))
    late = (_NOON + timedelta(seconds=1)).astimezone(ZoneInfo("America/New_York"))
    rows = [{"id": 1, "at": late}, {"id": 2, "at": early}]
    await connection.execute(insert(_kept), rows)

    found = await connection.scalars(select(_kept.c.id).where(_kept.c.at <= _NOON))

    assert list(found) == [2]


async def test_a_float_does_not_reach_either_database(connection: AsyncConnection) -> None:
    with pytest.raises(StatementError, match="whole minor units, not as float"):
        await connection.execute(insert(_kept).values(id=1, sum=1.0))


async def test_a_time_without_a_zone_does_not_either(connection: AsyncConnection) -> None:
    naive = _NOON.replace(tzinfo=None)

    with pytest.raises(StatementError, match="has a zone"):
        await connection.execute(insert(_kept).values(id=1, at=naive))


def test_nothing_stays_nothing() -> None:
    dialect = sqlite.dialect()

    assert Minor().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None
