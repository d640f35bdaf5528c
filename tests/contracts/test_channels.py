"""What every channel promises, whatever it is made of."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.cards.card import Card, Row
from bot.cards.file import File
from bot.cards.form import Form
from bot.cards.message import Message
from bot.channels.channel import Outcome
from rules.attachment import XLSX
from tests import samples
from tests.contracts.stands import (
    Stand,
    Stands,
    console,
    dingtalk_cards,
    dingtalk_markdown,
    lark_stub,
    slack,
    squeezed,
    we_com,
    we_com_bot,
    web_chat,
)
from tests.samples import a_message

STANDS = [
    pytest.param(web_chat, id="webchat"),
    pytest.param(console, id="console"),
    pytest.param(slack, id="slack"),
    pytest.param(dingtalk_cards, id="dingtalk with cards"),
    pytest.param(dingtalk_markdown, id="dingtalk without"),
    pytest.param(we_com, id="wecom"),
    pytest.param(we_com_bot, id="wecombot"),
    pytest.param(lark_stub, id="a fourth: 飞书"),
]
CARDS = [
    pytest.param(samples.NEW_DEAL, id="new deal"),
    pytest.param(samples.NEW_DEAL_EN, id="new deal in English"),
    pytest.param(samples.TODAY, id="today"),
    pytest.param(samples.WHY, id="why"),
    pytest.param(samples.TAKEN_BACK, id="taken back"),
    pytest.param(samples.SETTLED_CARD, id="settled"),
    pytest.param(samples.LINKED, id="linked"),
    pytest.param(samples.HOSTILE_CARD, id="hostile"),
]
MESSAGES = [
    pytest.param(a_message(text="你好"), id="text"),
    pytest.param(a_message(card=samples.NEW_DEAL), id="card"),
    pytest.param(a_message(form=samples.RECORD), id="form"),
    pytest.param(a_message(card=samples.TODAY, form=samples.RECORD), id="card and form"),
]


@pytest.fixture(params=STANDS)
async def stand(request: pytest.FixtureRequest) -> AsyncIterator[Stand]:
    opened: Stands = request.param
    async with opened() as stand:
        yield stand


async def sent(stand: Stand, message: Message) -> Outcome:
    receipt = await stand.channel.send(stand.channel.render(message, address=stand.address))
    return receipt.outcome


async def test_a_text_arrives_whole(stand: Stand) -> None:
    outcome = await sent(stand, a_message(text="没看懂,你是不是想:\n我今天的提成"))

    assert outcome is Outcome.SENT
    assert squeezed("没看懂,你是不是想:我今天的提成") in await stand.visible()


@pytest.mark.parametrize("card", CARDS)
async def test_a_card_shows_every_word_it_has(stand: Stand, card: Card) -> None:
    await sent(stand, a_message(card=card))

    seen = await stand.visible()
    assert [line for line in shown_lines(card) if line not in seen] == []


async def test_the_actions_carry_their_tokens(stand: Stand) -> None:
    await sent(stand, a_message(card=samples.NEW_DEAL))

    assert await stand.tokens() == ["why~1~signed", "what_if~1~signed", "commission~1~signed"]


async def test_a_settled_card_has_no_buttons(stand: Stand) -> None:
    await sent(stand, a_message(card=samples.SETTLED_CARD))

    assert await stand.tokens() == []


async def test_a_form_shows_its_title_and_its_first_question(stand: Stand) -> None:
    await sent(stand, a_message(form=samples.RECORD))

    seen = await stand.visible()
    assert (samples.RECORD.title in seen, samples.RECORD.inputs[0].label in seen) == (True, True)


@pytest.mark.parametrize("message", MESSAGES)
async def test_rendering_is_repeatable_to_the_byte(stand: Stand, message: Message) -> None:
    first = stand.channel.render(message, address=stand.address)

    assert stand.channel.render(message, address=stand.address) == first


async def test_the_same_message_arrives_once_where_the_channel_says_so(stand: Stand) -> None:
    await sent(stand, a_message(text="只说一次"))
    await sent(stand, a_message(text="只说一次"))

    seen = (await stand.visible()).count("只说一次")
    assert seen == (1 if stand.channel.capabilities.deduplicates else 2)


@pytest.mark.parametrize("form", [None, samples.HOSTILE_FORM])
async def test_hostile_text_is_shown_and_does_nothing(stand: Stand, form: Form | None) -> None:
    await sent(stand, a_message(text=samples.HOSTILE, card=samples.HOSTILE_CARD, form=form))

    assert await stand.live_markup() == set()
    assert squeezed("<img src=x onerror=alert(1)>") in await stand.visible()


async def test_a_file_comes_with_its_card_where_the_channel_says_so(stand: Stand) -> None:
    file = File.of("佣金 2026-11.xlsx", XLSX, b"PK\x03\x04 not really a sheet")
    outcome = await sent(stand, a_message(card=samples.TODAY, file=file))

    can = stand.channel.capabilities.sends_files
    assert outcome is Outcome.SENT
    assert await stand.files() == ([(file.name, file.content)] if can else [])
    assert samples.TODAY.title.replace(" ", "") in await stand.visible()


async def test_a_long_text_is_not_cut(stand: Stand) -> None:
    long = "".join(f"第{number}句。" for number in range(900))
    await sent(stand, a_message(text=long))

    assert long in await stand.visible()


async def test_a_long_title_and_row_are_not_cut(stand: Stand) -> None:
    long = "".join(f"第{number}项" for number in range(60))
    card = Card(title=f"标题{long}", rows=(Row(label=f"行{long}", value=f"值{long}"),))
    await sent(stand, a_message(card=card))

    seen = await stand.visible()
    assert f"标题{long}" in seen
    assert seen.count("第59项") >= 3


def shown_lines(card: Card) -> list[str]:
    """Every word of a card in the order of reading, squeezed and without control characters."""
    figure = [card.figure.label, card.figure.value] if card.figure else []
    rows = [word for row in card.rows for word in (row.label, row.value)]
    buttons = [action.label for action in card.actions if not card.state]
    link = [card.link.label] if card.link else []
    words = [card.title, *figure, *rows, card.text, card.footnote, card.state, *link, *buttons]
    first_lines = [word.split("\x1b", maxsplit=1)[0] for word in words]
    return [squeezed(word) for word in first_lines]
