"""A form asked question by question: skip, back, cancel, a restart in between, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import dialogue
from bot.cards.actions import token_of
from bot.cards.card import Card
from bot.cards.reader import Reader
from bot.channels.channel import Inbound
from rules.attachment import AttachmentKind
from storage.form_session import FormSession
from storage.store import Store
from tests import samples
from tests.builders import AT
from tests.dispatching import KEY, ME, Office, a_file, linked_office, typed
from tests.ride_along import PHOTO, ROUTE, ride_alongs

_READER = Reader(language="zh")


def _session() -> FormSession:
    return dialogue.begun(samples.RECORD, channel="fake", address=ME, person_id=1, at=AT)


def _said(*texts: str, session: FormSession | None = None) -> dialogue.Turn:
    """Say one after the other, and give what the last leads to."""
    turn = dialogue.Turn(card=None, session=session or _session())
    for text in texts:
        assert turn.session is not None
        turn = dialogue.heard(turn.session, text, _READER, at=AT)
    return turn


def _titles(turn: dialogue.Turn) -> str:
    assert turn.card is not None
    return turn.card.title


@pytest.mark.parametrize(
    ("said", "title"),
    [
        pytest.param([], "陪访记录(1/6)", id="begun"),
        pytest.param(["华星科技"], "陪访记录(2/6)", id="typed"),
        pytest.param(["华星科技", "跳过"], "陪访记录(3/6)", id="what it offers"),
        pytest.param(["跳过"], "陪访记录(1/6)", id="needed"),
        pytest.param(["华星科技", "返回"], "陪访记录(1/6)", id="back"),
        pytest.param(["返回"], "陪访记录(1/6)", id="back from the first"),
        pytest.param(["华星", "skip", "9"], "陪访记录(3/6)", id="not offered"),
        pytest.param(["华星", "skip", "2"], "陪访记录(4/6)", id="by number"),
        pytest.param(["华星", "skip", "报价"], "陪访记录(4/6)", id="by its name"),
        pytest.param(["华星", "skip", "2", "SKIP"], "陪访记录(5/6)", id="optional"),
    ],
)
def test_each_word_leads_to_the_next_question(said: Sequence[str], title: str) -> None:
    card = _said(*said).card if said else dialogue.asked_now(_session(), _READER)

    assert card is not None
    assert card.title == title


@pytest.mark.parametrize(
    ("said", "day"),
    [
        pytest.param("昨天", "2026-11-23", id="in a word"),
        pytest.param("11月20日", "2026-11-20", id="without its year"),
        pytest.param("2026/11/19", "2026-11-19", id="with other signs"),
        pytest.param("2026-11-18", "2026-11-18", id="as it is kept"),
        pytest.param("上周", None, id="no single day"),
    ],
)
def test_a_date_may_be_said_as_people_say_it(said: str, day: str | None) -> None:
    at_the_date = _said("华星科技").session
    assert at_the_date is not None

    turn = dialogue.heard(at_the_date, said, _READER, at=AT, today=date(2026, 11, 24))

    assert turn.session is not None
    assert turn.session.answers.get("day") == day


def test_all_answers_come_together_at_the_end() -> None:
    turn = _said("华星科技", "跳过", "1", "1 3", "5", "下次带方案")

    assert (turn.card, turn.session) == (None, None)
    assert turn.answers == {
        "customer": "华星科技",
        "day": "2026-11-24",
        "stage": "first",
        "good": "listen,close",
        "rating": "5",
        "note": "下次带方案",
    }


def test_giving_up_sends_nothing() -> None:
    turn = _said("华星科技", "取消")

    assert (turn.session, turn.answers) == (None, None)
    assert _titles(turn) == "已取消,什么都没有提交。"


def test_few_choices_are_buttons_and_what_may_be_skipped_has_one() -> None:
    stage, good = _said("华星", "跳过").card, _said("华星", "跳过", "1").card

    assert _labels(stage) == ["初访", "报价", "返回", "取消"]
    assert _labels(good) == ["跳过", "返回", "取消"]


async def test_a_form_is_asked_and_answered_in_the_chat(office: Office) -> None:
    await office.dispatcher.receive(typed("假如再签", "a"))
    await office.dispatcher.receive(typed("0", "b"))
    await office.dispatcher.receive(typed("20000", "c"))

    first, again, answer = office.channel.cards
    assert "金额" in first.text
    assert again.text.startswith("金额要大于 0")
    assert "20,000.00" in answer.as_text()
    assert await _open(office.store) is None


async def test_it_goes_on_in_another_process_and_twice_is_once(office: Office) -> None:
    await office.dispatcher.receive(typed("假如再签", "a"))
    other = office.another(office.store)

    await other.receive(typed("20000", "b"))
    await office.dispatcher.receive(typed("20000", "b"))

    assert len(office.channel.cards) == 2


async def test_a_command_in_the_middle_is_a_command_and_the_form_waits(office: Office) -> None:
    await office.dispatcher.receive(typed("假如再签", "a"))
    await office.dispatcher.receive(typed("/help", "b"))
    await office.dispatcher.receive(typed("20000", "c"))

    assert "20,000.00" in office.channel.cards[-1].as_text()
    assert "20,000.00" not in office.channel.cards[-2].as_text()


async def test_after_half_an_hour_it_is_forgotten(office: Office) -> None:
    await office.dispatcher.receive(typed("假如再签", "a"))
    later = AT + dialogue.PATIENCE + timedelta(seconds=1)

    await office.dispatcher.receive(_at("帮助", "b", later))

    assert "(1/1)" not in office.channel.cards[-1].title


async def test_a_button_of_a_form_that_is_over_says_so(office: Office) -> None:
    await office.dispatcher.receive(typed("假如再签", "a"))
    [cancel] = office.channel.cards[-1].actions
    await office.dispatcher.receive(_pressed(cancel.token, "b"))

    await office.dispatcher.receive(_pressed(cancel.token, "c"))

    assert office.channel.cards[-2].title == "已取消,什么都没有提交。"
    assert office.channel.cards[-1].text == "这张表单已经结束,要填请重新开始。"


async def test_what_is_said_in_a_group_is_no_answer(office: Office) -> None:
    await office.dispatcher.receive(typed("假如再签", "a"))

    await office.dispatcher.receive(typed("20000", "b", is_private=False))

    assert await _open(office.store) is not None


@pytest.fixture
async def office(store: Store) -> Office:
    """A company on each database whose rep has a chat without forms."""
    return await linked_office(store)


async def _open(store: Store) -> FormSession | None:
    async with store.read() as uow:
        return await uow.form_sessions.open_in("fake", ME, since=AT)


def _at(text: str, act: str, at: object) -> Inbound:
    said = typed(text, act)
    return Inbound(id=said.id, channel=said.channel, sender=said.sender, at=at, text=text)  # type: ignore[arg-type]


def _pressed(token: str, act: str) -> Inbound:
    return Inbound(id=act, channel="fake", sender=ME, at=AT, token=token)


def _labels(card: Card | None) -> list[str]:
    assert card is not None
    return [action.label for action in card.actions]


def _with_photo() -> FormSession:
    form = replace(samples.RECORD, inputs=(*samples.RECORD.inputs, PHOTO))
    return dialogue.begun(form, channel="fake", address=ME, person_id=1, at=AT)


def test_a_photo_beside_words_is_kept_for_its_own_question() -> None:
    sent = [a_file(7, AttachmentKind.PHOTO)]
    turn = dialogue.heard(_with_photo(), "华星科技", _READER, at=AT, files=sent)

    assert turn.session is not None
    assert turn.session.answers == {"customer": "华星科技", "photo": "attachment:7"}
    assert "(2/7)" in _titles(turn)


@pytest.mark.parametrize(("text", "takes"), [("", False), (" ", False), ("华星科技", True)])
def test_before_its_question_a_file_is_taken_beside_words_alone(text: str, *, takes: bool) -> None:
    assert dialogue.takes_file(_with_photo(), text, _READER) is takes
    assert dialogue.takes_file(_session(), text, _READER) is False


def test_voices_stay_with_the_answers_and_those_without_words_ask_on() -> None:
    first, second = a_file(7, AttachmentKind.VOICE), a_file(8, AttachmentKind.VOICE)
    turn = dialogue.heard(_session(), "", _READER, at=AT, files=[first])
    assert turn.session is not None
    assert "(1/6)" in _titles(turn)

    turn = dialogue.heard(turn.session, "华星科技", _READER, at=AT, files=[second, first])
    assert turn.session is not None
    assert "(2/6)" in _titles(turn)

    back = dialogue.heard(turn.session, "返回", _READER, at=AT)
    assert back.session is not None
    assert back.session.answers == {"voice": "attachment:7 attachment:8"}


async def test_two_answers_that_were_accepted_before_either_was_read_are_two(
    office: Office,
) -> None:
    with ride_alongs():
        token = token_of(ROUTE, "", person_id=1, key=KEY)
        await office.dispatcher.receive(replace(typed("", "ask"), token=token))
        accepted = [
            await office.dispatcher.accept(typed(word, word)) for word in ("李雷", "华星科技")
        ]
        for one in accepted:
            assert one is not None
            await office.dispatcher.answer(one)
        async with office.store.read() as uow:
            session = await uow.form_sessions.open_in("fake", ME, since=AT)

    assert session is not None
    assert session.answers == {"rep": "S02", "customer": "华星科技"}


async def test_an_answer_to_a_form_that_ended_meanwhile_is_read_as_what_it_says(
    office: Office,
) -> None:
    with ride_alongs():
        token = token_of(ROUTE, "", person_id=1, key=KEY)
        await office.dispatcher.receive(replace(typed("", "ask"), token=token))
        cancel = await office.dispatcher.accept(typed("取消", "cancel"))
        asked = await office.dispatcher.accept(typed("我今天的佣金", "asked"))
        for one in (cancel, asked):
            assert one is not None
            await office.dispatcher.answer(one)

    assert "提成合计 ¥450.00" in office.channel.texts[-1]
