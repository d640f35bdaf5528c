"""A database that can not be used is told in one sentence; one that only reads is left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from bot.cards.words import catalogue
from config.plans import read_plan
from rules.errors import FootholdError
from storage.outage import _SENTENCES, is_outage, only_reads
from storage.store import Store
from tests.servers import free_port

_LEASE = timedelta(seconds=30)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    store = Store(url, read_plan=read_plan)
    try:
        yield store
    finally:
        await store.close()


async def _why(url: str) -> tuple[str, str]:
    """Give what a start is told of a database: the place, and the name of the sentence."""
    async with opened(url) as store:
        with pytest.raises(FootholdError) as refused:
            await store.upgrade()
    values = refused.value.values
    assert isinstance(values["why"], FootholdError)
    return str(values["place"]), values["why"].message_id


def _with(url: str, *, database: str = "", user: str = "foothold:secret") -> str:
    head, _, name = url.rpartition("/")
    return f"{head.replace('foothold@', f'{user}@')}/{database or name}"


async def _do(url: str, *statements: str) -> None:
    writing = {"default_transaction_read_only": "off"}
    connection = await asyncpg.connect(url.replace("+asyncpg", ""), server_settings=writing)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def only_reading(url: str, *, yes: bool) -> None:
    """Let new connections to a database only read, or write again."""
    name = url.rpartition("/")[2]
    how = "SET default_transaction_read_only = on"
    await _do(url, f'ALTER DATABASE "{name}" {how if yes else "RESET ALL"}')


async def break_off(url: str) -> None:
    """End every other connection to a database, as a failover does."""
    await _do(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


async def test_a_server_that_is_away_is_named_without_its_password() -> None:
    port = free_port()

    place, why = await _why(f"postgresql+asyncpg://u:secret@127.0.0.1:{port}/site")

    assert why == "database.not_there"
    assert f"127.0.0.1:{port}/site" in place
    assert "secret" not in place


async def test_a_host_that_nobody_knows_is_told(pg_url: str) -> None:
    del pg_url
    url = "postgresql+asyncpg://u:secret@database.invalid:5432/site"

    assert (await _why(url))[1] == "database.unknown_host"


async def test_a_database_that_was_not_made_is_told(pg_url: str) -> None:
    assert (await _why(_with(pg_url, database="nowhere")))[1] == "database.no_such"


async def test_a_user_that_the_server_does_not_know_is_told(pg_url: str) -> None:
    assert (await _why(_with(pg_url, user="nobody:secret")))[1] == "database.login"


async def test_a_server_that_takes_no_more_connections_is_told(pg_url: str) -> None:
    name = pg_url.rpartition("/")[2]
    await _do(pg_url, "CREATE ROLE guest LOGIN", f'ALTER DATABASE "{name}" CONNECTION LIMIT 0')
    try:
        assert (await _why(_with(pg_url, user="guest")))[1] == "database.full"
    finally:
        await _do(pg_url, "DROP ROLE guest")


async def test_a_new_database_that_only_reads_is_told(empty_pg_url: str) -> None:
    await only_reading(empty_pg_url, yes=True)

    assert (await _why(empty_pg_url))[1] == "database.read_only"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"no database at all" * 500, "database.damaged", id="no database"),
        pytest.param(None, "database.no_file", id="no folder"),
    ],
)
async def test_a_file_that_can_not_be_used_is_told(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    file = tmp_path / ("here.db" if content else "no folder/here.db")
    if content:
        file.write_bytes(content)

    assert (await _why(f"sqlite+aiosqlite:///{file}"))[1] == why


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_its_sentence(language: str) -> None:
    said = {f"database.{name}" for name in _SENTENCES.values()}
    said |= {f"database.{name}" for name in ("lost", "unknown_host", "no_answer", "not_there")}

    assert said <= set(catalogue(language))


async def test_a_wrong_statement_is_no_outage(store: Store) -> None:
    async with store.begin() as uow:
        with pytest.raises(DBAPIError) as wrong:
            await uow.outbox._connection.exec_driver_sql("SELECT nothing FROM nowhere")  # noqa: SLF001

    assert not is_outage(wrong.value)


async def _hold(store: Store) -> None:
    async with store.begin() as uow:
        held = await uow.leases.take("anything", owner="test", life=_LEASE)
        assert held is not None
        await uow.leases.release(held)


async def test_a_server_that_only_reads_is_an_outage_and_its_connections_are_left(
    pg_url: str,
) -> None:
    await only_reading(pg_url, yes=True)
    async with opened(pg_url) as store:
        with pytest.raises(DBAPIError) as refused:
            await _hold(store)
        await only_reading(pg_url, yes=False)

        assert is_outage(refused.value)
        assert only_reads(refused.value)
        # A connection stays as it was opened: the next write has one of the primary's.
        await _hold(store)
