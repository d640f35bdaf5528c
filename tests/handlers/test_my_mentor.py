"""A rep asks who mentors her."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cards.my_mentor import my_mentor as card_of
from bot.cards.reader import Reader
from handlers.interaction import Interaction
from handlers.my_mentor import my_mentor
from handlers.understanding import understand
from rules.mentoring import Pairing
from rules.my_mentor import MyMentor
from storage.store import Store
from tests.builders import AT, a_hire, an_event, given_plan, take_in


@pytest.fixture
async def company(store: Store) -> Store:
    """Lei (1) whom Fang (2) mentors since 2 November; Dong (3) is nobody's."""
    await given_plan(store)
    await take_in(
        store,
        a_hire("A001", name="李雷"),
        a_hire("A002", name="王芳", roles=["mentor"]),
        a_hire("A003", name="陈东", roles=["mentor"]),
        an_event(
            "pair",
            "mentoring.paired",
            {"employee_id": "A001", "mentor_id": "A002", "starts_on": "2026-11-02"},
        ),
    )
    return store


async def _ask(store: Store, person_id: int) -> MyMentor:
    async with store.read() as uow:
        person = (await uow.people.by_id([person_id]))[person_id]
        understood = understand("谁带我", today=AT.date())
        return await my_mentor(
            Interaction(id="i", person=person, at=AT, understood=understood), uow
        )


async def test_her_mentor_is_named(company: Store) -> None:
    assert await _ask(company, 1) == MyMentor(name="王芳", since=date(2026, 11, 2))


async def test_whoever_stands_in_is_named_beside(company: Store) -> None:
    async with company.begin() as uow:
        await uow.mentoring.add(
            Pairing(
                id=0,
                mentor_id=3,
                rep_id=1,
                starts_on=date(2026, 11, 23),
                ends_on=date(2026, 11, 27),
                is_stand_in=True,
            )
        )

    told = await _ask(company, 1)

    assert (told.name, told.stand_in, told.stands_in_until) == ("王芳", "陈东", date(2026, 11, 27))
    assert "陈东,到" in card_of(told, Reader(language="zh")).as_text()


async def test_without_a_mentor_she_reads_who_arranges_it(company: Store) -> None:
    told = await _ask(company, 3)

    assert told == MyMentor()
    assert "人事" in card_of(told, Reader(language="zh")).as_text()
    assert "HR" in card_of(told, Reader(language="en")).as_text()


@pytest.mark.parametrize(("language", "said"), [("zh", "王芳已离职"), ("en", "王芳 has left")])
async def test_a_mentor_who_has_left_is_said_so(company: Store, language: str, said: str) -> None:
    left = {"employee_id": "A002", "last_active_on": "2026-11-20"}
    await take_in(company, an_event("left", "employee.left", left, version=2))

    card = card_of(await _ask(company, 1), Reader(language=language))

    assert said in card.text
    assert card.actions == ()
