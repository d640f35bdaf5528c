"""What the engines promise beyond SQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import reader_engine, writer_engine


@pytest.mark.parametrize("opened", [writer_engine, reader_engine])
async def test_an_error_of_the_driver_names_no_value(
    database_url: str, opened: Callable[[str], AsyncEngine]
) -> None:
    engine = opened(database_url)

    with pytest.raises(DBAPIError) as failed:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT :sum FROM nowhere"), {"sum": "740.00"})
    await engine.dispose()

    assert "740.00" not in str(failed.value)
