"""The relay, where a chat shows what it was sent: it looks before it sends again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.channels.channel import Outcome, Receipt
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.fakes import SENT, FakeChannel
from tests.post_office import DEAL, PostOffice, a_notice, sql

_UNKNOWN = Receipt(outcome=Outcome.UNKNOWN, reason="502")
_BLIND = Receipt(outcome=Outcome.UNKNOWN, reason="can not look: 500")
_NEVER = replace(_BLIND, is_final=True)
_LIMITED = Receipt(outcome=Outcome.NOT_SENT, reason="429", retry_after=5.0, is_throttled=True)


class ShowingChannel(FakeChannel):
    """A chat that can be asked what it was sent; it answers as scripted, "it is there" after."""

    looks_back = timedelta(hours=24)

    def __init__(self, *script: Receipt, looks: tuple[Receipt, ...] = ()) -> None:
        super().__init__(*script)
        self.looked: list[tuple[bytes, datetime]] = []
        self._looks = iter(looks)

    async def resume(self, rendered: bytes, *, since: datetime) -> Receipt:
        self.looked.append((rendered, since))
        return next(self._looks, SENT)


@pytest.fixture
async def post(store: Store) -> PostOffice:
    """A post office on each database; A001 has a chat."""
    await given_plan(store)
    await take_in(store, a_hire("A001"))
    office = PostOffice(store)
    await office.link(1)
    return office


def _showing(post: PostOffice, *script: Receipt, looks: tuple[Receipt, ...] = ()) -> ShowingChannel:
    post.channel = channel = ShowingChannel(*script, looks=looks)
    return channel


async def test_what_may_have_arrived_is_looked_up_after_half_a_minute(post: PostOffice) -> None:
    channel = _showing(post, _UNKNOWN)
    await post.put(a_notice())

    assert await post.round() == ["pending"]
    assert await post.round(seconds=29) == ["pending"]
    assert channel.looked == []
    assert await post.round(seconds=1) == ["sent"]
    assert channel.looked == [(channel.attempts[0], AT)]
    assert len(channel.attempts) == 1


@pytest.mark.parametrize(
    ("look", "state"),
    [
        pytest.param(SENT, "sent", id="there, or sent now"),
        pytest.param(_BLIND, "pending", id="not seen this time"),
        pytest.param(_LIMITED, "pending", id="too many calls"),
        pytest.param(_NEVER, "unknown", id="never to be seen"),
    ],
)
async def test_how_a_look_ends(post: PostOffice, look: Receipt, state: str) -> None:
    channel = _showing(post, _UNKNOWN, looks=(look,))
    await post.put(a_notice())
    await post.round()

    assert await post.round(seconds=30) == [state]
    assert len(channel.attempts) == 1
    assert await post.round(hours=1) == ["unknown" if look is _NEVER else "sent"]
    assert len(channel.attempts) == 1


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        pytest.param(24 * 3600 - 61, "sent", id="just under"),
        pytest.param(24 * 3600 - 60, "sent", id="at"),
        pytest.param(24 * 3600 - 59, "unknown", id="just over"),
    ],
)
async def test_after_a_day_nobody_looks_any_more(
    post: PostOffice, seconds: int, state: str
) -> None:
    channel = _showing(post, _UNKNOWN)
    await post.put(a_notice())
    await post.round()

    assert await post.round(seconds=seconds) == [state]
    assert len(channel.attempts) == 1


async def test_what_a_dead_process_was_sending_is_looked_up(post: PostOffice) -> None:
    channel = _showing(post, _UNKNOWN)
    await post.put(a_notice())
    await post.round()
    await sql(
        post.store,
        "UPDATE notice SET state = 'sending', lease_token = 'dead', retry_at = NULL,"
        " maybe_since = NULL, lease_until = created_at",
    )
    post.real_clock.pass_time(seconds=1)

    await post.round()
    assert await post.round() == ["sent"]
    assert (len(channel.looked), len(channel.attempts)) == (1, 1)


async def test_what_may_repeat_is_simply_sent_again(post: PostOffice) -> None:
    channel = _showing(post, _UNKNOWN)
    await post.put(a_notice())
    relay = post.relay(kind=replace(DEAL, may_repeat=True))
    await relay.once()
    post.real_clock.pass_time(seconds=30)
    await relay.once()

    assert await post.states() == ["sent"]
    assert (len(channel.looked), len(channel.attempts)) == (0, 2)
