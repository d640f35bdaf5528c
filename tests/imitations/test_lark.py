"""A fourth channel fits: its callbacks become acts, and its sends end as the port says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.answering import Site
from bot.cards.actions import token_of
from bot.channels.channel import FileNotFetched, Outcome
from bot.dispatcher import Dispatcher
from storage.store import Store
from tests.builders import AT
from tests.dispatching import KEY, Office
from tests.imitations.lark import NOT_VISIBLE, TENANT, TOO_MANY, Lark, tokens_of, words_of
from tests.lark_channel import LarkChannel, opened, read
from tests.ride_along import ANSWERS, ROUTE, ride_alongs
from tests.samples import a_message

ME = f"{TENANT}:ou_lilei"
_JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture
async def far() -> AsyncIterator[Lark]:
    async with Lark().running() as opened_:
        yield opened_


@pytest.fixture
async def channel(far: Lark) -> AsyncIterator[LarkChannel]:
    async with aiohttp.ClientSession() as session:
        yield LarkChannel(session, url=far.url)


async def _sent(channel: LarkChannel, *, text: str, key: str = "k") -> Outcome:
    rendered = channel.render(a_message(key, text=text), address=ME)
    return (await channel.send(rendered)).outcome


async def test_an_hour_later_the_same_bytes_arrive_again(far: Lark, channel: LarkChannel) -> None:
    seconds = 1_000_000.0
    far.clock = lambda: seconds
    await _sent(channel, text="一次")
    seconds += 3599
    await _sent(channel, text="一次")
    within = len(far.shown["ou_lilei"])
    seconds += 1
    await _sent(channel, text="一次")

    assert (within, len(far.shown["ou_lilei"])) == (1, 2)
    assert channel.capabilities.deduplicates == timedelta(hours=1)


@pytest.mark.parametrize(
    ("code", "outcome"), [(TOO_MANY, Outcome.NOT_SENT), (NOT_VISIBLE, Outcome.REFUSED)]
)
async def test_an_end_is_told_by_its_code(
    far: Lark, channel: LarkChannel, code: int, outcome: Outcome
) -> None:
    far.faults.append(code)

    assert await _sent(channel, text="你好") is outcome


async def test_a_token_that_ended_is_renewed_once(far: Lark, channel: LarkChannel) -> None:
    await _sent(channel, key="a", text="一")
    far.tokens.append("t-of-somebody-else")

    assert await _sent(channel, key="b", text="二") is Outcome.SENT


async def test_a_callback_that_is_not_the_platforms_is_refused(far: Lark) -> None:
    raw, headers = far.sealed(far.message("佣金"))

    with pytest.raises(ValueError, match="signature"):
        opened(raw + b" ", headers)


async def test_what_is_said_in_a_group_is_told_apart(far: Lark) -> None:
    act = read(opened(*far.sealed(far.message("佣金", group="oc_all"))), at=AT)

    assert act is not None
    assert (act.text, act.is_private, act.sender) == ("佣金", False, ME)


async def test_a_rep_asks_presses_fills_in_and_sends_a_photo(
    far: Lark, channel: LarkChannel, store: Store
) -> None:
    office = Office(store)
    await office.prepare()
    async with store.begin() as uow:
        await uow.links.link(channel="lark", address=ME, person_id=1, at=AT)
    dispatcher = Dispatcher(store, channels={"lark": channel}, site=Site(key=KEY))
    token = token_of(ROUTE, "", person_id=1, key=KEY)
    with ride_alongs() as records:
        form = {**ANSWERS, "good": ANSWERS["good"].split(",")}
        said = [
            far.message("我今天的佣金"),
            far.press(token),
            far.press(token, form=form),
            far.picture(_JPEG),
        ]
        for one in [*said, said[-1]]:
            act = read(opened(*far.sealed(one)), at=AT)
            assert act is not None
            await dispatcher.receive(act)

    told = ["".join(words_of(content)) for _, content in far.shown["ou_lilei"]]
    async with store.read() as uow:
        assert await uow.attachments.body(1) == _JPEG
        assert await uow.attachments.one(2) is None
    assert records.kept == [ANSWERS]
    assert "¥450.00" in told[0]
    assert len(told) == 4
    assert "照片收到了" in told[3]
    assert len(list(tokens_of(far.shown["ou_lilei"][3][1]))) == 3


async def test_a_file_without_an_address_is_not_fetched(channel: LarkChannel, far: Lark) -> None:
    act = read(opened(*far.sealed(far.picture(_JPEG))), at=AT)
    assert act is not None

    with pytest.raises(FileNotFetched):
        await channel.fetch(replace(act.files[0], source=""))
