"""Whose sums a tap shows: one's own, as long as they are kept."""

from __future__ import annotations

import pytest

from handlers.hidden_sum import show
from handlers.interaction import Interaction
from handlers.understanding import understand
from rules.errors import NotFound
from rules.hidden_sum import Shown, ShownAnswer, ShownNotice
from rules.notices import NoticeKind
from storage.hidden_sum import HiddenSum
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.post_office import sql


@pytest.fixture
async def told(store: Store) -> Store:
    """A001 has a deal and notice 1 of it, and an answer that hid a sum; A002 has nothing."""
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"), a_deal())
    async with store.begin() as uow:
        await uow.hidden_sums.keep(HiddenSum(ref="r1", person_id=1, at=AT, body=b"card"))
    return store


async def _taps(store: Store, argument: str, *, person_id: int = 1) -> Shown:
    async with store.read() as uow:
        person = (await uow.people.by_id([person_id]))[person_id]
        interaction = Interaction(
            id="i",
            person=person,
            at=AT,
            understood=understand("", today=AT.date()),
            argument=argument,
        )
        return await show(interaction, uow)


async def test_a_notice_is_given_with_its_facts(told: Store) -> None:
    found = await _taps(told, "n1")

    assert isinstance(found, ShownNotice)
    assert found.kind is NoticeKind.DEAL
    assert '"this_deal": 45000' in found.facts


async def test_an_answer_is_given_as_it_was_kept(told: Store) -> None:
    assert await _taps(told, "ar1") == ShownAnswer(b"card")


@pytest.mark.parametrize("argument", ["n1", "ar1"])
async def test_nobody_elses_is_shown(told: Store, argument: str) -> None:
    with pytest.raises(NotFound) as refused:
        await _taps(told, argument, person_id=2)

    assert refused.value.message_id == "hidden_sum.over"


@pytest.mark.parametrize("argument", ["", "n", "n2", "n-1", "nx", "n²", "a", "ar2", "x1", "1"])
async def test_what_names_nothing_shows_nothing(told: Store, argument: str) -> None:
    with pytest.raises(NotFound):
        await _taps(told, argument)


async def test_a_notice_that_was_emptied_says_to_ask_again(told: Store) -> None:
    await sql(told, "UPDATE notice SET facts = ''")

    with pytest.raises(NotFound):
        await _taps(told, "n1")
