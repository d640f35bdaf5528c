"""A button of a form answers the question that it stands under, however often it is pressed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import answer_message, dialogue
from bot.cards.actions import token_of
from bot.cards.card import Card
from bot.cards.reader import Reader
from bot.channels.channel import Inbound
from storage.form_session import FormSession
from storage.store import Store
from tests import samples
from tests.builders import AT
from tests.dispatching import KEY, ME, Office, typed
from tests.ride_along import PHOTO, ROUTE, ride_alongs

_READER = Reader(language="zh")
_NOTE = next(one for one in samples.RECORD.inputs if one.name == "note")


@pytest.fixture
async def office(store: Store) -> Office:
    """A company on each database whose rep has a chat without forms."""
    made = Office(store)
    await made.prepare()
    await made.link()
    return made


async def _open(store: Store) -> FormSession | None:
    async with store.read() as uow:
        return await uow.form_sessions.open_in("fake", ME, since=AT)


def _pressed(token: str, act: str) -> Inbound:
    return Inbound(id=act, channel="fake", sender=ME, at=AT, token=token)


def _through(*texts: str) -> dialogue.Turn:
    """Say one after the other, and give what the last leads to."""
    session = dialogue.begun(samples.RECORD, channel="fake", address=ME, person_id=1, at=AT)
    turn = dialogue.Turn(card=None, session=session)
    for text in texts:
        assert turn.session is not None
        turn = dialogue.heard(turn.session, text, _READER, at=AT)
    return turn


def _token(card: Card, label: str) -> str:
    return next(action.token for action in card.actions if action.label == label)


async def _at_the_stage(office: Office) -> None:
    """Open the form of the tests and answer it as far as the question of few choices."""
    token = token_of(ROUTE, "", person_id=1, key=KEY)
    await office.dispatcher.receive(replace(typed("", "ask"), token=token))
    for n, word in enumerate(("李雷", "华星科技", "跳过")):
        await office.dispatcher.receive(typed(word, f"said-{n}"))


async def _press_twice(office: Office, label: str) -> None:
    """Press a button a second time before the first press was read."""
    token = _token(office.channel.cards[-1], label)
    presses = [await office.dispatcher.accept(_pressed(token, act)) for act in ("p1", "p2")]
    for one in presses:
        assert one is not None
        await office.dispatcher.answer(one)


@pytest.mark.parametrize(
    ("label", "answered", "title"),
    [
        pytest.param("报价", {"stage": "offer"}, "(5/9)", id="a choice"),
        pytest.param("返回", {"day": None, "stage": None}, "(3/9)", id="back"),
    ],
)
async def test_a_button_pressed_twice_answers_one_question(
    office: Office, label: str, answered: dict[str, str | None], title: str
) -> None:
    with ride_alongs():
        await _at_the_stage(office)
        await _press_twice(office, label)
    session = await _open(office.store)

    assert session is not None
    assert {name: session.answers.get(name) for name in answered} == answered
    assert set(session.answers) >= {"rep", "customer"}
    assert "good" not in session.answers
    first, again = office.channel.cards[-2:]
    assert title in first.title
    assert again.title == first.title
    assert again.text.startswith("那一题已经过去了")


async def test_skipped_twice_one_question_is_skipped(office: Office) -> None:
    form = replace(
        samples.RECORD, inputs=tuple(replace(one, is_required=False) for one in (PHOTO, _NOTE))
    )
    session = dialogue.begun(form, channel="fake", address=ME, person_id=1, at=AT)
    async with office.store.begin() as uow:
        await uow.form_sessions.save(session)
    card = answer_message.message(
        dialogue.asked_now(session, _READER), _READER, act="x", person_id=1, key=KEY
    ).card
    assert card is not None
    token = _token(card, "跳过")

    for act in ("p1", "p2"):
        await office.dispatcher.receive(_pressed(token, act))

    kept = await _open(office.store)
    assert kept is not None
    assert kept.answers == {"photo": ""}


@pytest.mark.parametrize(
    ("word", "answers"),
    [
        pytest.param("2", {"stage": "offer"}, id="a choice"),
        pytest.param("back", {}, id="back"),
    ],
)
async def test_a_button_of_an_older_release_still_answers(
    office: Office, word: str, answers: dict[str, str]
) -> None:
    with ride_alongs():
        await _at_the_stage(office)
        old = token_of(dialogue.ROUTE, word, person_id=1, key=KEY)
        await office.dispatcher.receive(_pressed(old, "old"))
    session = await _open(office.store)

    assert session is not None
    before = {"rep": "S02", "customer": "华星科技"}
    if word != "back":
        before["day"] = "2026-11-24"
    assert session.answers == {**before, **answers}


def test_a_button_of_a_question_that_was_taken_back_answers_it() -> None:
    turn = _through("华星", "跳过", "1", "返回")
    assert turn.session is not None

    again = dialogue.heard(turn.session, "2", _READER, at=AT, under="stage")

    assert again.session is not None
    assert again.session.answers["stage"] == "offer"


def test_words_that_look_like_a_button_are_words() -> None:
    assert dialogue.opened("customer:skip") == ("customer", "skip")
    turn = _through("stage:2")

    assert turn.session is not None
    assert turn.session.answers == {"customer": "stage:2"}
