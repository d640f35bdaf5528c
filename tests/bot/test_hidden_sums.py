"""隐藏金额: sums read **** in what she is told and answered, until she taps the card."""

from __future__ import annotations

import pytest

from bot.answering import Site
from bot.cards.card import Card
from bot.cards.message import Message
from bot.channels import wire
from bot.channels.channel import Inbound
from bot.dispatcher import Dispatcher
from bot.relay import Relay
from storage.store import Store
from tests.builders import AT
from tests.dispatching import KEY, ME, Office, doubt, take_up, typed
from tests.fakes import FixedClock


@pytest.fixture
async def office(store: Store) -> Office:
    made = Office(store)
    await made.prepare()
    await made.link()
    return made


def _pressed(token: str, act: str = "tap", *, sender: str = ME) -> Inbound:
    return Inbound(id=act, channel="fake", sender=sender, at=AT, token=token)


def _labels(card: Card) -> list[str]:
    return [action.label for action in card.actions]


async def _answer(office: Office, inbound: Inbound) -> Card:
    await office.dispatcher.receive(inbound)
    return office.channel.cards[-1]


async def _told(office: Office, *, hides_sums: bool = False) -> Card:
    """Let the relay tell her of her deal."""
    relay = Relay(
        office.store,
        channels={"fake": office.channel},
        key=KEY,
        clock=FixedClock(AT),
        real_clock=office.real_clock,
        hides_sums=hides_sums,
    )
    await relay.once()
    return office.channel.cards[-1]


@pytest.mark.parametrize("words", ["隐藏金额", "hide sums"])
async def test_once_she_says_so_an_answer_hides_its_sums(office: Office, words: str) -> None:
    state = await _answer(office, typed(words, "hide"))
    card = await _answer(office, typed("本月提成", "ask"))

    assert "450" not in wire.written(office_message(office), address="").decode()
    assert ("****" in card.as_text(), _labels(card)[0]) == (True, "看金额")
    assert "显示金额" in _labels(state)


async def test_a_tap_shows_the_sums_of_that_card_in_its_place(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))
    hidden = await _answer(office, typed("本月提成", "ask"))

    shown = await _answer(office, _pressed(hidden.actions[0].token))

    assert "¥450.00" in shown.as_text()
    assert "看金额" not in _labels(shown)
    assert office_message(office).replaces


async def test_the_next_card_hides_again_until_she_takes_it_back(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))
    hidden = await _answer(office, typed("本月提成", "ask"))
    await _answer(office, _pressed(hidden.actions[0].token))

    again = await _answer(office, typed("本月提成", "again"))
    await _answer(office, typed("显示金额", "show"))
    after = await _answer(office, typed("本月提成", "after"))

    assert "****" in again.as_text()
    assert "¥450.00" in after.as_text()
    assert "隐藏金额" in _labels(after)


async def test_a_button_of_a_card_hides_what_comes_after_it(office: Office) -> None:
    card = await _answer(office, typed("本月提成", "ask"))
    hide = next(action for action in card.actions if action.label == "隐藏金额")

    await _answer(office, _pressed(hide.token))
    after = await _answer(office, typed("本月提成", "after"))

    assert "****" in after.as_text()


async def test_a_notice_hides_its_sums_and_shows_them_when_tapped(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))
    notice = await _told(office)

    shown = await _answer(office, _pressed(notice.actions[0].token))

    assert ("450" in notice.as_text(), "****" in notice.as_text()) == (False, True)
    assert "+¥450.00" in shown.as_text()


async def test_a_tap_that_comes_twice_shows_the_same(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))
    hidden = await _answer(office, typed("本月提成", "ask"))

    first = await _answer(office, _pressed(hidden.actions[0].token, "tap"))
    second = await _answer(office, _pressed(hidden.actions[0].token, "tap again"))

    assert first.as_text() == second.as_text()


async def test_nobody_else_sees_them_by_her_button(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))
    hidden = await _answer(office, typed("本月提成", "ask"))
    async with office.store.begin() as uow:
        await uow.links.link(channel="fake", address="@2", person_id=2, at=AT)

    refused = await _answer(office, _pressed(hidden.actions[0].token, sender="@2"))

    assert "450" not in refused.as_text()


async def test_an_act_that_writes_keeps_what_it_hides(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))
    draft = await _answer(office, typed("报单 华星 8000 标准版", "report"))

    shown = await _answer(office, _pressed(draft.actions[0].token))

    assert "8,000" not in draft.as_text()
    assert "¥8,000.00" in shown.as_text()


async def test_a_card_without_a_sum_has_no_such_button(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))

    sent = await _answer(office, doubt("question"))

    assert "看金额" not in _labels(sent)


@pytest.mark.parametrize(
    ("site", "words", "hides"),
    [
        pytest.param(True, "帮助", True, id="the site hides"),
        pytest.param(True, "显示金额", False, id="the site hides, she does not"),
        pytest.param(False, "帮助", False, id="the site shows"),
        pytest.param(False, "隐藏金额", True, id="the site shows, she does not"),
    ],
)
async def test_her_own_word_counts_before_the_site_s(
    office: Office, words: str, *, site: bool, hides: bool
) -> None:
    office.dispatcher = Dispatcher(
        office.store,
        channels={"fake": office.channel},
        site=Site(key=KEY, hides_sums=site),
        real_clock=office.real_clock,
    )
    await _answer(office, typed(words, "say"))
    answer = await _answer(office, typed("本月提成", "ask"))
    notice = await _told(office, hides_sums=site)

    assert ["****" in card.as_text() for card in (answer, notice)] == [hides, hides]


async def test_what_was_taken_up_after_a_crash_hides_too(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))
    await office.die_after_accepting(typed("报单 华星 8000 标准版", "report"))

    await take_up(office.another(office.store), 10)

    assert "8,000" not in office.channel.texts[-1]


async def test_what_was_hidden_long_ago_says_to_ask_again(office: Office) -> None:
    await _answer(office, typed("隐藏金额", "hide"))
    hidden = await _answer(office, typed("本月提成", "ask"))
    async with office.store.begin() as uow:
        await uow.hidden_sums.delete(before=AT.replace(year=2027), limit=10)

    gone = await _answer(office, _pressed(hidden.actions[0].token))

    assert "再问一次" in gone.as_text()


def office_message(office: Office) -> Message:
    """Give the last message as it was sent."""
    return wire.read(office.channel.attempts[-1]).message
