"""When a period is over each rep is told once what it came to, by her own calendar."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.cards.reader import Reader
from bot.cards.statement import told as worded
from bot.notices import KINDS
from rules.notices import NoticeKind
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire, given_plan, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run, told
from tests.post_office import leaving

_BUSINESS = PLAN + 'period = "business_month"\nbusiness_month_starts_on = 26\n'


def _morning(day: str) -> datetime:
    """Give 06:52 in Shanghai."""
    return datetime.fromisoformat(f"{day}T06:52:00+08:00").astimezone(UTC)


@pytest.fixture
async def company(store: Store) -> Store:
    """A rep with two deals in November, one without any."""
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"))
    await take_in(store, a_deal("D1"), a_deal("D2", amount="8000.00"))
    return store


async def test_the_morning_after_a_month_its_sum_is_told(company: Store) -> None:
    ended = await run(company, "statement", _morning("2026-12-01"))

    assert (ended.state, ended.done) == ("done", 1)
    [(person, facts)] = await told(company, "statement")
    assert person == 1
    assert facts == {
        "period": "2026-11",
        "currency": "CNY",
        "total": 119_000,
        "provisional": 119_000,
        "earned": 0,
        "payable": 0,
        "paid": 0,
        "deals": 2,
        "pay_on": "2026-12-10",
    }


async def test_it_comes_at_about_twenty_to_nine_of_her_day(company: Store) -> None:
    await run(company, "statement", _morning("2026-12-01"))

    [(not_before,)] = await answers(
        company, "SELECT not_before FROM notice WHERE kind = 'statement'"
    )
    assert str(not_before).startswith("2026-12-01 00:36")


@pytest.mark.parametrize("day", ["2026-11-30", "2026-12-03", "2026-12-15"])
async def test_on_another_day_nothing_is_told(company: Store, day: str) -> None:
    await run(company, "statement", _morning(day))

    assert await told(company, "statement") == []


async def test_the_day_after_tells_nobody_again(company: Store) -> None:
    await run(company, "statement", _morning("2026-12-01"))
    await run(company, "statement", _morning("2026-12-02"))

    assert len(await told(company, "statement")) == 1


async def test_who_left_is_told_nothing(company: Store) -> None:
    await take_in(company, leaving("A001"))

    await run(company, "statement", _morning("2026-12-01"))

    assert await told(company, "statement") == []


async def test_a_month_from_the_26th_ends_on_the_25th(store: Store) -> None:
    await given_plan(store, _BUSINESS)
    await take_in(store, a_hire(), a_deal())

    await run(store, "statement", _morning("2026-11-26"))

    [(_, facts)] = await told(store, "statement")
    assert facts["period"] == "2026-11"


async def test_west_of_the_company_her_own_month_ends_first(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire(zone="America/New_York"), a_deal())

    await run(store, "statement", _morning("2026-12-01"))
    on_her_thirtieth = await told(store, "statement")
    await run(store, "statement", _morning("2026-12-02"))

    assert on_her_thirtieth == []
    assert len(await told(store, "statement")) == 1


_FACTS = {
    "period": "2026-11",
    "currency": "CNY",
    "total": 119_000,
    "provisional": 39_200,
    "earned": 0,
    "payable": 79_800,
    "paid": 0,
    "deals": 2,
    "pay_on": "2026-12-10",
}


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        pytest.param(
            Reader(language="zh", is_agent=True),
            "2026年11月佣金明细\n佣金合计 ¥1,190.00(税前)\n预计  ¥392.00\n待发放  ¥798.00\n"
            "成单  2 单\n下次发放日  12月10日\n税前,以财务结算为准",
            id="zh, agent",
        ),
        pytest.param(
            Reader(language="en"),
            "Your commission for November 2026\nTotal commission ¥1,190.00 (before tax)\n"
            "Expected  ¥392.00\nTo be paid  ¥798.00\nDeals  2\nNext pay day  10 Dec\n"
            "Before tax; the settlement by finance decides",
            id="en",
        ),
    ],
)
def test_the_card_says_what_is_certain_and_when_it_is_paid(reader: Reader, text: str) -> None:
    kind = KINDS[NoticeKind.STATEMENT]

    assert kind.card(json.dumps(_FACTS), reader).as_text() == text
    assert kind.preview == "preview.money"


async def test_where_a_plan_has_a_draw_it_says_what_is_paid_and_owed(store: Store) -> None:
    draw = 'draw = { amount = "2000.00", recoverable = true }\ntiers'
    await given_plan(store, PLAN.replace("tiers", draw, 1))
    await take_in(store, a_hire("A001", hired_on="2026-11-02"), a_deal("D1"), a_deal("D2"))

    await run(store, "statement", _morning("2026-12-01"))

    [(_, facts)] = await told(store, "statement")
    assert (facts["total"], facts["draw"], facts["drawn"]) == (126_000, 200_000, 200_000)
    assert facts["owed"] == 74_000
    rows = {row.label: row.value for row in worded(json.dumps(facts), Reader()).rows}
    assert rows["本期应发"] == "¥2,000.00(至少 ¥2,000.00)"
    assert rows["待抵扣"] == "¥740.00,从以后的提成里抵"
