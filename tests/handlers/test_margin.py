"""Under a plan that pays by margin a deal waits for its cost, and every answer says so."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.cards.commission import explanation, statement
from bot.cards.deal import told_deal
from bot.cards.reader import Reader
from handlers.account import plan_book
from handlers.commission import commission
from handlers.ingest import Outcome
from handlers.interaction import Interaction
from handlers.target_count import credited_net
from handlers.understanding import understand
from handlers.what_if import what_if
from handlers.why import why
from rules.errors import NotFound
from rules.periods import DayRange
from rules.statement import Explanation, Statement, WhatIf
from storage.store import Store
from tests.builders import AT, PLAN, a_deal, a_hire, an_event, given_plan, take_in
from tests.jobs.night import told
from tests.plans_of_pay import MARGIN, MARGIN_RATE

_ZH, _EN = Reader(), Reader(language="en")


async def _asked(store: Store, said: str) -> Interaction:
    async with store.read() as uow:
        person = (await uow.people.by_id([1]))[1]
    return Interaction(id="i", person=person, at=AT, understood=understand(said, today=AT.date()))


async def _month(store: Store) -> Statement:
    asked = await _asked(store, "本月提成")
    async with store.read() as uow:
        return await commission(asked, uow)


async def _told(store: Store) -> list[dict[str, object]]:
    return [facts for _, facts in await told(store, "deal")]


def _amended(version: int, **data: object) -> tuple[str, object]:
    return an_event(f"a{version}", "deal.amended", {"deal_id": "D1", **data}, version=version)


async def test_a_deal_without_a_cost_has_no_price_until_its_cost_comes(store: Store) -> None:
    await given_plan(store, MARGIN)
    await take_in(store, a_hire(), a_deal())

    waiting = await _month(store)
    assert (waiting.total, waiting.waiting, waiting.deals) == (0, 1, 0)
    card = statement(waiting, _ZH)
    assert any(row.value == "1 单,成本录入后计入" for row in card.rows)

    await take_in(store, _amended(2, cost="6500.00"))

    known = await _month(store)
    assert (known.total, known.waiting, known.deals) == (25_000, 0, 1)
    first, second = await _told(store)
    assert (first["waits_for_cost"], first["this_deal"]) == (True, 0)
    assert (second["waits_for_cost"], second["this_deal"]) == (False, 25_000)
    assert "成本还没录入" in str(told_deal(json.dumps(first), _ZH).text)
    rows = {row.label: row.value for row in told_deal(json.dumps(second), _EN).rows}
    assert rows["This deal"] == "¥250.00 (margin 2,500.00 × 10%)"


async def test_a_later_cost_posts_the_difference_and_a_deal_waits_once(store: Store) -> None:
    await given_plan(store, MARGIN)
    await take_in(store, a_hire(), a_deal())
    await take_in(store, a_deal(), _amended(2, product="Service"))
    assert len(await _told(store)) == 1

    await take_in(store, _amended(4, cost="5000.00"))
    await take_in(store, _amended(3, cost="1.00"), _amended(4, cost="5000.00"))

    assert (await _month(store)).total == 30_000 + 15_000


@pytest.mark.parametrize(
    ("cost", "posted"),
    [
        pytest.param("8999.99", 0, id="a cent of margin is a tenth of a cent"),
        pytest.param("8999.95", 1, id="five cents: half a cent is one"),
        pytest.param("9000", 0, id="none"),
        pytest.param("12000", 0, id="sold under its cost: nothing, and nothing from others"),
        pytest.param("0", 120_000, id="no cost: all of it"),
    ],
)
async def test_a_margin_is_never_below_nothing(store: Store, cost: str, posted: int) -> None:
    await given_plan(store, MARGIN)
    await take_in(store, a_hire(), a_deal(cost=cost))

    assert (await _month(store)).total == posted


async def test_a_part_refund_takes_the_margin_in_its_proportion(store: Store) -> None:
    await given_plan(store, MARGIN)
    await take_in(store, a_hire(), a_deal(cost="6000.00"))
    await take_in(store, an_event("r", "deal.refunded", {"deal_id": "D1", "amount": "3000.00"}))

    assert (await _month(store)).total == 20_000


async def test_why_shows_amount_cost_and_margin(store: Store) -> None:
    await given_plan(store, MARGIN)
    await take_in(store, a_hire(), a_deal(cost="6500.00"))

    asked = await _asked(store, "为什么")
    async with store.read() as uow:
        found = await why(asked, uow)

    assert isinstance(found, Explanation)
    text = str(explanation(found, _ZH).text)
    assert "这一单毛利:¥9,000.00 减成本 ¥6,500.00,得 ¥2,500.00" in text
    assert "本期毛利 ¥2,500.00 × 10% = ¥250.00" in text


async def test_why_of_a_margin_rate_shows_rate_sum_and_limit(store: Store) -> None:
    await given_plan(store, MARGIN_RATE)
    await take_in(store, a_hire(), a_deal(cost="7000.00"), a_deal("D2", amount="1", cost="0"))

    async with store.read() as uow:
        ids = [line.id for line in await uow.ledger.lines(1, "2026-11")]
    asked = await _asked(store, "为什么")
    said = []
    for number in ids:
        async with store.read() as uow:
            found = await why(
                Interaction(
                    id="i",
                    person=asked.person,
                    at=AT,
                    understood=asked.understood,
                    argument=f"line:{number}",
                ),
                uow,
            )
        assert isinstance(found, Explanation)
        said.append(str(explanation(found, _EN).text))

    assert "This deal ¥9,000.00 × 4% = ¥360.00" in said[0]
    assert "¥30.00 × 1 deal = ¥30.00\nTogether ¥390.00" in said[0]
    assert "below the least: ¥50.00 is paid" in said[1]


async def test_a_trial_is_of_a_margin_and_of_a_margin_rate_there_is_none(store: Store) -> None:
    await given_plan(store, MARGIN)
    await take_in(store, a_hire())
    asked = await _asked(store, "再签 5000")
    async with store.read() as uow:
        found = await what_if(asked, uow)

    assert isinstance(found, WhatIf)
    assert (found.is_margin, found.this_deal) == (True, 30_000 + 30_000)
    assert found.rate_after == Decimal("0.15")

    await given_plan(store, MARGIN_RATE)
    with pytest.raises(NotFound) as refused:
        async with store.read() as uow:
            await what_if(await _asked(store, "再签 5000"), uow)
    assert refused.value.message_id == "what_if.by_margin_rate"


async def test_an_old_deal_that_waits_is_told_with_its_price(store: Store) -> None:
    await given_plan(store, MARGIN)
    await take_in(store, a_hire())
    await take_in(store, a_deal(), at=AT + timedelta(days=5))

    assert await _told(store) == []
    assert await told(store, "late_deals") == []
    assert (await _month(store)).waiting == 1

    await take_in(store, _amended(2, cost="6500.00"), at=AT + timedelta(days=5))
    [(_, late)] = await told(store, "late_deals")
    assert late["minor"] == 25_000


@pytest.mark.parametrize(
    "toml", [pytest.param(MARGIN, id="margin"), pytest.param(PLAN, id="amount")]
)
async def test_who_lost_a_deal_is_no_hindrance_to_its_later_changes(
    store: Store, toml: str
) -> None:
    await given_plan(store, toml)
    await take_in(store, a_hire("A001"), a_hire("A002"), a_deal(employee_id="A002", cost="1000"))
    await take_in(
        store, an_event("r", "deal.reassigned", {"deal_id": "D1", "employee_id": "A001"}, version=2)
    )

    [result] = await take_in(store, _amended(3, amount="8000.00", currency="CNY"))

    assert result.outcome is Outcome.ACCEPTED
    assert (await _month(store)).deals == 1


@pytest.mark.parametrize("toml", [MARGIN, MARGIN_RATE])
async def test_results_are_net_amounts_whatever_she_is_paid_by(store: Store, toml: str) -> None:
    """RULES row 15 is of the credited net amount: a margin, or no cost yet, is not that."""
    await given_plan(store, toml)
    await take_in(
        store,
        a_hire(),
        a_deal("D1", amount="9000", cost="6500.00"),
        a_deal("D2", amount="4000"),
    )
    day = date(2026, 11, 24)
    async with store.read() as uow:
        person = (await uow.people.by_id([1]))[1]
        book = await plan_book(uow, [person], default_plan="standard")
        windows = [DayRange(start=date(2026, 11, 1), end=day + timedelta(days=1))]
        found = await credited_net(uow, person, windows, book)

    assert found == [(Decimal(1_300_000), 2)]
