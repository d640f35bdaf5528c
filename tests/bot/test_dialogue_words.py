"""What was said into a form is not lost: neither words that are too many, nor voices, nor files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import dialogue
from bot.cards.actions import token_of
from bot.cards.form import Form, Input, InputKind
from bot.cards.reader import Reader
from bot.channels.channel import Incoming
from handlers.routes import BY_ID
from rules.attachment import AttachmentKind, id_of
from storage.form_session import FormSession
from storage.store import Store
from tests import samples
from tests.builders import AT
from tests.dispatching import KEY, ME, Office, a_file, linked_office, typed
from tests.ride_along import ROUTE, ride_alongs
from tests.voices import AMR

_READER = Reader(language="zh")
_JPEG = b"\xff\xd8\xff\xe0 at the customer's door"


@pytest.fixture
async def office(store: Store) -> Office:
    """A company on each database whose rep has a chat without forms."""
    return await linked_office(store)


def _title(turn: dialogue.Turn) -> str:
    assert turn.card is not None
    return turn.card.title


def _spoken(words: str, n: int, session: FormSession, *, meant: str = "") -> dialogue.Turn:
    voice = a_file(n, AttachmentKind.VOICE)
    return dialogue.heard(session, words, _READER, at=AT, files=[voice], meant=meant)


def _notes() -> Form:
    """Give a form of two answers in words, at most ten characters each."""
    words = [
        Input(name=name, label=name, kind=InputKind.MULTILINE, most=10) for name in ("good", "next")
    ]
    return replace(samples.RECORD, inputs=tuple(words))


@pytest.mark.parametrize(
    ("more", "is_added"),
    [
        pytest.param("四五六七八", True, id="just under"),
        pytest.param("四五六七八九", True, id="at"),
        pytest.param("四五六七八九十", False, id="just over"),
    ],
)
def test_what_is_spoken_on_is_added_while_there_is_room(more: str, *, is_added: bool) -> None:
    begun = dialogue.begun(_notes(), channel="fake", address=ME, person_id=1, at=AT)
    first = _spoken("一二三", 1, begun, meant="good").session
    assert first is not None

    turn = _spoken(more, 2, first, meant="good")

    assert turn.session is not None
    assert turn.card is not None
    assert turn.session.answers["good"] == (f"一二三\n{more}" if is_added else "一二三")
    assert turn.session.answers["voice"] == "attachment:1 attachment:2"
    assert "next" not in turn.session.answers
    assert ("11 字" in turn.card.text and more in turn.card.text) is not is_added


@pytest.mark.parametrize(("length", "title"), [(10, "(2/2)"), (11, "(1/2)")])
def test_an_answer_that_its_form_has_no_room_for_is_refused_at_once(
    length: int, title: str
) -> None:
    begun = dialogue.begun(_notes(), channel="fake", address=ME, person_id=1, at=AT)

    assert title in _title(dialogue.heard(begun, "字" * length, _READER, at=AT))


def test_a_form_that_comes_back_has_her_voices_and_her_words() -> None:
    good, following = _notes().inputs
    back = replace(
        _notes(),
        inputs=(replace(good, value="说得太长的那些话", problem="太长了"), following),
        voices="attachment:7",
    )
    session = dialogue.begun(back, channel="fake", address=ME, person_id=1, at=AT)
    card = dialogue.asked_now(session, _READER)

    assert session.answers == {"next": "", "voice": "attachment:7"}
    assert "太长了\n说得太长的那些话" in card.text
    assert [one.label for one in card.actions] == ["返回", "取消"]
    assert (
        dialogue.heard(session, "跳过", _READER, at=AT).session is not None
    )  # nothing refused is taken by a skip


async def test_what_was_sent_stays_when_a_form_is_refused(office: Office) -> None:
    office.channel.held["photo"] = _JPEG
    office.channel.held["sound"] = AMR
    with ride_alongs() as kept:
        BY_ID[ROUTE] = replace(BY_ID[ROUTE], keeps_voices=True)
        token = token_of(ROUTE, "", person_id=1, key=KEY)
        await office.dispatcher.receive(replace(typed("", "ask"), token=token))
        for n, word in enumerate(("李雷", "?", "跳过", "2", "1", "4")):
            await office.dispatcher.receive(typed(word, f"said-{n}"))
        voice = Incoming(source="sound", name="a.amr", is_voice=True)
        await office.dispatcher.receive(replace(typed("下次带方案", "spoken"), files=(voice,)))
        await office.dispatcher.receive(typed("4.5", "rated"))
        await office.dispatcher.receive(
            replace(typed("", "sent"), files=(Incoming(source="photo", name="a.jpg"),))
        )
        refused = office.channel.cards[-1]
        await office.dispatcher.receive(typed("华星科技", "again"))

    assert "客户" in refused.text
    assert len(kept.kept) == 1
    assert kept.kept[0]["customer"] == "华星科技"
    assert kept.kept[0]["voice"] == "attachment:1"
    async with office.store.read() as uow:
        photo = await uow.attachments.one(id_of(kept.kept[0]["photo"]) or 0)
    assert photo is not None
    assert (photo.name, photo.owner_id) == ("a.jpg", 1)
