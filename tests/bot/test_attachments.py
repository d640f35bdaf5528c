"""A file that comes with an act is fetched before the transaction and kept in it, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards.actions import token_of
from bot.channels.channel import Inbound, Incoming
from rules.attachment import MOST_BYTES, Attachment
from rules.privacy import DataClass
from storage.store import Store
from tests.builders import AT, a_hire, take_in
from tests.dispatching import KEY, ME, Office, take_up, typed
from tests.ride_along import ROUTE, ride_alongs

_JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture
async def office(store: Store) -> Office:
    made = Office(store)
    await made.prepare()
    await made.link()
    made.channel.held["m1"] = _JPEG
    return made


def sent(act: str = "act", *, text: str = "", source: str = "m1", size: int = 0) -> Inbound:
    file = Incoming(source=source, name="合影.jpg", size=size)
    return replace(typed(text, act), files=(file,))


async def kept(office: Office, number: int = 1) -> Attachment | None:
    async with office.store.read() as uow:
        return await uow.attachments.one(number)


async def test_a_photo_by_itself_is_kept_and_three_choices_are_offered(office: Office) -> None:
    await office.dispatcher.receive(sent())

    card = office.channel.cards[-1]
    found = await kept(office)
    assert found is not None
    assert (found.owner_id, found.name, found.media_type) == (1, "合影.jpg", "image/jpeg")
    assert card.title == "照片收到了,要放到哪?"
    assert [one.label for one in card.actions] == ["发回给我", "先留着", "删掉"]


async def test_the_same_act_twice_is_one_file_and_one_answer(office: Office) -> None:
    await office.dispatcher.receive(sent())
    await office.dispatcher.receive(sent())

    assert (await kept(office, 2), len(office.channel.attempts)) == (None, 1)


async def test_it_comes_back_byte_for_byte_to_its_sender(office: Office) -> None:
    await office.dispatcher.receive(sent())
    show = office.channel.cards[-1].actions[0]
    await office.dispatcher.receive(replace(typed("", "show"), token=show.token))

    assert [(one.name, one.content) for one in office.channel.files] == [("合影.jpg", _JPEG)]


async def test_dropped_it_is_gone_and_dropping_twice_says_the_same(office: Office) -> None:
    await office.dispatcher.receive(sent())
    drop = office.channel.cards[-1].actions[-1]
    for act in ("drop", "again"):
        await office.dispatcher.receive(replace(typed("", act), token=drop.token))

    assert await kept(office) is None
    assert [card.title for card in office.channel.cards[1:]] == ["已删掉,没有留底。"] * 2


async def test_a_button_of_hers_is_nothing_to_another(office: Office) -> None:
    await office.dispatcher.receive(sent())
    show = office.channel.cards[-1].actions[0]
    await take_in(office.store, a_hire("A009"))
    async with office.store.begin() as uow:
        await uow.links.link(channel="fake", address="@9", person_id=3, at=AT)
    act = replace(typed("", "other"), token=show.token, sender="@9")
    await office.dispatcher.receive(act)

    assert office.channel.files == []


@pytest.mark.parametrize(
    ("act", "body", "said"),
    [
        pytest.param(sent(size=MOST_BYTES + 1), _JPEG, "最多 20 MB", id="too big by its word"),
        pytest.param(sent(), b"MZ program", "这种文件收不了", id="a program called photo"),
        pytest.param(sent(), b"", "文件是空的", id="empty"),
        pytest.param(sent(source="gone"), _JPEG, "请再发一次", id="not to be had"),
    ],
)
async def test_what_is_not_taken_is_said_and_nothing_is_kept(
    office: Office, act: Inbound, body: bytes, said: str
) -> None:
    office.channel.held["m1"] = body
    await office.dispatcher.receive(act)

    assert said in office.channel.texts[-1]
    assert await kept(office) is None


async def test_a_stranger_s_file_is_not_even_fetched(office: Office) -> None:
    await office.dispatcher.receive(replace(sent(), sender="@nobody"))

    assert office.channel.fetched == []


async def test_what_takes_no_file_is_answered_and_the_file_stays_where_it_is(
    office: Office,
) -> None:
    await office.dispatcher.receive(sent(text="我今天的佣金"))

    assert office.channel.fetched == []
    assert "提成合计 ¥450.00" in office.channel.texts[-1]


async def test_the_question_for_a_file_takes_it(office: Office) -> None:
    with ride_alongs() as records:
        await _open_form(office)
        words = ("李雷", "华星科技", "跳过", "报价", "1 3", "4", "下次带方案", "4.5")
        for n, word in enumerate(words):
            await office.dispatcher.receive(typed(word, f"answer {n}"))
        await office.dispatcher.receive(typed("IMG_1.jpg", "words"))
        refused = office.channel.texts[-1]
        await office.dispatcher.receive(sent("photo"))

    assert "请直接发照片或文件" in refused
    assert [one["photo"] for one in records.kept] == ["attachment:1"]


async def test_a_question_for_words_takes_no_file_and_stays_open(office: Office) -> None:
    with ride_alongs() as records:
        await _open_form(office)
        await office.dispatcher.receive(sent("photo"))
        said = office.channel.texts[-1]
        await office.dispatcher.receive(typed("李雷", "answer"))

    assert "这一项要文字" in said
    assert (office.channel.fetched, records.kept) == ([], [])
    assert "(2/9)" in office.channel.cards[-1].title


async def test_after_a_crash_before_writing_it_is_fetched_again_and_kept_once(
    office: Office,
) -> None:
    await office.die_after_accepting(sent())
    await take_up(office.dispatcher, 8)
    await take_up(office.dispatcher, 8)

    assert await kept(office) is not None
    assert (await kept(office, 2), await office.state()) == (None, "answered")


async def test_an_export_is_a_file_of_ones_own_and_in_direct_chat_alone(office: Office) -> None:
    await office.dispatcher.receive(typed("导出我的提成", is_private=False))

    addresses = [
        address
        for address, file in zip(office.channel.addresses, office.channel.every_file, strict=True)
        if file is not None
    ]
    assert addresses == [ME]
    assert office.channel.files[0].name == "提成-2026-11-A001.xlsx"


async def test_a_chat_that_sends_no_files_says_where_it_can_be_had(office: Office) -> None:
    office.channel.capabilities = replace(office.channel.capabilities, sends_files=False)
    await office.dispatcher.receive(typed("导出我的提成"))

    assert office.channel.files == []
    assert "请到网页聊天里再要一次" in office.channel.texts[-1]


async def test_a_chat_that_may_carry_no_money_is_sent_no_file_of_it(office: Office) -> None:
    office.channel.capabilities = replace(office.channel.capabilities, carries=DataClass.PERSONAL)
    await office.dispatcher.receive(typed("导出我的提成"))

    assert office.channel.files == []
    assert "450" not in office.channel.texts[-1]


async def _open_form(office: Office) -> None:
    token = token_of(ROUTE, "", person_id=1, key=KEY)
    await office.dispatcher.receive(replace(typed("", "ask"), token=token))


def spoken(words: str = "", act: str = "act") -> Inbound:
    """Give a voice message of which the platform understood some words."""
    return replace(typed(words, act), files=(Incoming(source="v1", is_voice=True),))


async def test_what_a_rep_speaks_is_as_if_she_had_typed_it(office: Office) -> None:
    await office.dispatcher.receive(spoken("我今天的佣金"))
    await office.dispatcher.receive(spoken("今天天气不错", "other"))

    assert office.channel.fetched == []
    assert "提成合计 ¥450.00" in office.channel.texts[0]
    assert "没看懂「今天天气不错」" in office.channel.texts[1]


async def test_what_a_mentor_says_of_a_visit_in_words_of_her_own_is_kept_with_them(
    office: Office,
) -> None:
    await take_in(office.store, a_hire("A009", name="王师傅", roles=["mentor"]))
    async with office.store.begin() as uow:
        await uow.links.link(channel="fake", address="@9", person_id=3, at=AT)
    office.channel.held["v1"] = b"#!AMR\n..."
    for act, words in (("visit", "下午和小张去了华星她讲得很稳"), ("question", "我的带教")):
        await office.dispatcher.receive(replace(spoken(words, act), sender="@9"))

    assert "听到的是:下午和小张去了华星她讲得很稳" in office.channel.texts[0]
    assert "听到的是" not in office.channel.texts[1]
    kept_voice = await kept(office)
    assert kept_voice is not None
    assert (kept_voice.owner_id, kept_voice.media_type) == (3, "audio/amr")
    assert await kept(office, 2) is None


async def test_a_form_that_keeps_no_voice_takes_its_words_and_asks_for_them(
    office: Office,
) -> None:
    with ride_alongs() as records:
        await _open_form(office)
        await office.dispatcher.receive(spoken("", "silent"))
        silent = office.channel.texts[-1]
        await office.dispatcher.receive(spoken("李雷", "said"))

    assert "没有附带文字" in silent
    assert "(2/9)" in office.channel.cards[-1].title
    assert (office.channel.fetched, records.kept) == ([], [])


async def test_a_sound_that_is_sent_for_a_photo_is_refused(office: Office) -> None:
    office.channel.held["v1"] = b"ID3 a song"
    with ride_alongs() as records:
        await _open_form(office)
        words = ("李雷", "华星科技", "跳过", "报价", "1 3", "4", "下次带方案", "4.5")
        for n, word in enumerate(words):
            await office.dispatcher.receive(typed(word, f"answer {n}"))
        song = replace(typed("", "song"), files=(Incoming(source="v1", name="a.mp3"),))
        await office.dispatcher.receive(song)

    assert "文件没有收" in office.channel.texts[-1]
    assert (records.kept, await kept(office)) == ([], None)
