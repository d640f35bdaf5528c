"""A doubted line: asked for words first, then passed on once, to those who can look it up."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from handlers.interaction import Interaction
from handlers.question import question
from handlers.understanding import understand
from rules.errors import NotFound
from rules.statement import AskQuestion, QuestionSent
from storage.outbox import StoredNotice
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in

_DOUBT = {"question": "金额是 9,500"}


async def _asks(store: Store, answers: Mapping[str, str], argument: str = "line:1") -> object:
    async with store.begin() as uow:
        person = (await uow.people.by_id([1]))[1]
        asked = Interaction(
            id="webchat-7",
            person=person,
            at=AT,
            understood=understand("", today=AT.date()),
            argument=argument,
            answers=answers,
        )
        return await question(asked, uow)


async def _questions(store: Store) -> list[StoredNotice]:
    async with store.read() as uow:
        listed = await uow.outbox.listed(["pending"])
    return [one for one in reversed(listed) if one.kind == "line_question"]


async def _company(store: Store, *roles: str) -> None:
    others = [a_hire(f"B{n}", roles=[role]) for n, role in enumerate(roles)]
    await given_plan(store)
    await take_in(store, a_hire(name="李雷"), *others, a_deal("D1", customer_id="华星科技"))


@pytest.mark.parametrize("argument", ["line:1", "event:crm/close-D1"])
async def test_without_words_she_is_asked_for_them(store: Store, argument: str) -> None:
    await _company(store, "finance")

    assert await _asks(store, {}, argument) == AskQuestion(title="华星科技", argument="line:1")
    assert await _questions(store) == []


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        pytest.param(("finance", "sales_ops"), [3], id="the sales office before finance"),
        pytest.param(("finance", "hr"), [2], id="finance where there is none"),
        pytest.param(("finance", "finance"), [2, 3], id="each of them"),
    ],
)
async def test_her_words_go_to_those_who_can_look_it_up(
    store: Store, roles: tuple[str, ...], asked: list[int]
) -> None:
    await _company(store, *roles)

    answer = await _asks(store, _DOUBT)

    sent = await _questions(store)
    assert isinstance(answer, QuestionSent)
    assert [one.person_id for one in sent] == asked
    facts = json.loads(sent[0].facts)
    assert (facts["name"], facts["line_id"], facts["text"]) == ("李雷", 1, "金额是 9,500")
    assert "450.00" not in sent[0].facts


async def test_the_same_submission_twice_is_one_question(store: Store) -> None:
    await _company(store, "finance")

    first = await _asks(store, _DOUBT)
    again = await _asks(store, _DOUBT)

    assert again == first
    assert len(await _questions(store)) == 1


async def test_where_nobody_could_answer_she_is_told(store: Store) -> None:
    await _company(store, "hr")

    with pytest.raises(NotFound) as refused:
        await _asks(store, _DOUBT)

    assert refused.value.message_id == "question.nobody"
