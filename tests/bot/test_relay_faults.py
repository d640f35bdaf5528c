"""The relay among faults: bad notices, a store that is away, a lost lease, a stop, a rival."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.cards.message import Message
from bot.channels.channel import Outcome, Receipt
from bot.lanes import WIDTH
from bot.relay import Relay
from config.plans import read_plan
from rules.notices import NoticeKind
from storage.outbox import StoredNotice
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.builders import a_hire, given_plan, take_in
from tests.fakes import FakeChannel, HangingChannel
from tests.patience import until
from tests.post_office import DEAL, PostOffice, a_notice, sql

_REFUSED = Receipt(outcome=Outcome.REFUSED, reason="no such user")
_MANY = 60
_SUBJECTS = 20


@pytest.fixture
async def post(store: Store) -> PostOffice:
    """A post office on each database; A001 has a chat."""
    return await _opened(store)


async def _opened(store: Store) -> PostOffice:
    await given_plan(store)
    await take_in(store, a_hire("A001"))
    office = PostOffice(store)
    await office.link(1)
    return office


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        pytest.param("{}", "TypeError", id="facts are missing"),
        pytest.param("{", "JSONDecodeError", id="facts are cut off"),
    ],
)
async def test_what_can_not_be_worded_is_given_up_and_the_others_go(
    post: PostOffice, facts: str, error: str
) -> None:
    await post.put(a_notice("bad", facts=facts), a_notice("good"))

    with capture_logs() as logs:
        assert await post.round() == ["dead", "sent"]

    assert await post.reasons() == [f"can not be prepared: {error}", ""]
    assert [line["notice"] for line in _lines(logs, "notice.unsendable")] == [1]
    assert await post.round() == ["dead", "sent"]


async def test_a_kind_that_nobody_knows_is_given_up(post: PostOffice) -> None:
    await post.put(a_notice("bad"), a_notice("good"))
    await sql(post.store, "UPDATE notice SET kind = 'of tomorrow' WHERE dedup_key = 'bad'")

    assert await post.round() == ["dead", "sent"]
    assert await post.reasons() == ["can not be prepared: ValueError", ""]


class _NoBytes(FakeChannel):
    """A channel that can not write messages about `bad`."""

    def render(self, message: Message, *, address: str) -> bytes:
        if message.key == "bad":
            raise RuntimeError(message.key)
        return super().render(message, address=address)


async def test_what_the_channel_can_not_write_is_given_up(post: PostOffice) -> None:
    post.channel = _NoBytes()
    await post.put(a_notice("bad"), a_notice("good"))

    assert await post.round() == ["dead", "sent"]
    assert await post.reasons() == ["can not be prepared: RuntimeError", ""]


async def _fails_for_bad(one: StoredNotice, uow: UnitOfWork) -> bool:
    del uow
    return {"good": True}[one.dedup_key]


async def test_a_still_true_check_that_fails_gives_up_its_notice_alone(post: PostOffice) -> None:
    await post.put(a_notice("bad"), a_notice("good"))

    await post.relay(kind=replace(DEAL, still_true=_fails_for_bad)).once()

    assert await post.states() == ["dead", "sent"]
    assert await post.reasons() == ["can not be prepared: KeyError", ""]


async def test_a_store_that_is_away_is_logged_and_waited_for(post: PostOffice) -> None:
    await post.put(a_notice())
    await sql(post.store, "ALTER TABLE notice RENAME TO away")
    with capture_logs() as logs:
        running = asyncio.create_task(post.relay().run())
        await until(lambda: bool(_lines(logs, "relay.failed")))
        await sql(post.store, "ALTER TABLE away RENAME TO notice")
        await until(lambda: bool(_lines(logs, "notice.settled")))
        running.cancel()

    assert await post.states() == ["sent"]


async def test_an_end_that_can_not_be_written_is_unknown_when_the_lease_ends(
    post: PostOffice,
) -> None:
    await post.put(a_notice())
    post.channel.meanwhile = lambda: sql(post.store, "ALTER TABLE notice RENAME TO away")

    with capture_logs() as logs:
        await post.relay().once()
    await sql(post.store, "ALTER TABLE away RENAME TO notice")

    assert len(_lines(logs, "notice.unsettled")) == 1
    assert await post.states() == ["sending"]
    assert await post.round(seconds=31) == ["unknown"]
    assert len(post.channel.attempts) == 1


async def test_who_lost_the_lease_changes_nothing(post: PostOffice) -> None:
    post.channel = FakeChannel(_REFUSED, deduplicates=True)
    await post.put(a_notice())
    post.channel.meanwhile = lambda: post.round(seconds=31)

    with capture_logs() as logs:
        assert await post.round() == ["sent"]

    assert [line["state"] for line in _lines(logs, "notice.lease_lost")] == ["dead"]
    assert len(set(post.channel.attempts)) == 1


async def test_a_stop_waits_for_the_answers_to_what_is_on_its_way(post: PostOffice) -> None:
    await post.put(a_notice())
    answer, asked = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        asked.set()
        await answer.wait()

    post.channel.meanwhile = slowly
    running = asyncio.create_task(post.relay().run())
    await asked.wait()
    running.cancel()
    answer.set()
    await asyncio.wait([running])

    assert await post.states() == ["sent"]


@pytest.fixture
async def rival(pg_url: str) -> AsyncIterator[Store]:
    """The same PostgreSQL database through pools of its own, as another process has them."""
    opened = Store(pg_url, read_plan=read_plan)
    await opened.upgrade()
    yield opened
    await opened.close()


async def test_two_relays_send_every_notice_once_and_in_order(pg_url: str, rival: Store) -> None:
    ours = Store(pg_url, read_plan=read_plan)
    post = await _opened(ours)
    notices = [a_notice(f"{n:02}", subject=f"s{n % _SUBJECTS}") for n in range(_MANY)]
    await post.put(*notices)
    one, other = post.relay(), post.relay(store=rival)

    worked = await asyncio.gather(*(_until_all_sent(relay, post) for relay in (one, other)))
    await ours.close()

    keys = post.channel.keys
    assert sorted(keys) == [notice.key for notice in notices]
    assert min(worked) > 0
    assert {n: [key for key in keys if int(key) % _SUBJECTS == n] for n in range(_SUBJECTS)} == {
        n: [f"{key:02}" for key in range(n, _MANY, _SUBJECTS)] for n in range(_SUBJECTS)
    }


async def _until_all_sent(relay: Relay, post: PostOffice) -> int:
    claimed = 0
    while set(await post.states()) != {"sent"}:
        claimed += await relay.once()
    return claimed


def _lines(logs: Sequence[EventDict], event: str) -> list[EventDict]:
    return [line for line in logs if line["event"] == event]


async def test_a_chat_that_hangs_holds_up_nobody_elses(post: PostOffice) -> None:
    hanging = HangingChannel()
    await take_in(post.store, a_hire("A002"))
    await post.link(2, channel="hanging")
    await post.put(*(a_notice(f"behind {n}", person_id=2) for n in range(3 * WIDTH)))
    await post.put(a_notice("mine", person_id=1))
    relay = Relay(
        post.store,
        channels={"fake": post.channel, "hanging": hanging},
        key=b"k" * 32,
        clock=post.clock,
        real_clock=post.real_clock,
        kinds={NoticeKind.DEAL: DEAL},
    )

    running = asyncio.create_task(relay.run())
    await until(lambda: bool(post.channel.attempts))
    under_way = len(hanging.attempts)
    hanging.may_answer.set()
    await until(lambda: len(hanging.attempts) == under_way)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert under_way == WIDTH
    states = await post.states()
    assert (states.count("sent"), states.count("pending")) == (WIDTH + 1, 2 * WIDTH)
