"""The list of what waits: a line for every kind that asks, and no more than a screen may tell."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cards.hidden_sum import ROUTE
from bot.cards.reader import Reader
from bot.notices import KINDS
from bot.waiting import ASKING, word
from rules.notices import NoticeKind
from rules.privacy import DataClass
from rules.waiting import Ask, AskedAgain, Waiting
from tests.contracts.test_privacy import facts_of

_ON = date(2026, 11, 26)


def _ask(kind: NoticeKind, n: int = 7) -> Ask:
    return Ask(notice_id=n, kind=kind, facts=facts_of("华星")[kind], asked_on=_ON)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(ASKING))
def test_every_kind_has_its_line_and_its_card(kind: NoticeKind, language: str) -> None:
    reader = Reader(language=language)
    whole = KINDS[kind].card(facts_of("华星")[kind], reader)

    listed = word(Waiting(asks=(_ask(kind),), total=1), reader)
    again = word(AskedAgain(_ask(kind)), reader)

    assert [row.label for row in listed.rows] == [f"1. {whole.title}"]
    assert listed.rows[0].value == ("11月26日" if language == "zh" else "26 Nov")
    assert [(one.route, one.argument) for one in listed.actions] == [("ask_again", "7")]
    assert (again.title, again.actions) == (whole.title, whole.actions)
    assert listed.holds is again.holds is KINDS[kind].holds


def test_a_list_holds_what_its_most_guarded_line_holds() -> None:
    asks = (_ask(NoticeKind.PULSE), _ask(NoticeKind.THRESHOLD), _ask(NoticeKind.REPORTED_DEAL))

    card = word(Waiting(asks=asks, total=3), Reader(language="zh"))

    assert card.holds is DataClass.ASSESSMENT


def test_sums_that_she_hides_stay_hidden_when_she_is_asked_again() -> None:
    reader = Reader(language="zh", hides_sums=True)

    card = word(AskedAgain(_ask(NoticeKind.REPORTED_DEAL)), reader)

    assert (card.actions[0].route, card.actions[0].argument) == (ROUTE, "n7")


def test_a_page_says_how_many_come_after_it() -> None:
    page = Waiting(asks=(_ask(NoticeKind.PULSE),), total=6, skipped=4, has_risks=True)

    card = word(page, Reader(language="zh"))

    assert card.title == "等你处理 · 6 件"
    assert card.rows[0].label.startswith("5. ")
    assert card.footnote == "还有 1 件 …"
    assert [(one.route, one.argument) for one in card.actions] == [
        ("ask_again", "7"),
        ("waiting", "5"),
        ("risk_list", ""),
    ]


def test_nothing_is_said_as_nothing() -> None:
    card = word(Waiting(asks=(), total=0, has_risks=True), Reader(language="en"))

    assert card.title == "Nothing waits for you"
    assert [one.route for one in card.actions] == ["risk_list"]
