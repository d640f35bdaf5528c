"""What WeCom's tests stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.store import Store
from tests.bot.wecom.desk import Desk
from tests.imitations.wecom import Qyapi, qyapi_server
from tests.imitations.wecom_bot import BotServer, a_bot_server


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """No SQL of its own is tested here."""
    return sqlite_url


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    qyapi = Qyapi()
    async with qyapi_server(qyapi) as url:
        desk = Desk(store, qyapi)
        desk.at(url)
        yield desk
        await desk.session.close()


@pytest.fixture
async def server() -> AsyncIterator[BotServer]:
    async with a_bot_server() as opened:
        yield opened
