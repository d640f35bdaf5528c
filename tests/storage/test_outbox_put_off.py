"""What waits of a kind for a person is put off, and nothing else: not what is on its way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.notices import Notice, NoticeKind
from storage.outbox import HELD, NOT_LINKED, UNREACHABLE, StoredNotice
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in

_LATER = AT + timedelta(days=14)
_LEASE = timedelta(seconds=30)


@pytest.fixture
async def outbox(store: Store) -> Store:
    """A store that knows two persons."""
    await given_plan(store)
    await take_in(store, a_hire(), a_hire("A002"))
    return store


async def _put(store: Store, person_id: int = 1, kind: NoticeKind = NoticeKind.WELCOME) -> None:
    key = f"{kind}:{person_id}"
    one = Notice(key=key, person_id=person_id, kind=kind, subject=key, facts='{"a": 1}', at=AT)
    async with store.begin() as uow:
        await uow.outbox.put([one])


async def _claim(store: Store, *, later: timedelta = timedelta()) -> list[StoredNotice]:
    now = AT + later
    async with store.begin() as uow:
        return await uow.delivery.claim(now=now, real_now=AT, token="t", lease=_LEASE, limit=10)


async def _put_off(store: Store) -> int:
    async with store.begin() as uow:
        return await uow.outbox.put_off(1, NoticeKind.WELCOME, until=_LATER)


async def _settled(store: Store, state: str, reason: str = "", *, is_unsure: bool = False) -> None:
    [one] = await _claim(store)
    since = AT if is_unsure else None
    async with store.begin() as uow:
        await uow.delivery.settle(
            one, token="t", state=state, at=AT, reason=reason, maybe_since=since
        )


async def test_it_comes_at_its_new_time_and_once(outbox: Store) -> None:
    await _put(outbox)

    assert await _put_off(outbox) == 1
    assert await _claim(outbox, later=timedelta(days=14, seconds=-1)) == []
    assert len(await _claim(outbox, later=timedelta(days=14))) == 1


async def test_other_persons_and_kinds_stay(outbox: Store) -> None:
    await _put(outbox, person_id=2)
    await _put(outbox, kind=NoticeKind.DEAL)

    assert await _put_off(outbox) == 0
    assert len(await _claim(outbox)) == 2


@pytest.mark.parametrize("reason", [NOT_LINKED, UNREACHABLE])
async def test_what_waits_for_a_chat_waits_for_its_time_too(outbox: Store, reason: str) -> None:
    await _put(outbox)
    await _settled(outbox, "dead", reason)

    assert await _put_off(outbox) == 1
    async with outbox.begin() as uow:
        assert await uow.outbox.revive(1) == 1
    assert await _claim(outbox) == []
    assert len(await _claim(outbox, later=timedelta(days=14))) == 1


async def test_what_was_held_back_is_not_released_before_its_new_time(outbox: Store) -> None:
    await _put(outbox)
    [one] = await _claim(outbox)
    async with outbox.begin() as uow:
        await uow.delivery.hold(
            one, token="t", until=AT + timedelta(hours=1), reason=f"{HELD}: quiet"
        )

    await _put_off(outbox)

    async with outbox.begin() as uow:
        assert await uow.outbox.release(1, at=AT) == 0
    assert await _claim(outbox, later=timedelta(hours=2)) == []


@pytest.mark.parametrize(
    ("state", "reason", "is_unsure"),
    [
        pytest.param("sent", "", False, id="sent"),
        pytest.param("unknown", "", False, id="unknown"),
        pytest.param("dead", "no longer true", False, id="given up"),
        pytest.param("pending", "the lease ran out", True, id="may have arrived"),
    ],
)
async def test_what_is_over_or_may_have_arrived_is_not_put_off(
    outbox: Store, state: str, reason: str, *, is_unsure: bool
) -> None:
    await _put(outbox)
    await _settled(outbox, state, reason, is_unsure=is_unsure)

    assert await _put_off(outbox) == 0


async def test_what_is_on_its_way_is_not_put_off(outbox: Store) -> None:
    await _put(outbox)
    [one] = await _claim(outbox)

    assert await _put_off(outbox) == 0
    async with outbox.begin() as uow:
        assert await uow.delivery.settle(one, token="t", state="sent", at=AT)
