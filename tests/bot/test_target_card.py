"""Cards of targets carry the figures to two places, in both languages, and fit a phone."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.answers import word
from bot.cards import target, target_change
from bot.cards.card import Card
from bot.cards.form import Form
from bot.cards.reader import Reader
from bot.notices import KINDS
from rules.notices import NoticeKind, TargetNews, TargetReward
from rules.target import Cause, Consent, Growth, GrowthVerdict, Target
from rules.target_record import (
    AskAcceptance,
    AskDecision,
    MyTarget,
    NoTarget,
    TargetAnswered,
    TargetHistory,
    TargetStep,
    TargetWord,
    WordKind,
)

_ZH, _EN = Reader(), Reader(language="en")
_AT = datetime(2026, 11, 17, tzinfo=UTC)
_NEWS = TargetNews(
    what="asked",
    step_id=7,
    name="李雷",
    number="A001",
    month="2026-11",
    last_day="2026-11-30",
    cause="results",
    pass_before=3,
    stretch_before=None,
    pass_after=3,
    stretch_after=4,
    growth_before="300000",
    growth_after="320000",
    growth_percent="6.67",
    more_than="5",
    window=7,
    reward_minor=30_000,
    currency="CNY",
)
_SKILL = replace(
    _NEWS,
    what="proposed",
    cause="skill",
    pass_after=2,
    stretch_after=None,
    growth_before="60.00",
    growth_after="67.00",
    growth_percent="11.67",
    more_than="10",
    window=0,
    reward_minor=0,
)
_STEP = TargetStep(
    id=7,
    person_id=1,
    month="2026-11",
    cause=Cause.SKILL,
    target=Target(pass_bar=2),
    before=Target(pass_bar=3),
    after=Target(pass_bar=2),
    evidence=GrowthVerdict(
        growth=Growth.FIRED,
        before=Decimal("60.00"),
        after=Decimal("67.00"),
        percent=Decimal("11.67"),
    ),
    more_than="10",
    policy_version="1",
    made_at=_AT,
    words=(
        TargetWord(kind=WordKind.APPROVED, at=_AT, by=2, note="secret", consent=Consent.MANAGER),
    ),
)
_MINE = MyTarget(
    person_id=1,
    name="李雷",
    is_own=True,
    has_history=True,
    month="2026-11",
    last_day=date(2026, 11, 30),
    workdays_left=10,
    target=Target(pass_bar=2, stretch=4),
    is_one_number=False,
    reward_minor=30_000,
    currency="CNY",
    done=1,
    counted=("华星",),
    not_counted=2,
    unacknowledged=7,
)


def test_the_rep_reads_bar_stretch_reward_and_days() -> None:
    text = target.my_target(_MINE, _ZH).as_text()

    assert "已完成 1 / 2 单" in text
    assert "4 单,奖励 ¥300.00(税前)" in text
    assert "10 个工作日(含今天)" in text
    assert "有效单" in text


@pytest.mark.parametrize(
    ("reader", "said"),
    [(_ZH, "0 个工作日(今天不上班)"), (_EN, "0 workdays, today is a day off")],
)
def test_on_a_day_off_no_workday_is_said_to_be_today(reader: Reader, said: str) -> None:
    """The last day of February 2027 is a Sunday: nothing is left, today least of all."""
    text = target.my_target(replace(_MINE, workdays_left=0, is_off_today=True), reader).as_text()

    assert said in text


@pytest.mark.parametrize(
    ("news", "reader", "said"),
    [
        (_SKILL, _ZH, "知识与沟通测评 60 → 67,+11.67%,超过 10%"),
        (_SKILL, _EN, "Knowledge and communication 60 → 67, +11.67%, more than 10%"),
        (_NEWS, _ZH, "日均业绩 ¥428.57 → ¥457.14(各 7 个工作日),+6.67%,超过 5%"),
        (_NEWS, _EN, "Sales a day ¥428.57 → ¥457.14 (7 workdays each), +6.67%, more than 5%"),
    ],
    ids=["skill zh", "skill en", "results zh", "results en"],
)
def test_a_proposal_shows_the_rule_with_its_figures(
    news: TargetNews, reader: Reader, said: str
) -> None:
    assert said in target_change.proposal(replace(news, what="proposed"), reader).as_text()


def test_a_raise_offers_to_accept_or_to_keep() -> None:
    card = target_change.change(_NEWS, _ZH)

    assert [action.label for action in card.actions] == ["接受", "保持 3 单", "为什么"]
    assert "奖励  达到 4 单,奖励 ¥300.00(税前)" in card.as_text()


def test_ones_target_says_what_there_is_to_accept() -> None:
    mine = replace(_MINE, waiting=(replace(_STEP, reward_minor=50_000, currency="CNY"),))

    text = target.my_target(mine, _ZH).as_text()
    without = target.my_target(replace(_MINE, waiting=(replace(_STEP, reward_minor=0),)), _EN)
    hers = target.my_target(replace(mine, is_own=False), _ZH).as_text()

    assert "等你答复:" in text
    assert "奖励 ¥500.00(税前)。你接受才生效" in text
    assert "Waits for your answer: " in without.as_text()
    assert "等你答复" not in hers


@pytest.mark.parametrize("reader", [_ZH, _EN], ids=["zh", "en"])
@pytest.mark.parametrize(
    "facts",
    [
        _MINE,
        replace(_MINE, waiting=(_STEP,), done=5),
        NoTarget(month="2026-11"),
        TargetHistory(month="2026-11", zone="Asia/Shanghai", steps=(_STEP,), names=((2, "周敏"),)),
        AskDecision(step=_STEP, name="李雷", is_approval=True, needs_signature=True),
        AskDecision(step=_STEP, name="李雷", is_approval=False, needs_signature=False),
        AskAcceptance(step=_STEP),
        *(
            TargetAnswered(told=told, step=_STEP, name="李雷", target=Target(pass_bar=2))
            for told in (
                "acknowledged accepted kept declined approved_changed approved_asked was_holds"
                " was_waits_for_rep was_declined was_kept"
            ).split()
        ),
    ],
    ids=lambda facts: getattr(facts, "told", type(facts).__name__),
)
def test_every_fact_is_worded_within_the_limits_of_a_phone(facts: object, reader: Reader) -> None:
    answer = word(facts, reader)

    assert isinstance(answer, Card | Form)
    assert "secret" not in (answer.as_text() if isinstance(answer, Card) else answer.title)
    assert isinstance(answer, Form) or (len(answer.rows) <= 6 and len(answer.actions) <= 6)


@pytest.mark.parametrize("reader", [_ZH, _EN], ids=["zh", "en"])
@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (NoticeKind.TARGET_MONTH, replace(_NEWS, what="month", cause="")),
        (NoticeKind.TARGET_CHANGE, _NEWS),
        (NoticeKind.TARGET_CHANGE, replace(_NEWS, needs_signatures=True)),
        (NoticeKind.TARGET_CHANGE, replace(_SKILL, what="changed")),
        (NoticeKind.TARGET_PROPOSAL, replace(_SKILL, needs_signatures=True)),
        (NoticeKind.TARGET_PROPOSAL, replace(_SKILL, what="reminded", has_conflict=True)),
        (NoticeKind.TARGET_PROPOSAL, replace(_SKILL, what="handed")),
        (
            NoticeKind.TARGET_REWARD,
            TargetReward(month="2026-11", minor=30_000, currency="CNY", stretch=4, done=4),
        ),
        (
            NoticeKind.TARGET_REWARD,
            TargetReward(month="2026-11", minor=-30_000, currency="CNY", stretch=4, done=3),
        ),
    ],
)
def test_every_notice_has_a_card_and_a_neutral_first_line(
    kind: NoticeKind, facts: TargetNews | TargetReward, reader: Reader
) -> None:
    card = KINDS[kind].card(json.dumps(asdict(facts)), reader)

    assert len(card.rows) <= 6
    assert KINDS[kind].preview in {"preview.money", "preview.work"}
    assert "{" not in card.as_text()
