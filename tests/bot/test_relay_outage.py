"""A database that goes while a message is under way: how that ended is written down after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.channel import Outcome, Receipt
from config.plans import read_plan
from storage.store import Store
from tests.builders import a_hire, given_plan, take_in
from tests.fakes import FakeChannel
from tests.post_office import PostOffice, a_notice
from tests.storage.test_outage import break_off, only_reading


@pytest.fixture
async def post(pg_url: str) -> AsyncIterator[PostOffice]:
    store = Store(pg_url, read_plan=read_plan)
    await given_plan(store)
    await take_in(store, a_hire())
    office = PostOffice(store)
    await office.link()
    yield office
    await store.close()


class Outage:
    """A database that goes as the first message is being sent; its connections break."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.began = asyncio.Event()

    async def begin(self) -> None:
        await only_reading(self._url, yes=True)
        await break_off(self._url)
        self.began.set()

    async def end(self) -> list[str]:
        """Let it be written to again, and give what it holds: the states of all notices."""
        await only_reading(self._url, yes=False)
        await break_off(self._url)
        return await self.states()

    async def states(self) -> list[str]:
        store = Store(self._url, read_plan=read_plan)
        try:
            return await PostOffice(store).states()
        finally:
            await store.close()


@pytest.fixture
async def outage(post: PostOffice) -> Outage:
    await post.put(a_notice())
    return Outage(post.store.url)


@pytest.mark.parametrize(
    ("end", "state"),
    [
        pytest.param(Receipt(outcome=Outcome.SENT), "sent", id="sent"),
        pytest.param(
            Receipt(outcome=Outcome.NOT_SENT, retry_after=60.0, is_throttled=True),
            "pending",
            id="put back",
        ),
    ],
)
async def test_an_end_waits_for_the_store_in_place_of_being_unknown(
    post: PostOffice, outage: Outage, end: Receipt, state: str
) -> None:
    post.channel = FakeChannel(end)
    post.channel.meanwhile = outage.begin

    sending = asyncio.create_task(post.relay().once())
    await outage.began.wait()
    assert await outage.end() == ["sending"]
    await sending

    assert await outage.states() == [state]
    assert len(post.channel.attempts) == 1


async def test_a_stop_waits_for_no_store(post: PostOffice, outage: Outage) -> None:
    post.channel.meanwhile = outage.begin
    running = asyncio.create_task(post.relay().run())
    await outage.began.wait()

    running.cancel()
    await asyncio.wait({running})

    assert await outage.end() == ["sending"]
