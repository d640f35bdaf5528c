"""No sum leaves for any chat before it is tapped, whatever it is part of, once she has said so."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot import answer_message, answers
from bot.cards.card import Card
from bot.cards.hidden_sum import ROUTE, veiled
from bot.cards.message import Message
from bot.cards.reader import Reader
from bot.notices import KINDS
from rules.notices import NoticeKind
from tests.contracts.answered import answered
from tests.contracts.stands import Stand, Stands
from tests.contracts.test_channels import STANDS
from tests.contracts.test_privacy import FACTS

_HIDING = Reader(hides_sums=True)
_ANSWERS = answered("华星")
#: 450.00, 9,000.00 and 1,000.00 as they may be written; not inside the hash of a message's name.
#: Nor the characters that an answer may have.
_SUM = re.compile(
    r"(?<!most\": )(?<!most\":)(?<!most=)(?<!most': )(?<![0-9a-zA-Z.])(?:450|9,?000|1,?000)"
    r"(?![0-9a-zA-Z])|[¥￥]|\\u00a5|\\uffe5"
)
#: Kinds whose FACTS hold a 450 that counts something else.
_COUNTS = {NoticeKind.ALARM, NoticeKind.UNMATCHED}
_KINDS = [kind for kind in FACTS if kind not in _COUNTS]
#: What shows a sum to who does not hide hers; the others are looked at too.
_WITH_SUMS = {
    "Leaver",
    *("Statement", "Explanation", "WhatIf", "ReportAnswer", "MyTarget", "TargetHistory"),
    "CommissionExport",
    *("deal", "late_deals", "statement", "target_proposal", "target_change"),
    *("target_reward", "reported_deal", "report_told", "line_question"),
}
_WITHOUT_BUTTON = {"AskReport"}  # a form: its field is empty, and she types it


@pytest.fixture(params=STANDS)
async def stand(request: pytest.FixtureRequest) -> AsyncIterator[Stand]:
    opened: Stands = request.param
    async with opened() as stand:
        yield stand


def test_every_kind_of_answer_is_looked_at_here() -> None:
    assert set(_ANSWERS) == {*answers.HOLDS}


# A chat is opened once for all that is shown in it: to open one costs more than to look.
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_no_sum_of_a_notice_leaves(stand: Stand, language: str) -> None:
    reader = replace(_HIDING, language=language)
    found = {
        kind.value: _sums(
            stand.channel.render(_message(_notice(kind, reader)), address=stand.address)
        )
        for kind in _KINDS
    }

    assert {kind: sums for kind, sums in found.items() if sums} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_no_sum_of_an_answer_leaves(stand: Stand, language: str) -> None:
    reader = replace(_HIDING, language=language)
    found = {}
    for kind, facts in _ANSWERS.items():
        answer = answers.word(facts, reader)
        message = answer_message.message(answer, reader, act="act", person_id=7, key=b"k" * 32)
        found[kind.__name__] = _sums(stand.channel.render(message, address=stand.address))

    assert {kind: sums for kind, sums in found.items() if sums} == {}


def test_what_shows_a_sum_has_a_button_where_it_is_hidden_and_nothing_else_has() -> None:
    cards = {kind.value: _notice(kind, _HIDING) for kind in _KINDS}
    worded = {one.__name__: answers.word(facts, _HIDING) for one, facts in _ANSWERS.items()}
    cards |= {
        name: veiled(answer, _HIDING, "a1")
        for name, answer in worded.items()
        if isinstance(answer, Card)
    }

    assert {name for name, card in cards.items() if _is_hidden(card)} == _WITH_SUMS


def test_to_who_does_not_hide_them_these_show_a_sum() -> None:
    shown = {kind.value: _notice(kind, Reader()).as_text() for kind in _KINDS}
    for one, facts in _ANSWERS.items():
        answer = answers.word(facts, Reader())
        shown[one.__name__] = answer.as_text() if isinstance(answer, Card) else str(answer)

    assert {name for name, text in shown.items() if _SUM.search(text)} == (
        _WITH_SUMS | _WITHOUT_BUTTON
    )


def test_figures_that_others_wrote_are_hidden_too() -> None:
    told = {"name": "王芳", "number": "A1", "title": "华星", "period": "2026-11", "line_id": 1}
    facts = json.dumps({**told, "text": "应该是 9,500.00,不是 450"})

    card = KINDS[NoticeKind.LINE_QUESTION].card(facts, _HIDING)

    assert card.text == "应该是 ****,不是 ****"


def _notice(kind: NoticeKind, reader: Reader) -> Card:
    return veiled(KINDS[kind].card(FACTS[kind], reader), reader, "n1")


def _message(card: Card) -> Message:
    return Message(key="notice:1", preview="你有一条业绩提醒", text=card.as_text(), card=card)


def _is_hidden(card: Card) -> bool:
    return bool(card.actions) and (card.actions[0].route, card.actions[0].argument[1:]) == (
        ROUTE,
        "1",
    )


def _sums(body: bytes) -> list[str]:
    return _SUM.findall(body.decode())
