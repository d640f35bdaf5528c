"""An address that nothing reaches, and until when what may be there is sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.channel import Outcome, Receipt
from handlers.link import heard_from, try_all_again
from storage.outbox import UNREACHABLE
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.fakes import FakeChannel
from tests.post_office import DEAL, PostOffice, a_notice

_GONE = Receipt(outcome=Outcome.REFUSED, reason="user_not_found", is_unreachable=True)
_BAD = Receipt(outcome=Outcome.REFUSED, reason="too long")
_UNKNOWN = Receipt(outcome=Outcome.UNKNOWN, reason="502")
_NOT_SENT = Receipt(outcome=Outcome.NOT_SENT, reason="429")
_HOURS = 4
_WINDOW = timedelta(hours=_HOURS)
#: So long before the end of the window nothing is sent again.
_EARLY = 60


@pytest.fixture
async def post(store: Store) -> PostOffice:
    """A post office on each database; A001 has a chat."""
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"))
    office = PostOffice(store)
    await office.link(1)
    return office


async def _given_up(post: PostOffice) -> None:
    post.channel = FakeChannel(_GONE)
    await post.put(a_notice())
    await post.round()
    await post.round()


async def test_an_address_that_nothing_reaches_is_listed_with_its_reason(post: PostOffice) -> None:
    await _given_up(post)

    assert await post.states() == ["dead"]
    assert await post.reasons() == [UNREACHABLE]
    async with post.store.read() as uow:
        [dead] = await uow.links.dead(limit=9)
    assert (dead.number, dead.channel, dead.reason) == ("A001", "fake", "user_not_found")
    assert (dead.since, dead.has_other) == (AT, False)


async def test_later_notices_do_not_call_the_platform_again(post: PostOffice) -> None:
    await _given_up(post)
    await post.put(a_notice("b"))

    assert await post.round() == ["dead", "dead"]
    assert len(post.channel.attempts) == 1


async def test_a_refused_content_leaves_the_address_alive(post: PostOffice) -> None:
    post.channel = FakeChannel(_BAD)
    await post.put(a_notice(), a_notice("b"))
    await post.round()
    await post.round()

    assert await post.states() == ["dead", "sent"]
    async with post.store.read() as uow:
        assert await uow.links.dead(limit=9) == []


async def test_what_an_address_refused_goes_to_her_other_chat(post: PostOffice) -> None:
    async with post.store.begin() as uow:
        older = AT - timedelta(days=1)
        await uow.links.link(channel="fake", address="@other", person_id=1, at=older)
    await _given_up(post)

    assert await post.states() == ["sent"]
    assert post.channel.addresses == ["@1", "@other"]


async def test_her_own_word_revives_the_address_and_what_waited_goes_out(post: PostOffice) -> None:
    await _given_up(post)
    async with post.store.begin() as uow:
        assert await heard_from(uow, channel="fake", address="@1")

    assert await post.round() == ["sent"]
    async with post.store.begin() as uow:
        assert not await heard_from(uow, channel="fake", address="@1")


async def test_a_new_link_revives_the_address_too(post: PostOffice) -> None:
    await _given_up(post)
    await post.link(1)

    assert await post.round() == ["sent"]


async def test_what_waited_and_expired_meanwhile_is_not_sent(post: PostOffice) -> None:
    post.channel = FakeChannel(_GONE)
    await post.put(a_notice(expires_at=AT + timedelta(hours=1)))
    await post.round()
    await post.round()
    post.clock.pass_time(hours=1)
    async with post.store.begin() as uow:
        await heard_from(uow, channel="fake", address="@1")

    assert await post.round() == ["dead"]
    assert await post.reasons() == ["expired"]


async def test_an_operator_who_mended_the_range_has_all_tried_again(post: PostOffice) -> None:
    await _given_up(post)
    async with post.store.begin() as uow:
        assert await try_all_again(uow, at=AT) == 1

    assert await post.round() == ["sent"]


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        pytest.param(_HOURS * 3600 - _EARLY - 1, "sent", id="just under"),
        pytest.param(_HOURS * 3600 - _EARLY, "sent", id="at"),
        pytest.param(_HOURS * 3600 - _EARLY + 1, "unknown", id="just over"),
    ],
)
async def test_what_may_be_there_is_sent_again_while_twins_are_told_apart(
    post: PostOffice, seconds: float, state: str
) -> None:
    post.channel = FakeChannel(_UNKNOWN, deduplicates=True, within=_WINDOW)
    await post.put(a_notice())
    assert await post.round() == ["pending"]

    assert await post.round(seconds=seconds) == [state]


async def test_the_time_counts_from_the_first_attempt_that_may_have_arrived(
    post: PostOffice,
) -> None:
    script = [_NOT_SENT, _UNKNOWN, _UNKNOWN]
    post.channel = FakeChannel(*script, deduplicates=True, within=_WINDOW)
    await post.put(a_notice())
    assert await post.round() == ["pending"]
    assert await post.round(hours=3) == ["pending"]
    assert await post.round(hours=3) == ["pending"]

    assert await post.round(hours=1) == ["unknown"]
    assert len(post.channel.attempts) == len(script)


async def test_what_can_not_be_tried_again_in_time_is_unknown_at_once(post: PostOffice) -> None:
    slow = replace(_UNKNOWN, retry_after=5 * 3600.0)
    post.channel = FakeChannel(slow, deduplicates=True, within=_WINDOW)
    await post.put(a_notice())

    assert await post.round() == ["unknown"]


async def test_a_kind_that_may_repeat_is_sent_however_late(post: PostOffice) -> None:
    post.channel = FakeChannel(_UNKNOWN, deduplicates=True, within=_WINDOW)
    await post.put(a_notice())
    relay = post.relay(kind=replace(DEAL, may_repeat=True))
    await relay.once()
    post.real_clock.pass_time(hours=9)
    await relay.once()

    assert await post.states() == ["sent"]


async def test_what_may_be_in_her_old_chat_is_not_said_in_her_new_one(post: PostOffice) -> None:
    post.channel = FakeChannel(_UNKNOWN, deduplicates=True)
    await post.put(a_notice())
    await post.round()
    async with post.store.begin() as uow:
        await uow.links.unlink(channel="fake", address="@1")
        await uow.links.link(channel="fake", address="@new", person_id=1, at=AT)

    assert await post.round(seconds=60) == ["unknown"]
    assert post.channel.addresses == ["@1"]


async def test_a_person_sends_what_is_unknown_again_however_late(post: PostOffice) -> None:
    post.channel = FakeChannel(_UNKNOWN, deduplicates=True, within=_WINDOW)
    await post.put(a_notice())
    await post.round()
    await post.round(hours=9)
    async with post.store.begin() as uow:
        await uow.outbox.replay([1])

    assert await post.round() == ["sent"]
