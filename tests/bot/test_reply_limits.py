"""Answers keep to the platform's limits, together with the notices."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from dataclasses import replace

import pytest

from bot.answering import Site
from bot.channels.channel import Content, Inbound, Outcome, Receipt
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.client import Answer
from bot.dispatcher import Dispatcher
from bot.limits import Limits, Window
from storage.store import Store
from tests.builders import AT
from tests.contracts.stands import WeComStand
from tests.dispatching import KEY, ME, Office, doubt, typed
from tests.fakes import FakeChannel
from tests.samples import a_message

_RARE = Window(key="fake:@1", limit=1, seconds=3600.0)
_THROTTLED = Receipt(outcome=Outcome.NOT_SENT, reason="429", retry_after=900.0, is_throttled=True)
_A_MINUTE, _AN_HOUR = 30, 1000


@pytest.fixture
async def office(store: Store) -> Office:
    """A001 is linked."""
    office = Office(store)
    await office.prepare()
    await office.link()
    return office


async def test_answers_count_against_the_limits_of_the_chat(office: Office) -> None:
    office.channel.limited_to = [_RARE]

    await office.dispatcher.receive(typed("帮助", "first"))
    await office.dispatcher.receive(typed("帮助", "second"))

    assert len(office.channel.attempts) == 1


async def test_what_is_kept_and_may_not_be_answered_now_is_put_off(office: Office) -> None:
    office.channel.limited_to = [_RARE]
    await office.dispatcher.receive(typed("帮助", "first"))

    await office.dispatcher.receive(doubt())

    assert await office.state() == "done"
    assert len(office.channel.attempts) == 1
    assert await office.questions() == 1


async def test_an_answer_that_is_throttled_stops_everybody_for_as_long(office: Office) -> None:
    limits, channel = Limits(), FakeChannel(_THROTTLED)
    dispatcher = Dispatcher(
        office.store, channels={"fake": channel}, site=Site(key=KEY), limits=limits
    )

    await dispatcher.receive(typed("帮助"))

    assert await limits.take((), scope="fake") > 800
    assert len(channel.attempts) == 1


async def test_what_stopped_the_notices_stops_the_answers(office: Office) -> None:
    limits = Limits()
    await limits.block("fake", 900.0)
    channel = FakeChannel()
    dispatcher = Dispatcher(
        office.store, channels={"fake": channel}, site=Site(key=KEY), limits=limits
    )

    await dispatcher.receive(typed("帮助"))

    assert channel.attempts == []


async def test_a_chat_that_hangs_holds_up_no_answer_in_another(office: Office) -> None:
    hangs, other = FakeChannel(name="fake"), FakeChannel(name="other")
    released = asyncio.Event()
    hangs.meanwhile = released.wait
    async with office.store.begin() as uow:
        await uow.links.link(channel="other", address=ME, person_id=1, at=AT)
    dispatcher = Dispatcher(
        office.store, channels={"fake": hangs, "other": other}, site=Site(key=KEY)
    )
    waiting = asyncio.create_task(dispatcher.receive(typed("帮助")))
    await asyncio.sleep(0)

    await dispatcher.receive(replace(typed("帮助"), channel="other"))

    assert (len(other.attempts), waiting.done()) == (1, False)
    released.set()
    await waiting


class _Second:
    """A clock of whole seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class _Timed:
    """WeCom's imitation, noting when each message came."""

    def __init__(self, clock: _Second) -> None:
        self._far = WeComStand().channel._client  # noqa: SLF001 - its own imitation
        self.app = self._far.app
        self._clock = clock
        self.times: list[float] = []

    async def send(self, body: bytes) -> Answer:
        self.times.append(self._clock())
        return await self._far.send(body)

    async def send_to_chat(self, body: bytes) -> Answer:
        raise NotImplementedError

    async def upload(self, content: bytes, *, name: str, kind: str) -> str:
        raise NotImplementedError

    async def media(self, media_id: str) -> Content:
        raise NotImplementedError

    async def update_card(self, *, user: str, code: str, word: str) -> Answer:
        raise NotImplementedError


async def _eagerly(clock: _Second, seconds: int) -> list[float]:
    """Try a notice or an answer every second, short and long ones in turn; give when they came."""
    timed, limits = _Timed(clock), Limits(monotonic=clock)
    channel = WeCom(timed)
    act = Inbound(id="1", channel="wecom", sender=WeComStand.address, at=AT)
    for n in range(seconds):
        clock.now = float(n)
        text = "一句话。" if n % 3 else "很长的话。" * 500
        body = channel.render(a_message(text=f"{n} {text}"), address=WeComStand.address)
        to = act if n % 2 else None
        if await limits.take(channel.windows(body, to), scope="wecom") == 0:
            await channel.send(body)
    return timed.times


def _most_within(times: list[float], seconds: float) -> int:
    times = sorted(times)
    return max(bisect_left(times, began + seconds) - n for n, began in enumerate(times))


async def test_no_minute_and_no_hour_holds_more_than_wecom_delivers_to_a_member() -> None:
    times = await _eagerly(_Second(), 2 * 3600)

    assert _most_within(times, 60.0) <= _A_MINUTE
    assert _most_within(times, 3600.0) <= _AN_HOUR
    assert len(times) > _AN_HOUR
