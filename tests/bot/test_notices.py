"""What the table of kinds decides: whether a notice is still true, and what is mentioned in it."""

from __future__ import annotations

import pytest

from bot.channels.channel import Outcome, Receipt
from bot.notices import KINDS
from rules.notices import NoticeKind
from storage.store import Store
from tests.builders import a_hire, given_plan, take_in
from tests.fakes import FakeChannel
from tests.post_office import PostOffice, a_notice, leaving, speaking_english, sql

_NOT_SENT = Receipt(outcome=Outcome.NOT_SENT)
_UNKNOWN = Receipt(outcome=Outcome.UNKNOWN)
_MENTION = "有一条消息可能没有送达"


@pytest.fixture
async def post(store: Store) -> PostOffice:
    """A post office on each database; A001 and A002 have chats."""
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"))
    office = PostOffice(store)
    await office.link(1)
    await office.link(2)
    return office


def test_every_kind_has_its_row() -> None:
    assert set(KINDS) == set(NoticeKind)


async def test_news_of_a_deal_go_to_who_works_here(post: PostOffice) -> None:
    await post.put(a_notice())
    await take_in(post.store, leaving("A002"))

    assert await post.round() == ["sent"]


async def test_who_left_meanwhile_is_told_nothing(post: PostOffice) -> None:
    await post.put(a_notice())
    await take_in(post.store, leaving("A001"))

    assert await post.round() == ["dead"]
    assert await post.reasons() == ["no longer true"]
    assert post.channel.attempts == []


async def test_who_left_between_two_attempts_is_told_nothing(post: PostOffice) -> None:
    post.channel = FakeChannel(_NOT_SENT)
    await post.put(a_notice())
    await post.round()
    await take_in(post.store, leaving("A001"))

    assert await post.round(seconds=2) == ["dead"]
    assert await post.reasons() == ["no longer true"]
    assert len(post.channel.attempts) == 1


async def test_a_replay_does_not_tell_what_is_no_longer_true(post: PostOffice) -> None:
    await post.put(a_notice())
    await take_in(post.store, leaving("A001"))
    await post.round()
    async with post.store.begin() as uow:
        await uow.outbox.replay([1])

    assert await post.round() == ["dead"]


async def _may_have_missed(post: PostOffice, *keys: str) -> None:
    """End the notices of these keys unknown."""
    post.channel = FakeChannel(*[_UNKNOWN] * len(keys))
    await post.put(*(a_notice(key) for key in keys))
    await post.round()


async def test_the_next_message_begins_with_what_may_not_have_reached_her(
    post: PostOffice,
) -> None:
    await _may_have_missed(post, "华星", "远山")
    await post.put(a_notice("次日"))
    await post.round()

    first_line = post.channel.texts[-1].splitlines()[0]

    assert first_line.startswith(_MENTION)
    assert ("华星" in first_line, "远山" in first_line) == (True, True)


async def test_what_may_not_have_reached_her_is_mentioned_once_and_to_her(
    post: PostOffice,
) -> None:
    await _may_have_missed(post, "华星")
    await post.put(a_notice("hers"), a_notice("hers too"), a_notice("another's", person_id=2))
    await post.round()

    mentions = [text.count(_MENTION) for text in post.channel.texts[1:]]

    assert dict(zip(post.channel.keys[1:], mentions, strict=True)) == {
        "hers": 1,
        "hers too": 0,
        "another's": 0,
    }


async def test_a_mention_is_in_her_language_of_now(post: PostOffice) -> None:
    await _may_have_missed(post, "Huaxing")
    await take_in(post.store, speaking_english())
    await post.put(a_notice("next"))
    await post.round()

    assert post.channel.texts[-1].startswith("A message may not have reached you: New deal")


async def test_a_mention_leaves_the_card_its_buttons(post: PostOffice) -> None:
    await _may_have_missed(post, "华星")
    await post.put(a_notice("next"))
    await post.round()

    first, second = post.channel.cards

    assert second.text.startswith(_MENTION)
    assert second.state == ""
    assert len(second.actions) == len(first.actions) > 0


async def test_what_has_no_words_is_no_reason_to_lose_the_message_that_mentions_it(
    post: PostOffice,
) -> None:
    await _may_have_missed(post, "华星")
    await sql(post.store, "UPDATE notice SET facts = '{}'")
    await post.put(a_notice("next"))

    assert await post.round() == ["unknown", "sent"]
    assert _MENTION not in post.channel.texts[-1]
