"""The relay: how an attempt ends, what the next one sends, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.channel import Outcome, Receipt
from storage.outbox import NOT_LINKED
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.fakes import SENT, FakeChannel
from tests.post_office import DEAL, PostOffice, a_notice, speaking_english, sql

_NOT_SENT = Receipt(outcome=Outcome.NOT_SENT, reason="429")
_REFUSED = Receipt(outcome=Outcome.REFUSED, reason="no such user")
_UNKNOWN = Receipt(outcome=Outcome.UNKNOWN, reason="502")


@pytest.fixture
async def post(store: Store) -> PostOffice:
    """A post office on each database; A001 has a chat, A002 has none."""
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"))
    office = PostOffice(store)
    await office.link(1)
    return office


@pytest.mark.parametrize(
    ("end", "deduplicates", "state", "reason"),
    [
        pytest.param(SENT, False, "sent", "", id="taken"),
        pytest.param(_NOT_SENT, False, "pending", "429", id="not sent"),
        pytest.param(_REFUSED, False, "dead", "no such user", id="refused"),
        pytest.param(_UNKNOWN, False, "unknown", "502", id="nobody knows"),
        pytest.param(TimeoutError(), False, "unknown", "no answer in time", id="no answer"),
        pytest.param(OSError(), False, "unknown", "OSError", id="a bug of the channel"),
        pytest.param(_UNKNOWN, True, "pending", "502", id="twins are told apart"),
        pytest.param(OSError(), True, "pending", "OSError", id="a bug, twins told apart"),
        pytest.param(_REFUSED, True, "dead", "no such user", id="refused, twins told apart"),
    ],
)
async def test_how_an_attempt_ends(
    post: PostOffice,
    end: Receipt | Exception,
    deduplicates: bool,  # noqa: FBT001 - a table's column
    state: str,
    reason: str,
) -> None:
    post.channel = FakeChannel(end, deduplicates=deduplicates)
    await post.put(a_notice())

    assert await post.round() == [state]
    assert await post.reasons() == [reason]


async def test_what_may_repeat_is_sent_again_where_nobody_knows(post: PostOffice) -> None:
    post.channel = FakeChannel(_UNKNOWN)
    await post.put(a_notice())
    relay = post.relay(kind=replace(DEAL, may_repeat=True))

    await relay.once()
    post.real_clock.pass_time(seconds=2)
    await relay.once()

    assert await post.states() == ["sent"]
    assert len(set(post.channel.attempts)) == 1


async def test_the_next_attempt_is_when_the_platform_allows_it(post: PostOffice) -> None:
    post.channel = FakeChannel(replace(_NOT_SENT, retry_after=90.0))
    await post.put(a_notice())

    assert await post.round() == ["pending"]
    assert await post.round(seconds=89) == ["pending"]
    assert await post.round(seconds=1) == ["sent"]


@pytest.mark.parametrize(
    ("seconds", "attempts"),
    [(1, 1), (2, 2), (5, 2), (6, 3), (13, 3), (14, 4)],
)
async def test_the_pause_doubles_where_the_platform_names_none(
    post: PostOffice, seconds: int, attempts: int
) -> None:
    post.channel = FakeChannel(*[_NOT_SENT] * 3)
    await post.put(a_notice())
    await post.round()

    await _second_by_second(post, seconds)

    assert len(post.channel.attempts) == attempts


async def _second_by_second(post: PostOffice, seconds: int) -> None:
    for _ in range(seconds):
        await post.round(seconds=1)


@pytest.mark.parametrize("end", [_NOT_SENT, replace(_NOT_SENT, retry_after=1e15)])
async def test_after_weeks_of_attempts_the_next_is_tomorrow_at_the_latest(
    post: PostOffice, end: Receipt
) -> None:
    post.channel = FakeChannel(end)
    await post.put(a_notice())
    await sql(post.store, "UPDATE notice SET attempts = 5000")

    assert await post.round() == ["pending"]
    assert await post.round(days=1) == ["sent"]


async def test_the_second_attempt_sends_the_same_bytes(post: PostOffice) -> None:
    post.channel = FakeChannel(_NOT_SENT)
    await post.put(a_notice())
    await post.round()
    await take_in(post.store, speaking_english())

    await post.round(seconds=2)

    assert len(post.channel.attempts) == 2
    assert len(set(post.channel.attempts)) == 1
    assert "新签" in post.channel.texts[1]


async def test_a_subject_waits_for_its_first_notice_and_no_other_does(post: PostOffice) -> None:
    post.channel = FakeChannel(_NOT_SENT)
    await post.put(a_notice("a1", subject="a"), a_notice("a2", subject="a"))
    await post.round()
    await post.put(a_notice("b1", subject="b"))

    assert await post.round(seconds=1) == ["pending", "pending", "sent"]
    await post.round(seconds=1)
    await post.round()

    assert post.channel.keys == ["a1", "b1", "a1", "a2"]


async def test_who_has_no_chat_is_told_once_she_links_one(post: PostOffice) -> None:
    await post.put(a_notice(person_id=2))

    assert await post.round() == ["dead"]
    assert await post.reasons() == [NOT_LINKED]
    await post.link(2)

    assert await post.round() == ["sent"]
    assert len(post.channel.attempts) == 1


async def test_a_chat_that_is_switched_off_is_as_none(post: PostOffice) -> None:
    await post.link(2, channel="elsewhere")
    await post.put(a_notice(person_id=2))

    assert await post.round() == ["dead"]
    assert await post.reasons() == [NOT_LINKED]


async def test_bytes_for_a_chat_that_was_switched_off_since_go_nowhere(post: PostOffice) -> None:
    post.channel = FakeChannel(_NOT_SENT)
    await post.put(a_notice())
    await post.round()
    post.channel = FakeChannel(name="other")

    assert await post.round(seconds=2) == ["dead"]
    assert await post.reasons() == ["channel is gone"]


async def test_a_notice_waits_for_its_time_by_the_business_clock(post: PostOffice) -> None:
    await post.put(a_notice(not_before=AT + timedelta(hours=1)))

    assert await post.round(days=9) == ["pending"]
    post.clock.pass_time(hours=1)

    assert await post.round() == ["sent"]


@pytest.mark.parametrize("script", [[], [_NOT_SENT]], ids=["never tried", "tried before"])
async def test_what_expired_by_the_business_clock_is_not_sent(
    post: PostOffice, script: list[Receipt]
) -> None:
    post.channel = FakeChannel(*script)
    await post.put(a_notice(expires_at=AT + timedelta(hours=1)))
    post.clock.pass_time(minutes=60 - len(script))
    await post.round()
    post.clock.pass_time(minutes=len(script))

    assert await post.round(seconds=2) == ["dead"]
    assert await post.reasons() == ["expired"]
    assert len(post.channel.attempts) == len(script)


async def test_what_waits_for_an_account_that_is_a_colleagues_now_goes_to_her_new_one(
    post: PostOffice,
) -> None:
    post.channel = FakeChannel(_NOT_SENT)
    await post.put(a_notice())
    await post.round()
    async with post.store.begin() as uow:
        await uow.links.link(channel="fake", address="@1", person_id=2, at=AT)
        await uow.links.link(channel="fake", address="@new", person_id=1, at=AT)

    assert await post.round(seconds=60) == ["sent"]
    assert post.channel.addresses == ["@1", "@new"]


async def test_what_waits_for_an_account_that_is_gone_waits_for_her_next(post: PostOffice) -> None:
    post.channel = FakeChannel(_NOT_SENT)
    await post.put(a_notice())
    await post.round()
    async with post.store.begin() as uow:
        await uow.links.unlink(channel="fake", address="@1")

    assert await post.round(seconds=60) == ["dead"]
    assert await post.reasons() == [NOT_LINKED]
    await post.link(1)
    assert await post.round() == ["sent"]
