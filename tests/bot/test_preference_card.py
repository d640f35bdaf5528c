"""The card of her reminders: what has changed, the state, and a button for each way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.cards.form import Form
from bot.cards.preference import reminders, word
from bot.cards.reader import Reader
from rules.notices import NoticeKind
from rules.preference import AskHours, Reminders, Wish
from rules.working_hours import Hours

_ZH, _EN = Reader(), Reader(language="en")
_STATE = Reminders(
    wish=None,
    kind=None,
    hours=Hours(start=time(9), end=time(18)),
    has_own_hours=False,
    zone="Asia/Shanghai",
    visiting_until=None,
    snoozed_until=None,
    muted=((NoticeKind.DEAL, False), (NoticeKind.LATE_DEALS, False)),
    next_digest=datetime(2026, 11, 25, 0, 36, tzinfo=UTC),
    hides_sums=False,
)
_BUSY = replace(
    _STATE,
    wish=Wish.VISIT,
    has_own_hours=True,
    visiting_until=datetime(2026, 11, 24, 7, tzinfo=UTC),
    snoozed_until=datetime(2026, 11, 24, 8, 5, tzinfo=UTC),
    muted=((NoticeKind.DEAL, True), (NoticeKind.LATE_DEALS, False)),
)
_VISITING = (
    "Nothing is sent unasked, news of deals neither; it comes afterwards. Ask me anything as usual."
)


def test_the_state_in_chinese() -> None:
    assert reminders(_STATE, _ZH).as_text().split("\n") == [
        "你的提醒",
        "提醒只在你的工作日、上班时间内发。",
        "上班时间  09:00-18:00",
        "静音  无",
        "下次汇总  11月25日 08:36",
        "金额  显示",
    ]


def test_a_visit_in_english() -> None:
    assert reminders(_BUSY, _EN).as_text().split("\n") == [
        "Visiting until 24 Nov 15:00",
        _VISITING,
        "Hours  09:00-18:00 (your own)",
        "Visiting  until 24 Nov 15:00",
        "Paused  until 24 Nov 16:05",
        "Muted  deals",
        "Next digest  25 Nov 08:36",
        "Sums  shown",
    ]


@pytest.mark.parametrize(
    ("facts", "arguments"),
    [
        pytest.param(
            _STATE, ["visit", "snooze", "ask", "mute:deal", "mute:late_deals", "hide"], id="free"
        ),
        pytest.param(
            replace(_BUSY, hides_sums=True),
            ["visit_done", "snooze_done", "hours", "unmute:deal", "mute:late_deals", "show"],
            id="each way back",
        ),
    ],
)
def test_the_buttons_turn_it_round(facts: Reminders, arguments: list[str]) -> None:
    actions = reminders(facts, _ZH).actions

    assert [action.argument for action in actions] == arguments
    assert {action.route for action in actions} == {"preference"}


@pytest.mark.parametrize("wish", Wish)
@pytest.mark.parametrize("reader", [_ZH, _EN], ids=["zh", "en"])
def test_every_wish_is_answered_in_words(reader: Reader, wish: Wish) -> None:
    card = reminders(replace(_BUSY, wish=wish, kind=NoticeKind.DEAL), reader)

    assert card.title
    assert card.text
    assert len(card.actions) <= 6


def test_a_kind_that_is_not_there_is_named() -> None:
    card = reminders(replace(_STATE, unknown_kind="课程提醒"), _ZH)

    assert card.title == "没有「课程提醒」这种消息"
    assert "静音成单消息" in [action.label for action in card.actions]


def test_her_hours_are_asked_for_by_a_form() -> None:
    form = word(AskHours(Hours()), _EN)

    assert isinstance(form, Form)
    assert (form.route, form.argument) == ("preference", "ask")
    assert [(one.name, one.placeholder) for one in form.inputs] == [("hours", "08:30-18:00")]
