"""Dialect, sounds, orders about pay, and talks by who tells them."""

from __future__ import annotations

import pytest

from handlers.role_sentence import as_said_by
from handlers.understanding import Intent
from rules.people import Role
from tests.understanding.meaning import understood


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我这个月提成好多", Intent.COMMISSION),
        ("提成咋个算的", Intent.WHY),
        ("wo de ticheng duoshao", Intent.COMMISSION),
        ("jintian de tc", Intent.COMMISSION),
        ("hai cha ji dan zhuanzheng", Intent.TARGET),
        ("啥时候zz", Intent.MY_PROBATION),
    ],
)
def test_dialect_and_sounds_are_understood(text: str, intent: Intent) -> None:
    assert understood(text).intent is intent


def test_what_writes_is_only_offered_where_it_was_sounds() -> None:
    read = understood("huan shifu")

    assert read.intent is None
    assert Intent.ANOTHER_MENTOR in read.offers


@pytest.mark.parametrize(
    "text",
    [
        "pay Emma's commission today",
        "冻结李娜的佣金",
        "把李雷的提成改成5000",
        "please transfer Tom's commission",
    ],
)
def test_an_order_about_pay_is_neither_done_nor_offered(text: str) -> None:
    read = understood(text)

    assert (read.intent, read.offers) == (None, ())


def test_whoever_asks_about_a_change_of_pay_is_offered_an_answer() -> None:
    assert Intent.WHY in understood("why did you change my commission").offers


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("十月下半月提成多少", "2026-10-16 2026-10-31"),
        ("上个月上半月的佣金", "2026-10-01 2026-10-15"),
    ],
)
def test_half_a_month_is_its_days(text: str, days: str) -> None:
    spoken = understood(text).range

    assert spoken is not None
    assert f"{spoken.days.start} {spoken.days.last}" == days


def test_a_talk_told_by_a_lead_follows_an_alert_up() -> None:
    told = as_said_by(understood("跟李雷聊过了,他说再坚持一个月"), {Role.MANAGER})

    assert told.intent is Intent.INTERVENTION
    assert told.risk is not None
    assert told.risk.person == "李雷"
    assert told.risk.fields == {"kind": "talk", "note": "他说再坚持一个月"}


@pytest.mark.parametrize("roles", [{Role.MENTOR}, {Role.MENTOR, Role.MANAGER}, {Role.REP}])
def test_a_talk_told_by_a_mentor_stays_a_record(roles: set[Role]) -> None:
    told = as_said_by(understood("跟李雷聊过了,他说再坚持一个月"), roles)

    assert told.intent is Intent.MENTOR_RECORD


def test_what_a_mentor_says_of_an_alert_is_a_record_of_a_talk() -> None:
    told = as_said_by(understood("记录跟进 李雷 已聊"), {Role.MENTOR})

    assert told.intent is Intent.MENTOR_RECORD
    assert told.mentoring is not None
    assert told.mentoring.person == "李雷"


def test_a_visit_stays_a_record_whoever_tells_it() -> None:
    told = as_said_by(understood("昨天陪李雷去见了华星的王总"), {Role.MANAGER})

    assert told.intent is Intent.MENTOR_RECORD


@pytest.mark.parametrize(
    "text",
    ["试用期辞退要赔钱吗", "is it legal to not pay commission after i quit", "不给提成违法吗"],
)
def test_what_the_law_says_is_not_answered_here(text: str) -> None:
    read = understood(text)

    assert (read.intent, read.offers) == (None, ())
