"""A notice is claimed by one, sent in order, settled once, and never lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rules.notices import Notice, NoticeKind
from storage.delivery import Due
from storage.outbox import NOT_LINKED, StoredNotice
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in

_LEASE = timedelta(seconds=30)
_LATER = AT + timedelta(minutes=1)
_OURS = "t"


@pytest.fixture
async def outbox(store: Store) -> Store:
    """A store that knows one person."""
    await given_plan(store)
    await take_in(store, a_hire())
    return store


def _notice(key: str, *, subject: str = "deal:1", priority: int = 0, **when: datetime) -> Notice:
    return Notice(
        key=key,
        person_id=1,
        kind=NoticeKind.DEAL,
        subject=subject,
        facts='{"told": "something"}',
        at=AT,
        not_before=when.get("not_before"),
        priority=priority,
    )


async def _put(store: Store, *notices: Notice) -> None:
    async with store.begin() as uow:
        await uow.outbox.put(notices)


async def _fail(store: Store) -> None:
    async with store.begin() as uow:
        await uow.outbox.put([_notice("a")])
        raise ZeroDivisionError


async def _claim(
    store: Store, *, token: str = _OURS, at: datetime = AT, limit: int = 10
) -> list[StoredNotice]:
    async with store.begin() as uow:
        return await uow.delivery.claim(now=at, real_now=at, token=token, lease=_LEASE, limit=limit)


async def _keys(store: Store, *, at: datetime = AT, limit: int = 10) -> list[str]:
    return [one.dedup_key for one in await _claim(store, at=at, limit=limit)]


async def _settle(
    store: Store,
    one: StoredNotice,
    state: str,
    *,
    token: str = _OURS,
    reason: str = "",
    retry_at: datetime | None = None,
) -> bool:
    async with store.begin() as uow:
        return await uow.delivery.settle(
            one, token=token, state=state, at=AT, reason=reason, retry_at=retry_at
        )


async def _states(store: Store) -> list[str]:
    async with store.read() as uow:
        every = await uow.outbox.listed(["pending", "sending", "sent", "unknown", "dead"])
    return [one.state for one in reversed(every)]


async def _listed(store: Store, state: str) -> list[StoredNotice]:
    async with store.read() as uow:
        return await uow.outbox.listed([state])


async def _lapse(store: Store, *, at: datetime, again: str = "", kinds: str = "") -> int:
    async with store.begin() as uow:
        return await uow.delivery.lapse(real_now=at, again=again.split(), kinds=kinds.split())


async def _rendered(store: Store, *, channel: str = "slack") -> None:
    """Claim what is due and keep its bytes, as just before a socket is opened."""
    [one] = await _claim(store)
    async with store.begin() as uow:
        await uow.delivery.rendered([replace(one, channel=channel, address="1", rendered=b"bytes")])


async def test_the_same_key_is_one_notice(outbox: Store) -> None:
    await _put(outbox, _notice("a"), _notice("a"))
    await _put(outbox, _notice("a", subject="deal:2"))

    assert await _states(outbox) == ["pending"]


async def test_what_was_put_in_a_transaction_that_failed_is_not_there(outbox: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        await _fail(outbox)

    assert await _states(outbox) == []


async def test_a_claimed_notice_is_sending_and_nobody_elses(outbox: Store) -> None:
    await _put(outbox, _notice("a"))

    [one] = await _claim(outbox, token="mine")

    assert (one.dedup_key, one.state, one.attempts) == ("a", "sending", 1)
    assert await _claim(outbox, token="yours") == []


async def test_of_a_subject_only_the_oldest_open_notice_goes(outbox: Store) -> None:
    await _put(outbox, _notice("a1"), _notice("a2"), _notice("b1", subject="deal:2"))

    first = await _claim(outbox)

    assert [one.dedup_key for one in first] == ["a1", "b1"]
    assert await _keys(outbox) == []
    await _settle(outbox, first[0], "sent")
    assert await _keys(outbox) == ["a2"]


@pytest.mark.parametrize("state", ["sent", "unknown", "dead"])
async def test_a_notice_that_came_to_an_end_holds_nothing_back(outbox: Store, state: str) -> None:
    await _put(outbox, _notice("a1"), _notice("a2"))
    [one] = await _claim(outbox)

    await _settle(outbox, one, state)

    assert await _keys(outbox) == ["a2"]


async def test_money_is_claimed_before_a_digest(outbox: Store) -> None:
    await _put(outbox, _notice("digest", subject="courses", priority=5), _notice("money"))

    assert await _keys(outbox, limit=1) == ["money"]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        pytest.param(_LATER - timedelta(seconds=1), [], id="too early"),
        pytest.param(_LATER, ["a"], id="on time"),
    ],
)
async def test_a_notice_waits_for_its_time(outbox: Store, at: datetime, found: list[str]) -> None:
    await _put(outbox, _notice("a", not_before=_LATER))

    assert await _keys(outbox, at=at) == found


async def test_a_notice_to_be_tried_again_waits_and_counts_its_attempts(outbox: Store) -> None:
    await _put(outbox, _notice("a"))
    [one] = await _claim(outbox)
    await _settle(outbox, one, "pending", reason="429", retry_at=_LATER)

    assert await _claim(outbox, at=_LATER - timedelta(seconds=1)) == []
    [again] = await _claim(outbox, at=_LATER)

    assert (again.attempts, again.reason) == (2, "429")


async def test_only_the_token_that_claimed_it_settles_it_and_only_once(outbox: Store) -> None:
    await _put(outbox, _notice("a"))
    [one] = await _claim(outbox, token="mine")

    assert await _settle(outbox, one, "dead", token="yours") is False
    assert await _settle(outbox, one, "sent", token="mine") is True
    assert await _settle(outbox, one, "dead", token="mine") is False
    assert await _states(outbox) == ["sent"]


async def test_who_lost_the_lease_can_not_settle_what_another_sends(outbox: Store) -> None:
    await _put(outbox, _notice("a"))
    [slow] = await _claim(outbox, token="slow")
    await _lapse(outbox, at=_LATER)
    [quick] = await _claim(outbox, token="quick", at=_LATER)

    assert await _settle(outbox, slow, "sent", token="slow") is False
    assert await _settle(outbox, quick, "sent", token="quick") is True


@pytest.mark.parametrize(
    ("channel", "again", "state"),
    [
        pytest.param("slack", "", "unknown", id="it may have been sent"),
        pytest.param("slack", "wecom", "unknown", id="another platform tells twins apart"),
        pytest.param("wecom", "wecom", "pending", id="this one does"),
    ],
)
async def test_a_lease_that_ran_out_after_the_bytes(
    outbox: Store, channel: str, again: str, state: str
) -> None:
    await _put(outbox, _notice("a"))
    await _rendered(outbox, channel=channel)

    assert await _lapse(outbox, at=AT + _LEASE, again=again) == 0
    assert await _lapse(outbox, at=_LATER, again=again) == 1
    assert await _states(outbox) == [state]


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        pytest.param("deal", "pending", id="twice harms nobody"),
        pytest.param("reminder", "unknown", id="of another kind it would not"),
    ],
)
async def test_a_lease_that_ran_out_on_a_kind_that_may_repeat(
    outbox: Store, kinds: str, state: str
) -> None:
    await _put(outbox, _notice("a"))
    await _rendered(outbox)

    await _lapse(outbox, at=_LATER, kinds=kinds)

    assert await _states(outbox) == [state]


async def test_a_lease_that_ran_out_before_the_bytes_never_reached_a_socket(outbox: Store) -> None:
    await _put(outbox, _notice("a"))
    await _claim(outbox)

    await _lapse(outbox, at=_LATER)

    assert await _states(outbox) == ["pending"]


@pytest.mark.parametrize("again", ["", "slack"], ids=["unknown by then", "pending by then"])
async def test_an_end_that_comes_after_the_lease_counts_while_nobody_took_it(
    outbox: Store, again: str
) -> None:
    """As where a clock jumps by ten minutes while a send is under way."""
    await _put(outbox, _notice("a"))
    await _rendered(outbox)
    [one] = await _listed(outbox, "sending")
    await _lapse(outbox, at=_LATER, again=again)

    assert await _settle(outbox, one, "sent") is True
    assert await _states(outbox) == ["sent"]


async def test_an_end_that_comes_after_a_person_said_again_counts_no_more(outbox: Store) -> None:
    await _put(outbox, _notice("a"))
    await _rendered(outbox)
    [one] = await _listed(outbox, "sending")
    await _lapse(outbox, at=_LATER)
    async with outbox.begin() as uow:
        await uow.outbox.replay([one.id])

    assert await _settle(outbox, one, "unknown") is False
    assert await _states(outbox) == ["pending"]


async def test_a_second_attempt_sends_the_same_bytes(outbox: Store) -> None:
    await _put(outbox, _notice("a"))
    await _rendered(outbox, channel="wecom")
    await _lapse(outbox, at=_LATER, again="wecom")

    [again] = await _claim(outbox, at=_LATER)

    assert (again.channel, again.rendered) == ("wecom", b"bytes")


@pytest.mark.parametrize(
    ("state", "n"),
    [
        pytest.param("dead", 1, id="dead"),
        pytest.param("unknown", 1, id="unknown"),
        pytest.param("sent", 0, id="what was sent is not sent again"),
    ],
)
async def test_a_person_may_send_again_what_ended_badly(outbox: Store, state: str, n: int) -> None:
    await _put(outbox, _notice("a"))
    [one] = await _claim(outbox)
    await _settle(outbox, one, state)

    async with outbox.begin() as uow:
        assert await uow.outbox.replay([one.id]) == n

    assert len(await _claim(outbox)) == n


async def test_what_may_not_have_arrived_is_mentioned_once(outbox: Store) -> None:
    await _put(outbox, _notice("a"))
    [one] = await _claim(outbox)
    await _settle(outbox, one, "unknown")

    async with outbox.begin() as uow:
        found = (await uow.delivery.unmentioned([1]))[1]
        assert [lost.id for lost in found] == [one.id]
        await uow.delivery.mention([one.id])
        assert await uow.delivery.unmentioned([1]) == {1: []}


async def test_two_relays_do_not_both_mention_the_same(outbox: Store) -> None:
    await _put(outbox, _notice("a"))
    [one] = await _claim(outbox)
    await _settle(outbox, one, "unknown")

    async with outbox.begin() as uow:
        found = (await uow.delivery.unmentioned([1]))[1]
        rival = asyncio.create_task(_mention_all(outbox))
        await asyncio.wait([rival], timeout=0.2)  # it waits for us, or has found it, too
        await uow.delivery.mention([lost.id for lost in found])

    assert (len(found), await rival) == (1, 0)


async def _mention_all(store: Store) -> int:
    async with store.begin() as uow:
        found = (await uow.delivery.unmentioned([1]))[1]
        await uow.delivery.mention([lost.id for lost in found])
    return len(found)


@pytest.mark.parametrize(
    ("reason", "n"),
    [
        pytest.param(NOT_LINKED, 1, id="she had no chat"),
        pytest.param("refused", 0, id="another reason"),
    ],
)
async def test_linking_a_chat_sends_what_waited_for_it(outbox: Store, reason: str, n: int) -> None:
    await _put(outbox, _notice("a"))
    [one] = await _claim(outbox)
    await _settle(outbox, one, "dead", reason=reason)

    async with outbox.begin() as uow:
        assert await uow.outbox.revive(1) == n


@pytest.mark.parametrize(
    ("at", "is_due"),
    [
        pytest.param(AT + _LEASE, False, id="the lease holds"),
        pytest.param(_LATER, True, id="it ran out"),
    ],
)
async def test_the_relay_wakes_for_a_lease_that_ran_out(
    outbox: Store,
    at: datetime,
    is_due: bool,  # noqa: FBT001 - a table's column
) -> None:
    await _put(outbox, _notice("a"))
    await _claim(outbox)

    async with outbox.read() as uow:
        due = await uow.delivery.look(now=at, real_now=at)

    assert due == Due(is_open=False, is_lapsed=is_due)
