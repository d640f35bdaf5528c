"""What waits for somebody: hers alone, asked once, gone when it is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.waiting import ASKING
from handlers.interaction import Interaction
from handlers.understanding import understand
from handlers.waiting import ask_again, waiting
from rules.errors import NotFound
from rules.notices import Notice, NoticeKind
from rules.waiting import AskedAgain, Waiting
from storage.store import Store
from tests.builders import AT
from tests.post_office import sql
from tests.reporting import acts, company, reported

LEI, FANG, MIN, YUN = 1, 2, 3, 4


async def _interaction(store: Store, who: int, argument: str, at: datetime) -> Interaction:
    async with store.read() as uow:
        person = (await uow.people.by_id([who]))[who]
    return Interaction(
        id="i",
        person=person,
        at=at,
        understood=understand("", today=at.date()),
        argument=argument,
        asking=ASKING,
    )


async def _waits(store: Store, who: int, argument: str = "", *, at: datetime = AT) -> Waiting:
    interaction = await _interaction(store, who, argument, at)
    return await store.ask(lambda uow: waiting(interaction, uow))


async def _opens(store: Store, who: int, argument: str) -> AskedAgain:
    interaction = await _interaction(store, who, argument, AT)
    return await store.ask(lambda uow: ask_again(interaction, uow))


async def test_what_was_asked_waits_until_it_is_answered(store: Store) -> None:
    await company(store)
    await reported(store)

    before = await _waits(store, YUN)
    await acts(store, MIN, "decide_report", "confirm:1")
    after = await _waits(store, YUN)

    assert [(ask.kind, ask.asked_on) for ask in before.asks] == [
        (NoticeKind.REPORTED_DEAL, AT.date())
    ]
    assert (before.total, before.left, after.total) == (1, 0, 0)


async def test_it_is_asked_again_of_whom_it_was_asked_alone(store: Store) -> None:
    await company(store)
    await reported(store)
    [ask] = (await _waits(store, YUN)).asks

    assert (await _opens(store, YUN, str(ask.notice_id))).ask == ask
    with pytest.raises(NotFound) as refused:
        await _opens(store, FANG, str(ask.notice_id))
    assert refused.value.message_id == "waiting.over"


async def test_what_was_settled_is_not_asked_again(store: Store) -> None:
    await company(store)
    await reported(store)
    [ask] = (await _waits(store, YUN)).asks
    await acts(store, YUN, "decide_report", "confirm:1")

    with pytest.raises(NotFound):
        await _opens(store, YUN, str(ask.notice_id))


@pytest.mark.parametrize("argument", ["", "0", "99", "-1", "x", "²"])
async def test_what_names_nothing_asks_nothing(store: Store, argument: str) -> None:
    await company(store)

    with pytest.raises(NotFound):
        await _opens(store, YUN, argument)


async def test_what_asks_nothing_is_not_opened_here(store: Store) -> None:
    await company(store)
    await reported(store)
    await acts(store, YUN, "decide_report", "confirm:1")
    async with store.read() as uow:
        listed = await uow.outbox.listed(["pending"])
    [told] = [one for one in listed if one.kind == NoticeKind.DEAL]

    with pytest.raises(NotFound):
        await _opens(store, LEI, str(told.id))


async def test_a_reminder_of_the_same_is_one(store: Store) -> None:
    await company(store)
    report = await reported(store)
    async with store.begin() as uow:
        [first] = await uow.outbox.asked(YUN, list(ASKING), since=AT)
        again = Notice(
            key="again",
            person_id=YUN,
            kind=NoticeKind.REPORTED_DEAL,
            subject=first.subject,
            facts=first.facts,
            at=AT + timedelta(hours=1),
        )
        other = replace(again, key="fang", person_id=FANG)
        await uow.outbox.put([again, other])

    [ask] = (await _waits(store, YUN)).asks

    assert report == 1
    assert ask.notice_id > first.id


async def test_pages_leave_nothing_out(store: Store) -> None:
    await company(store)
    for n in range(5):
        await reported(store, text=f"报单 客户{n} 9000")

    first = await _waits(store, YUN)
    second = await _waits(store, YUN, str(len(first.asks)))

    assert (first.total, len(first.asks), first.left) == (5, 4, 1)
    assert (second.skipped, len(second.asks), second.left) == (4, 1, 0)
    numbers = [ask.notice_id for ask in (*first.asks, *second.asks)]
    assert numbers == sorted(set(numbers), reverse=True)


@pytest.mark.parametrize(("days", "n"), [(90, 1), (91, 0)])
async def test_it_reaches_back_ninety_days(store: Store, days: int, n: int) -> None:
    await company(store)
    await reported(store)

    assert (await _waits(store, YUN, at=AT + timedelta(days=days))).total == n


async def test_what_was_emptied_waits_no_more(store: Store) -> None:
    await company(store)
    await reported(store)
    await sql(store, "UPDATE notice SET facts = ''")

    assert (await _waits(store, YUN)).total == 0


@pytest.mark.parametrize(("who", "has"), [(MIN, True), (YUN, False), (LEI, False)])
async def test_who_may_have_alerts_is_led_to_their_list(store: Store, who: int, has: bool) -> None:  # noqa: FBT001 - one shape for the table
    await company(store)

    assert (await _waits(store, who)).has_risks is has
