"""Killed between two steps: every journey goes on after a restart, and nothing is there twice."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.channels import wire
from tests import commands
from tests.journeys.home import Home
from tests.journeys.processes import kill, stalled
from tests.patience import SECONDS

_QUESTION = "我今天的提成"
_ANSWERING = ("INSERT ON chat_entry", "NOT NEW.is_from_person")
_LINKING = ("INSERT ON identity", "NEW.person_id = 1")


@pytest.fixture(params=["sqlite", "postgresql", "parted"])
def urls(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The database and, where the roles are processes of their own, the Redis of a site."""
    database = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")
    redis = request.getfixturevalue("redis_url") if request.param == "parted" else ""
    return str(database), str(redis)


@pytest.fixture
async def home(tmp_path: Path, urls: tuple[str, str]) -> AsyncIterator[Home]:
    """A site on each database, and one whose roles are parted; none runs."""
    made = Home(tmp_path / "home", urls[0], redis_url=urls[1])
    await made.prepare()
    yield made
    await made.store.close()


@pytest.mark.parametrize(
    ("on", "when", "state"),
    [
        pytest.param(
            "UPDATE ON notice",
            "NEW.rendered IS NOT NULL AND OLD.rendered IS NULL",
            "pending",
            id="before it is claimed",
        ),
        pytest.param(*_ANSWERING, "sending", id="before it is in her chat"),
        pytest.param(
            "UPDATE ON notice", "NEW.state = 'sent'", "sending", id="before its end is written"
        ),
    ],
)
async def test_a_notice_on_its_way_arrives_once(home: Home, on: str, when: str, state: str) -> None:
    await home.link()
    await home.close_deal()
    async with stalled(home.database, on=on, when=when) as stall, home.running():
        await stall.reached()
    assert await home.states() == [state]

    await home.end_leases()
    async with home.running():
        await home.until("sent")

    assert await home.chat() == ["新签 · Customer D1"]


async def test_a_question_is_answered_once_when_it_is_asked_again(home: Home) -> None:
    await home.link()
    on, when = _ANSWERING
    async with stalled(home.database, on=on, when=when) as stall, home.running():
        asking = asyncio.create_task(home.asks(_QUESTION))
        await stall.reached()
    with pytest.raises(aiohttp.ClientError):
        await asking
    assert await home.chat() == [_QUESTION]

    async with home.running():
        statuses = [await home.asks(_QUESTION), await home.asks(_QUESTION)]

    assert statuses == [200, 200]
    assert await home.chat() == [_QUESTION, "今天的提成"]


async def test_a_code_whose_use_was_cut_off_is_still_good_once(home: Home) -> None:
    await home.close_deal()
    code = await home.code()
    on, when = _LINKING
    async with stalled(home.database, on=on, when=when) as stall, home.running():
        await home.until("dead")
        entering = asyncio.create_task(home.enters(code))
        await stall.reached()
    with pytest.raises(aiohttp.ClientError):
        await entering
    assert await home.linked() is None

    async with home.running():
        statuses = [await home.enters(code), await home.enters(code)]
        await home.until("sent")

    assert statuses == [303, 410]
    assert await home.linked() == ("webchat", "1")
    assert await home.chat() == ["新签 · Customer D1"]


class _Platform:
    """A chat beyond a socket that keeps what it was handed, and answers when it likes."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self.has_received = asyncio.Event()
        self.answers = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.received.append(wire.read(await reader.readline()).message.text)
        self.has_received.set()
        await self.answers.wait()
        writer.write(b"ok\n")
        writer.close()


@asynccontextmanager
async def _relaying(home: Home, port: int, *, later: int = 0) -> AsyncIterator[None]:
    process = commands.start(
        *(home.database, str(port), str(later)),
        env=os.environ,
        module="tests.journeys.relay_process",
    )
    try:
        yield
    finally:
        await kill(process)


async def test_a_lost_answer_is_unknown_where_twins_are_not_told_apart(home: Home) -> None:
    await home.link("socket")
    await home.close_deal("D1")
    platform = _Platform()
    server = await asyncio.start_server(platform.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with _relaying(home, port), asyncio.timeout(SECONDS):
        await platform.has_received.wait()
    platform.answers.set()

    async with _relaying(home, port, later=31):
        await home.until("unknown")
        await home.close_deal("D2")
        await home.until("unknown", "sent")
    server.close()

    first, second = platform.received
    assert first.startswith("新签 · Customer D1")
    assert second.splitlines()[0].startswith("有一条消息可能没有送达:新签 · Customer D1")
