"""An outage of DingTalk costs what was on its way as it began, where no card tells twins apart."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.channels.channel import Outcome, Receipt
from bot.channels.dingtalk.channel import DingTalk
from bot.channels.dingtalk.doubt import Doubt
from bot.channels.dingtalk.ends import CallFailed
from config.plans import read_plan
from storage.store import Store
from tests import samples
from tests.bot.test_dingtalk_channel import ME, Office
from tests.imitations import dingtalk as far_end
from tests.imitations.dingtalk import BATCH, CARD, READ, TEMPLATE, Fault
from tests.samples import a_message

NOT_SENT, SENT, UNKNOWN = Outcome.NOT_SENT, Outcome.SENT, Outcome.UNKNOWN


class Watch:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    store = Store(sqlite_url, read_plan=read_plan)
    await store.upgrade()
    async with far_end.DingTalk().running() as far, ClientSession() as session:
        yield Office(far, store, session)
    await store.close()


async def _send(channel: DingTalk) -> Receipt:
    message = a_message(card=samples.NEW_DEAL)
    return await channel.send(channel.render(message, address=ME))


@pytest.mark.parametrize(
    "fault", [Fault.UNAVAILABLE, Fault.BAN_PAGE, Fault.RESET_AFTER, Fault.SERVER_ERROR]
)
async def test_after_an_end_nobody_knows_no_message_is_staked(
    office: Office, watch: Watch, fault: Fault
) -> None:
    channel = office.channel(monotonic=watch)
    office.far.fail(BATCH, fault)

    first = await _send(channel)
    second = await _send(channel)

    assert first.outcome is UNKNOWN
    assert (second.outcome, second.is_throttled, second.retry_after) == (NOT_SENT, True, 2.0)
    assert len(office.far.called(BATCH)) == 1


async def test_what_harms_nobody_is_asked_until_it_is_answered(
    office: Office, watch: Watch
) -> None:
    channel = office.channel(monotonic=watch)
    office.far.fail(BATCH, Fault.UNAVAILABLE)
    office.far.fail(READ, Fault.UNAVAILABLE, Fault.BAN_PAGE)
    await _send(channel)

    waits: list[float | None] = []
    for seconds in (2.0, 4.0):
        watch.now += seconds
        waits.append((await _send(channel)).retry_after)
    watch.now += 8.0
    last = await _send(channel)

    assert waits == [4.0, 8.0]
    assert last.outcome is SENT
    assert (len(office.far.called(READ)), len(office.far.called(BATCH))) == (3, 2)
    assert (await _send(channel)).outcome is SENT
    assert len(office.far.called(READ)) == 3


async def test_a_limit_that_answers_the_question_is_kept(office: Office, watch: Watch) -> None:
    channel = office.channel(monotonic=watch)
    office.far.fail(BATCH, Fault.UNAVAILABLE)
    office.far.fail(READ, Fault.BAN_JSON)
    await _send(channel)
    watch.now += 2.0

    held = await _send(channel)

    assert (held.outcome, held.retry_after) == (NOT_SENT, 300.0)


async def test_a_card_is_sent_all_the_same_for_it_has_a_key(office: Office) -> None:
    channel = office.channel(template=TEMPLATE)
    office.far.fail(CARD, Fault.UNAVAILABLE)

    assert (await _send(channel)).outcome is UNKNOWN
    assert (await _send(channel)).outcome is SENT
    assert office.far.called(READ) == []


async def test_the_pauses_end_at_a_minute(watch: Watch) -> None:
    async def ask() -> object:
        raise CallFailed(Receipt(outcome=UNKNOWN, reason="status 503"))

    doubt = Doubt(ask, monotonic=watch)
    doubt.heard(Receipt(outcome=UNKNOWN, reason="status 503"))
    waits: list[float] = []
    for _ in range(7):
        watch.now += 60.0
        held = await doubt.holds_back()
        assert held is not None
        waits.append(held.retry_after or 0.0)

    assert waits == [4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]
