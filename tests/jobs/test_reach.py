"""HR is told once a day of chats that died, and not again of the same."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from bot.cards.reader import Reader
from bot.notices import KINDS
from rules.notices import NoticeKind
from storage.store import Store
from tests.builders import AT, a_hire, take_in
from tests.jobs.night import run, told
from tests.post_office import leaving

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@pytest.fixture
async def company(store: Store) -> Store:
    """A rep with a chat, and two of HR."""
    hr = [a_hire(number, roles=["hr"]) for number in ("H001", "H002")]
    await take_in(store, a_hire("A001"), *hr)
    async with store.begin() as uow:
        await uow.links.link(channel="slack", address="T1:U1", person_id=1, at=AT - 9 * _DAY)
    return store


async def _dies(store: Store, at: datetime = AT) -> None:
    async with store.begin() as uow:
        await uow.links.mark_dead(
            channel="slack", address="T1:U1", person_id=1, at=at, reason="user_not_found"
        )


async def test_with_every_chat_alive_nobody_is_told(company: Store) -> None:
    ended = await run(company, "reach", AT + _HOUR)

    assert (ended.state, await told(company, "unreachable")) == ("done", [])


async def test_a_chat_that_died_is_told_to_each_of_hr(company: Store) -> None:
    await _dies(company)

    await run(company, "reach", AT + _HOUR)

    found = [(2, {"new": 1, "total": 1}), (3, {"new": 1, "total": 1})]
    assert await told(company, "unreachable") == found


async def test_the_same_slot_again_tells_nobody_twice(company: Store) -> None:
    await _dies(company)

    await run(company, "reach", AT + _HOUR)
    await run(company, "reach", AT + _HOUR)

    assert len(await told(company, "unreachable")) == 2


async def test_the_next_day_the_same_is_no_news(company: Store) -> None:
    await _dies(company)
    await run(company, "reach", AT + _HOUR)

    await run(company, "reach", AT + _HOUR + _DAY)

    assert len(await told(company, "unreachable")) == 2


async def test_after_days_without_a_clock_nothing_is_overlooked(company: Store) -> None:
    await run(company, "reach", AT - _HOUR)
    await _dies(company)

    await run(company, "reach", AT + 5 * _DAY)

    assert len(await told(company, "unreachable")) == 2


async def test_a_chat_that_came_back_meanwhile_is_not_told(company: Store) -> None:
    await _dies(company)
    async with company.begin() as uow:
        await uow.links.mark_alive("slack", "T1:U1")

    await run(company, "reach", AT + _HOUR)

    assert await told(company, "unreachable") == []


async def test_the_chat_of_who_left_is_nobodys_to_mend(company: Store) -> None:
    await _dies(company)
    await take_in(company, leaving())

    await run(company, "reach", AT + _HOUR)

    assert await told(company, "unreachable") == []


@pytest.mark.parametrize("is_dead", [True, False])
async def test_it_is_sent_only_while_a_chat_is_dead(company: Store, *, is_dead: bool) -> None:
    await _dies(company)
    await run(company, "reach", AT + _HOUR)

    async with company.begin() as uow:
        if not is_dead:
            await uow.links.mark_alive("slack", "T1:U1")
        one = (await uow.outbox.listed(["pending"]))[0]
        is_true = await KINDS[NoticeKind.UNREACHABLE].still_true(one, uow)

    assert is_true is is_dead


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_card_counts_and_leads_to_the_list_without_a_name(language: str) -> None:
    facts = json.dumps({"new": 2, "total": 5})

    card = KINDS[NoticeKind.UNREACHABLE].card(facts, Reader(language=language))

    assert "2" in card.title
    assert "5" in card.as_text()
    assert [action.route for action in card.actions] == ["unreachable"]
