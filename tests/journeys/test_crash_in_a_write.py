"""Killed while somebody's act is written or answered: it is done once, and its answer seen once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.home import Home
from tests.journeys.processes import stalled

_SENDING = ("INSERT ON chat_entry", "NEW.key LIKE 'answer:%'", "done")
_SETTLING = ("UPDATE ON interaction", "NEW.state = 'answered'", "done")


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[Home]:
    """A site on each database, not running, with a deal of A001's and nobody told of it."""
    made = Home(tmp_path / "home", database_url)
    await made.prepare()
    await made.close_deal()
    yield made
    await made.store.close()


@pytest.mark.parametrize(
    ("on", "when", "state"),
    [
        pytest.param(
            "INSERT ON notice",
            "NEW.kind = 'line_question'",
            "received",
            id="between receive and run",
        ),
        pytest.param(*_SENDING, id="between run and send"),
        pytest.param(*_SETTLING, id="between send and answered"),
    ],
)
async def test_a_question_reaches_finance_once_and_is_answered_once(
    home: Home, on: str, when: str, state: str
) -> None:
    await home.link()
    await home.hire_finance()
    async with stalled(home.database, on=on, when=when) as stall, home.running():
        doubting = asyncio.create_task(home.doubts())
        await stall.reached()
    with pytest.raises(aiohttp.ClientError):
        await doubting
    assert await home.act("1") == state

    await home.end_leases()
    async with home.running():
        await home.until_act("1", "answered")
        statuses = [await home.doubts(), await home.doubts()]
        await home.until("sent", "sent")

    assert statuses == [200, 200]
    assert sorted(await home.chat()) == sorted(["金额不对", "已转达", "新签 · Customer D1"])
    assert len(await home.chat(2)) == 1


@pytest.mark.parametrize(
    ("on", "when", "state"),
    [
        pytest.param(
            "INSERT ON identity", "NEW.person_id = 1", "received", id="between receive and run"
        ),
        pytest.param(*_SENDING, id="between run and send"),
        pytest.param(*_SETTLING, id="between send and answered"),
    ],
)
async def test_a_code_links_once_and_is_answered_as_linked(
    home: Home, on: str, when: str, state: str
) -> None:
    code = await home.code()
    async with stalled(home.database, on=on, when=when) as stall, home.running():
        typing = asyncio.create_task(home.asks(code))
        await stall.reached()
    with pytest.raises(aiohttp.ClientError):
        await typing
    assert await home.act("0") == state

    await home.end_leases()
    async with home.running():
        statuses = [await home.asks(code), await home.asks(code)]
        await home.until_act("0", "answered")

    assert statuses == [200, 200]
    assert await home.linked() == ("webchat", "1")
    assert (await home.chat()).count("绑定好了") == 1
