"""0007 with rows in it: the chats of who left are closed, with their history, and no others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from config.plans import read_plan
from storage import migrate
from storage.database import writer_engine
from storage.store import Store

_LINKED = datetime(2026, 11, 2, 3, tzinfo=UTC)


@pytest.fixture
async def before(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    """A database as the release before 0007 left it: Lei works here, Fang has left."""
    engine = writer_engine(empty_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(_as_of, "0006")
        for person_id, left_on in ((1, "NULL"), (2, "'2026-11-20'")):
            await connection.execute(text(_PERSON.format(id=person_id, left_on=left_on)))
            for channel in ("slack", "webchat"):
                await connection.execute(
                    text(_IDENTITY),
                    {
                        "channel": channel,
                        "address": f"{channel}{person_id}",
                        "person_id": person_id,
                        "at": _stored(_LINKED, connection.dialect.name),
                    },
                )
    yield engine
    await engine.dispose()


async def test_who_left_keeps_no_chat_and_her_history_is_kept(before: AsyncEngine) -> None:
    began = datetime.now(UTC)
    await migrate.upgrade(before)

    url = before.url.render_as_string(hide_password=False)
    async with before.connect() as connection:
        past = (await connection.execute(text(_PAST))).all()
    store = Store(url, read_plan=read_plan)
    async with store.read() as uow:
        chats = {one: await uow.links.all_of([one]) for one in (1, 2)}
        closed = await uow.links.closed_at(2)
    await store.close()
    assert [tuple(row) for row in past] == [
        ("slack", "slack2", 2, "left"),
        ("webchat", "webchat2", 2, "left"),
    ]
    assert sorted(chats[1][1]) == [("slack", "slack1"), ("webchat", "webchat1")]
    assert chats[2] == {}
    assert closed is not None
    assert abs(closed - began) < timedelta(minutes=5)


async def test_a_second_upgrade_closes_nobody(before: AsyncEngine) -> None:
    await migrate.upgrade(before)
    await migrate.upgrade(before)

    async with before.connect() as connection:
        counted = await connection.scalar(text("SELECT count(*) FROM identity_past"))
    assert counted == 2


_PERSON = (
    "INSERT INTO person (id, number, name, roles, engagement, zone, locale, left_on, stamps) "
    "VALUES ({id}, 'A00{id}', 'Rep', 'rep', 'employee', 'Asia/Shanghai', 'zh', {left_on}, '{{}}')"
)
_IDENTITY = (
    "INSERT INTO identity (channel, address, person_id, linked_at) "
    "VALUES (:channel, :address, :person_id, :at)"
)
_PAST = "SELECT channel, address, person_id, why FROM identity_past ORDER BY channel"


def _as_of(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _stored(at: datetime, dialect: str) -> object:
    """Give a moment as the columns of 0001 hold it."""
    return at if dialect == "postgresql" else at.replace(tzinfo=None)
