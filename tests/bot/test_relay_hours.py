"""A notice that may not be told now is put back, whole and in its place, and comes when it may."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.channel import Outcome, Receipt
from bot.drafts import MUTED
from bot.notices import KINDS
from rules.notices import NoticeKind
from rules.preference import Preference
from rules.working_hours import Hours
from storage import preference
from storage.prepared import Row
from storage.store import Store
from tests.builders import AT, a_hire, given_plan, take_in
from tests.fakes import FakeChannel
from tests.post_office import DEAL, PostOffice, a_notice

_SCHEDULED = replace(DEAL, is_scheduled=True)
_EVENING = datetime.fromisoformat("2026-11-24T19:10+08:00")
_NEXT_MORNING = datetime.fromisoformat("2026-11-25T08:36+08:00")


@pytest.fixture
async def post(store: Store) -> PostOffice:
    """A post office on each database in the evening; persons 1 to 8 have chats."""
    await given_plan(store)
    await take_in(store, *(a_hire(f"A00{n}") for n in range(1, 9)))
    office = PostOffice(store)
    for person_id in range(1, 9):
        await office.link(person_id)
    office.clock.now = _EVENING
    return office


async def _prefers(post: PostOffice, asked: Preference, person_id: int = 1) -> None:
    async with post.store.begin() as uow:
        await uow.preferences.save(person_id, asked)


async def _due(post: PostOffice, at: datetime) -> bool:
    async with post.store.read() as uow:
        return (await uow.delivery.look(now=at, real_now=AT)).is_open


async def test_a_scheduled_notice_waits_for_her_morning(post: PostOffice) -> None:
    await post.put(a_notice())
    relay = post.relay(kind=_SCHEDULED)

    await relay.once()
    [held] = await post.notices()

    assert (held.state, held.attempts, held.rendered) == ("pending", 0, None)
    assert held.reason == "held: outside her hours"
    assert not await _due(post, _NEXT_MORNING - timedelta(seconds=1))
    post.clock.now = _NEXT_MORNING
    await relay.once()
    assert await post.states() == ["sent"]
    assert [one.attempts for one in await post.notices()] == [1]


async def test_money_is_told_at_night(post: PostOffice) -> None:
    await post.put(a_notice())

    assert await post.round() == ["sent"]


async def test_money_waits_for_the_end_of_a_visit(post: PostOffice) -> None:
    until = _EVENING + timedelta(minutes=20)
    await _prefers(post, Preference(visiting_until=until))
    await post.put(a_notice("a"), a_notice("b", person_id=2))

    assert await post.round() == ["pending", "sent"]
    assert (await post.reasons())[0] == "held: visiting"
    post.clock.now = until
    assert await post.round() == ["sent", "sent"]


async def test_a_pause_holds_no_money(post: PostOffice) -> None:
    await _prefers(post, Preference(snoozed_until=_EVENING + timedelta(hours=1)))
    await post.put(a_notice())

    assert await post.round() == ["sent"]


async def test_a_pause_holds_what_is_scheduled(post: PostOffice) -> None:
    post.clock.now = AT + timedelta(minutes=10)
    until = AT + timedelta(hours=1, minutes=10)
    await _prefers(post, Preference(snoozed_until=until))
    await post.put(a_notice())

    await post.relay(kind=_SCHEDULED).once()

    assert await post.reasons() == ["held: snoozed"]
    assert await _due(post, until)


async def test_her_own_hours_count_before_the_companys(post: PostOffice) -> None:
    await _prefers(post, Preference(hours=Hours(start=time(18), end=time(23))))
    await post.put(a_notice())

    await post.relay(kind=_SCHEDULED).once()

    assert await post.states() == ["sent"]


async def test_a_muted_notice_is_dead_and_says_why(post: PostOffice) -> None:
    await _prefers(post, Preference(muted=frozenset({NoticeKind.DEAL})))
    await post.put(a_notice("a"), a_notice("b", person_id=2))

    assert await post.round() == ["dead", "sent"]
    assert (await post.reasons())[0] == MUTED
    assert len(post.channel.attempts) == 1


async def test_a_replayed_one_asks_her_wish_again(post: PostOffice) -> None:
    await _prefers(post, Preference(muted=frozenset({NoticeKind.DEAL})))
    await post.put(a_notice())
    await post.round()
    await _prefers(post, Preference())
    async with post.store.begin() as uow:
        await uow.outbox.replay([1])

    assert await post.round() == ["sent"]


async def test_a_kind_that_may_not_be_muted_is_told(post: PostOffice) -> None:
    await _prefers(post, Preference(muted=frozenset({NoticeKind.DEAL})))
    await post.put(a_notice())

    await post.relay(kind=replace(DEAL, may_be_muted=False)).once()

    assert await post.states() == ["sent"]


async def test_the_order_of_a_subject_is_kept_while_its_first_is_held(post: PostOffice) -> None:
    until = _EVENING + timedelta(minutes=20)
    await _prefers(post, Preference(visiting_until=until))
    await post.put(a_notice("a", subject="s"))
    await post.round()
    await _prefers(post, Preference())
    await post.put(a_notice("b", subject="s"))

    assert await post.round() == ["pending", "pending"]
    post.clock.now = until
    await post.round()
    await post.round()
    assert await post.states() == ["sent", "sent"]
    assert post.channel.keys == ["a", "b"]


async def test_what_was_tried_already_keeps_its_bytes_and_attempts(post: PostOffice) -> None:
    post.channel = FakeChannel(Receipt(outcome=Outcome.NOT_SENT, reason="429"))
    await post.put(a_notice())
    await post.round()
    await _prefers(post, Preference(visiting_until=_EVENING + timedelta(minutes=20)))

    await post.round(seconds=5)
    [held] = await post.notices()
    post.clock.now += timedelta(minutes=20)
    await post.round()

    assert (held.state, held.attempts) == ("pending", 1)
    assert await post.states() == ["sent"]
    assert post.channel.attempts[0] == post.channel.attempts[1]


async def test_what_expires_while_it_is_held_is_not_told_late(post: PostOffice) -> None:
    await post.put(a_notice(expires_at=_EVENING + timedelta(hours=1)))
    relay = post.relay(kind=_SCHEDULED)
    await relay.once()
    post.clock.now = _NEXT_MORNING

    await relay.once()

    assert (await post.states(), await post.reasons()) == (["dead"], ["expired"])


async def test_what_is_held_is_looked_at_again_when_she_says_so(post: PostOffice) -> None:
    await _prefers(post, Preference(visiting_until=_EVENING + timedelta(hours=2)))
    later = a_notice("later", not_before=_EVENING + timedelta(hours=1))
    await post.put(a_notice("a"), a_notice("b", person_id=2), later)
    await post.round()
    await _prefers(post, Preference())

    async with post.store.begin() as uow:
        released = await uow.outbox.release(1, at=_EVENING)

    assert released == 1
    assert await post.round() == ["sent", "sent", "pending"]


async def test_a_lost_lease_is_not_put_back(post: PostOffice) -> None:
    await post.put(a_notice())
    async with post.store.begin() as uow:
        lease = timedelta(seconds=30)
        [one] = await uow.delivery.claim(
            now=_EVENING, real_now=AT, token="ours", lease=lease, limit=8
        )
        is_ours = await uow.delivery.hold(one, token="theirs", until=_NEXT_MORNING, reason="x")

    assert not is_ours
    assert await post.states() == ["sending"]


async def test_eight_persons_are_asked_for_in_one_query(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    statement = preference._OF  # noqa: SLF001 - how often it runs is what is asked
    rows = statement.rows

    async def counted(connection: AsyncConnection, **given: object) -> list[Row]:
        asked.append(given["people"])
        return await rows(connection, **given)

    monkeypatch.setattr(statement, "rows", counted)
    await post.put(*(a_notice(str(n), person_id=n) for n in range(1, 9)))
    await post.round()

    assert await post.states() == ["sent"] * 8
    assert [len(list(some)) for some in asked if isinstance(some, set)] == [8]


@pytest.mark.parametrize(
    ("kind", "is_scheduled", "may_be_muted"),
    [
        (NoticeKind.DEAL, False, True),
        (NoticeKind.LATE_DEALS, True, True),
        (NoticeKind.LINE_QUESTION, False, False),
        (NoticeKind.ALARM, False, False),
        (NoticeKind.STATEMENT, True, True),
        (NoticeKind.UNMATCHED, True, False),
    ],
)
def test_which_kinds_keep_hours_and_which_may_be_muted(
    kind: NoticeKind,
    is_scheduled: bool,  # noqa: FBT001 - a table's column
    may_be_muted: bool,  # noqa: FBT001 - a table's column
) -> None:
    row = KINDS[kind]

    assert (row.is_scheduled, row.may_be_muted) == (is_scheduled, may_be_muted)
