"""HR sees whom the bot can not reach, page by page; nobody else does."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cards.reach import unreachable as card_of
from bot.cards.reader import Reader
from handlers.interaction import Interaction
from handlers.reach import PAGE, unreachable
from handlers.understanding import Intent, understand
from rules.errors import NotAllowed
from rules.reach import Unreachable
from storage.store import Store
from tests.builders import AT, a_hire, take_in

_DEAD = 22
_HR = 1


@pytest.fixture
async def company(store: Store) -> Store:
    """HR, and reps whose chats are all dead; the last one has another chat."""
    await take_in(store, a_hire("H001", roles=["hr"]), *(a_hire(f"R{n:03}") for n in range(_DEAD)))
    async with store.begin() as uow:
        for person_id in range(2, _DEAD + 2):
            at = f"c:{person_id}"
            await uow.links.link(channel="wecom", address=at, person_id=person_id, at=AT)
            await uow.links.mark_dead(
                channel="wecom", address=at, person_id=person_id, at=AT, reason="errcode 60111"
            )
        await uow.links.link(channel="slack", address="T:U", person_id=2, at=AT)
    return store


async def _ask(store: Store, person_id: int, argument: str = "") -> Unreachable:
    async with store.read() as uow:
        person = (await uow.people.by_id([person_id]))[person_id]
        interaction = Interaction(
            id="act",
            person=person,
            at=AT,
            understood=understand("", today=date(2026, 11, 24)),
            argument=argument,
        )
        return await unreachable(interaction, uow)


@pytest.mark.parametrize(
    "text",
    [
        "谁联系不上",
        "机器人联系不上谁?",
        "联系不上的人",
        "who can the bot not reach?",
        "unreachable",
    ],
)
def test_the_question_is_understood(text: str) -> None:
    assert understand(text, today=date(2026, 11, 24)).intent is Intent.UNREACHABLE


@pytest.mark.parametrize("text", ["客户联系不上怎么办", "谁联系不上客户"])
def test_other_talk_of_reaching_is_not(text: str) -> None:
    assert understand(text, today=date(2026, 11, 24)).intent is not Intent.UNREACHABLE


async def test_a_rep_may_not_see_the_list(company: Store) -> None:
    with pytest.raises(NotAllowed, match=r"reach\.not_allowed"):
        await _ask(company, 2)


@pytest.mark.parametrize(
    ("skip", "shown", "more"),
    [
        pytest.param("", PAGE, "还有 12 个 …", id="first"),
        pytest.param("10", PAGE, "还有 2 个 …", id="second"),
        pytest.param("20", 2, "", id="last"),
    ],
)
async def test_the_list_is_paged_and_says_how_many_are_left(
    company: Store, skip: str, shown: int, more: str
) -> None:
    card = card_of(await _ask(company, _HR, skip), Reader(language="zh"))

    assert (len(card.rows), card.footnote) == (shown, more)
    assert bool(card.actions) is bool(more)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_row_says_where_and_why(company: Store, language: str) -> None:
    card = card_of(await _ask(company, _HR), Reader(language=language))

    assert "errcode 60111" in card.rows[0].value
    assert card.rows[0].label == "Rep R001 R001"


async def test_whom_another_chat_reaches_comes_last(company: Store) -> None:
    card = card_of(await _ask(company, _HR, "20"), Reader(language="en"))

    assert card.rows[-1].label.endswith("R000")
    assert "another chat" in card.rows[-1].value


async def test_who_left_is_not_listed(store: Store) -> None:
    await take_in(store, a_hire("H001", roles=["hr"]))

    card = card_of(await _ask(store, _HR), Reader(language="zh"))

    assert card.title == "所有人都联系得上"
