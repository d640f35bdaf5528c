"""The cards of CARDS 1, 4, 13 and 15: their figures to the cent, in her words, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.cards.card import Card, Tone
from bot.cards.commission import statement, what_if
from bot.cards.deal import deal_news, late_deals
from bot.cards.reader import Reader
from rules.access import PaySight
from rules.earning import States
from rules.notices import DealNews, LateDeals
from rules.periods import DayRange, month_of
from rules.plan_terms import NextTier
from rules.statement import Change, Statement, StatementLine, WhatIf

_ZH = Reader()
_EN = Reader(language="en")

#: CARDS 1: 8,000 after 9,000 in whole-amount tiers of 5, 7 and 10 %.
_NEW = DealNews(
    event="deal.closed",
    source="crm",
    event_id="e2",
    deal_id=2,
    title="华星科技",
    on_day="2026-11-24",
    currency="CNY",
    this_deal=56_000,
    catch_up=18_000,
    deal_base=800_000,
    rest_base=900_000,
    rate_before="0.05",
    rate_after="0.07",
    is_share=False,
    is_earned=False,
    period="2026-11",
    period_total=119_000,
    next_at=800_000,
    next_rate="0.1",
    next_is_whole=True,
    word="employee",
)
#: CARDS 15: the same deal taken back.
_GONE = replace(
    _NEW,
    event="deal.cancelled",
    this_deal=-56_000,
    catch_up=-18_000,
    deal_base=0,
    rate_before="0.07",
    rate_after="0.05",
    period_total=45_000,
    next_at=100_000,
    next_rate="0.07",
)
#: CARDS 4: 20,000 more on top of 17,000.
_TRIAL = WhatIf(
    currency="CNY",
    is_agent=False,
    amount=2_000_000,
    this_deal=200_000,
    catch_up=51_000,
    base_after=3_700_000,
    worth_after=370_000,
    rate_after=Decimal("0.1"),
    reaches_new_tier=True,
)
_LINE = StatementLine(
    line_id=1,
    title="华星科技",
    change=Change.NEW,
    on_day=date(2026, 11, 24),
    minor=74_000,
    catch_up=18_000,
)
_MINE = Statement(
    person_name="张三",
    is_own=True,
    is_agent=False,
    sight=PaySight.LINES,
    days=month_of(date(2026, 11, 24)),
    kind="period",
    is_current=True,
    currency="CNY",
    total=119_000,
    lines=(_LINE,),
    states=None,
    period="2026-11",
    period_total=119_000,
    deals=2,
    base=1_700_000,
    pay_on=date(2026, 12, 10),
    next_tier=NextTier(Decimal("0.1"), 800_000, is_whole=True),
    has_ever_sold=True,
)


def _rows(card: Card) -> dict[str, str]:
    return {row.label: row.value for row in card.rows}


def test_a_new_deal_shows_its_parts_the_month_and_the_next_tier() -> None:
    card = deal_news(_NEW, _ZH)

    assert card.title == "新签 · 华星科技"
    assert card.figure is not None
    assert (card.figure.label, card.figure.value) == ("预计提成", "+¥740.00(税前)")
    rows = _rows(card)
    assert rows["本单"] == "¥560.00(8,000.00 × 7%)"
    assert rows["补差"].startswith("¥180.00")
    assert "9,000.00" in rows["补差"]
    assert rows["2026年11月"] == "¥1,190.00 预计"
    assert rows["下一档"] == "再签 ¥8,000.00,全部按 10% 算"
    assert "以财务结算为准" in card.footnote


@pytest.mark.parametrize(
    ("may_look_up", "said"),
    [
        (True, "你名下没有成单,所以没有提成。查别人的,说名字:「张伟的佣金」。"),
        (False, "你名下没有成单,所以没有提成。"),
    ],
    ids=["finance", "mentor"],
)
def test_who_does_not_sell_is_not_told_of_a_first_deal(*, may_look_up: bool, said: str) -> None:
    facts = replace(_MINE, lines=(), has_ever_sold=False, sells=False, may_look_up=may_look_up)

    card = statement(facts, _ZH)

    assert (card.text, card.actions) == (said, ())
    assert "首单" in statement(replace(facts, sells=True), _ZH).text
    assert statement(replace(facts, waiting=1), _ZH).rows


def test_the_same_deal_in_english() -> None:
    card = deal_news(_NEW, _EN)

    assert card.title == "New deal · 华星科技"
    assert card.figure is not None
    assert card.figure.value == "+¥740.00 (before tax)"
    rows = _rows(card)
    assert rows["This deal"] == "¥560.00 (8,000.00 × 7%)"
    assert rows["Catch-up"].startswith("¥180.00")
    assert rows["November 2026"] == "¥1,190.00 expected"
    assert rows["Next tier"] == "¥8,000.00 more: all at 10%"


def test_a_deal_taken_back_says_both_parts_and_raises_no_alarm() -> None:
    card = deal_news(_GONE, _ZH)

    assert (card.title, card.tone) == ("退单 · 华星科技", Tone.CHANGED)
    assert card.figure is not None
    assert card.figure.value.startswith("−¥740.00")
    rows = _rows(card)
    assert rows["本单"] == "−¥560.00"
    assert rows["补差"].startswith("−¥180.00")
    assert "5%" in rows["补差"]
    assert rows["2026年11月"].startswith("¥450.00")
    assert "已发" not in rows
    assert "下一档" not in rows


def test_a_share_is_named_as_one() -> None:
    assert "本单(你的份额)" in _rows(deal_news(replace(_NEW, is_share=True), _ZH))


@pytest.mark.parametrize(
    ("reader", "gain", "trial"),
    [
        pytest.param(_ZH, "+¥2,510.00", "这是试算,不是实际提成", id="zh"),
        pytest.param(_EN, "+¥2,510.00", "A trial, not actual commission", id="en"),
    ],
)
def test_a_trial_shows_what_it_would_bring_and_that_it_is_one(
    reader: Reader, gain: str, trial: str
) -> None:
    card = what_if(_TRIAL, reader)

    text = card.as_text()
    assert card.figure is not None
    assert card.figure.value == gain
    assert card.footnote == trial
    assert "+¥2,000.00" in text
    assert "+¥510.00" in text
    assert "¥37,000.00 → ¥3,700.00" in text
    assert "10%" in text


@pytest.mark.parametrize(
    ("is_agent", "word", "other"),
    [
        pytest.param(False, "提成", "佣金", id="an employee"),
        pytest.param(True, "佣金", "提成", id="an agent"),
    ],
)
def test_each_reads_her_own_word(is_agent: bool, word: str, other: str) -> None:  # noqa: FBT001 - a table's column
    reader = Reader(is_agent=is_agent)
    cards = (deal_news(_NEW, reader), what_if(_TRIAL, reader), statement(_MINE, reader))

    texts = [card.as_text() for card in cards]

    assert [word in text for text in texts] == [True, True, True]
    assert [other in text for text in texts] == [False, False, False]


@pytest.mark.parametrize("reader", [_ZH, _EN], ids=["zh", "en"])
def test_ones_own_month_shows_the_sum_the_lines_and_the_next_tier(reader: Reader) -> None:
    text = statement(_MINE, reader).as_text()

    assert "¥1,190.00" in text
    assert "+¥740.00" in text
    assert "¥8,000.00" in text


_COUNT = replace(
    _MINE,
    is_own=False,
    sight=PaySight.DEAL_COUNT,
    total=None,
    period_total=None,
    base=None,
    lines=(),
    next_tier=None,
)
_RESULTS = replace(_COUNT, sight=PaySight.RESULTS, base=1_700_000)
_TOTAL = replace(_RESULTS, sight=PaySight.TOTAL, total=119_000, period_total=119_000)
_LINES = replace(_TOTAL, sight=PaySight.LINES, lines=(_LINE,))


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        pytest.param(_COUNT, "n---", id="counts"),
        pytest.param(_RESULTS, "nb--", id="results"),
        pytest.param(_TOTAL, "nbt-", id="totals"),
        pytest.param(_LINES, "nbtl", id="lines"),
    ],
)
def test_anothers_statement_shows_no_sum_above_sight(facts: Statement, shown: str) -> None:
    text = statement(facts, _ZH).as_text()

    parts = {"n": "2 单", "b": "¥17,000.00", "t": "¥1,190.00", "l": "¥740.00"}
    assert [part in text for part in parts.values()] == [letter in shown for letter in parts]


def test_anothers_statement_has_no_button_of_its_own() -> None:
    assert statement(_LINES, _ZH).actions == ()


def test_what_was_paid_stays_where_the_month_was_closed_before() -> None:
    card = deal_news(replace(_GONE, is_settled=True), _ZH)

    assert _rows(card)["已发"] == "不动,后续按每月上限扣回"


@pytest.mark.parametrize(
    ("change", "label"),
    [
        pytest.param(Change.NEW, "华星科技", id="new"),
        pytest.param(Change.CHANGED, "变更 · 华星科技", id="changed"),
        pytest.param(Change.TAKEN_BACK, "退单 · 华星科技", id="taken back"),
    ],
)
def test_each_deal_is_one_line_that_says_what_happened(change: Change, label: str) -> None:
    card = statement(replace(_MINE, lines=(replace(_LINE, change=change),)), _ZH)

    assert _rows(card)[label] == "+¥740.00(含补差 +¥180.00)"


def test_what_is_payable_has_its_pay_day() -> None:
    card = statement(replace(_MINE, states=States(payable=119_000)), _ZH)

    assert _rows(card)["待发放"] == "¥1,190.00(发放日 12月10日)"


def test_a_business_month_says_its_days() -> None:
    days = DayRange(start=date(2026, 10, 26), end=date(2026, 11, 26))

    assert statement(replace(_MINE, days=days), _ZH).title == (
        "2026年11月(10月26日 至 11月25日)的提成"
    )


@pytest.mark.parametrize(
    ("reader", "title", "listed"),
    [
        pytest.param(_ZH, "补到 4 笔较早的变动", "华星科技、B、C 等 4 单", id="zh"),
        pytest.param(
            _EN, "4 earlier changes came in", "华星科技, B, C and others, 4 in all", id="en"
        ),
    ],
)
def test_a_digest_of_late_deals_says_how_many_and_how_much(
    reader: Reader, title: str, listed: str
) -> None:
    late = LateDeals(currency="CNY", minor=360_000, count=4, titles=("华星科技", "B", "C"))

    card = late_deals(late, reader)

    assert card.title == title
    assert card.figure is not None
    assert card.figure.value == "+¥3,600.00"
    assert card.rows[0].value == listed
