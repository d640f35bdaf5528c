"""Grids, factors and a deal's limits in a period: why, trials, corrections, reconciliation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cards.commission import explanation, statement
from bot.cards.reader import Reader
from handlers.commission import commission
from handlers.interaction import Interaction
from handlers.understanding import understand
from handlers.what_if import what_if
from handlers.why import why
from rules.statement import Explanation, Statement, WhatIf
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, an_event, given_plan, take_in
from tests.jobs.night import run, told
from tests.plans_of_pay import FACTOR, GRID_MIXED, LIMITS_BY_COUNT, MARKUP, PLANS

_ZH, _EN = Reader(), Reader(language="en")


async def _asked(store: Store, said: str) -> Interaction:
    async with store.read() as uow:
        person = (await uow.people.by_id([1]))[1]
    return Interaction(id="i", person=person, at=AT, understood=understand(said, today=AT.date()))


async def _month(store: Store) -> Statement:
    asked = await _asked(store, "本月提成")
    async with store.read() as uow:
        return await commission(asked, uow)


async def _why(store: Store) -> Explanation:
    asked = await _asked(store, "为什么")
    async with store.read() as uow:
        found = await why(asked, uow)
    assert isinstance(found, Explanation)
    return found


async def test_a_grid_says_by_which_two_its_rate_goes(store: Store) -> None:
    await given_plan(store, GRID_MIXED)
    await take_in(
        store,
        a_hire(),
        a_deal("D1", amount="9000", cost="6000"),
        a_deal("D2", amount="4000", cost="2000"),
    )

    found = await _why(store)

    assert (await _month(store)).total == 65_000
    assert (found.this_deal, found.catch_up, found.worth_after) == (20_000, 18_000, 20_000)
    assert "比例按目标达成 65%、加价率 100%定" in str(explanation(found, _ZH).text)
    assert "The rate goes by 65% of the quota, a markup of 100%" in str(
        explanation(found, _EN).text
    )
    assert "¥4,000.00 × 5% = ¥200.00" in str(explanation(found, _EN).text)


async def test_a_factor_is_shown_with_the_sum_it_multiplies(store: Store) -> None:
    await given_plan(store, FACTOR)
    await take_in(store, a_hire(), a_deal("D1", amount="9000"), a_deal("D2", amount="16000"))

    found, month = await _why(store), await _month(store)

    assert month.total == 198_000
    rows = {row.label: row.value for row in statement(month, _ZH).rows}
    assert rows["完成系数"] == "全部提成 × 1.2"
    assert "乘完成系数 1.2:¥1,650.00 × 1.2 = ¥1,980.00" in str(explanation(found, _ZH).text)
    text = str(explanation(found, _EN).text)
    assert "Times the completion factor 1.2: ¥1,650.00 × 1.2 = ¥1,980.00" in text


async def test_a_markup_is_said_with_the_margin(store: Store) -> None:
    await given_plan(store, MARKUP)
    await take_in(store, a_hire(), a_deal(amount="9000", cost="6000"))

    text = str(explanation(await _why(store), _ZH).text)

    assert "比例按加价率 50%定" in text
    assert "3,000.00" in text


async def test_a_deals_most_in_a_period_is_said_and_a_trial_goes_by_it(store: Store) -> None:
    await given_plan(store, LIMITS_BY_COUNT)
    await take_in(store, a_hire(), a_deal("D1", amount="1000"), a_deal("D2", amount="20000"))

    trial = await _asked(store, "再签 5000")
    async with store.read() as uow:
        tried = await what_if(trial, uow)

    assert "超过上限,按上限 ¥800.00 算" in str(explanation(await _why(store), _ZH).text)
    assert isinstance(tried, WhatIf)
    assert (tried.this_deal, tried.catch_up, tried.worth_after) == (60_000, 0, 150_000)
    assert tried.reaches_new_tier


@pytest.mark.parametrize(
    "name", ["grid, mixed", "grid, turned", "factor of deals", "deals, capped"]
)
async def test_what_was_sold_and_taken_back_leaves_nothing_and_reconciles(
    store: Store, name: str
) -> None:
    await given_plan(store, PLANS[name])
    await take_in(
        store,
        a_hire(),
        a_hire("ADMIN", roles=["admin"]),
        a_deal("D1", amount="9000", cost="6000"),
        a_deal("D2", amount="14000", cost="13000"),
        a_deal("D3", amount="500", cost="400"),
        an_event("r", "deal.refunded", {"deal_id": "D2", "amount": "2000"}, version=2),
    )
    await run(store, "reconcile", AT + timedelta(days=1))
    assert (await _month(store)).total != 0

    for number in ("D1", "D2", "D3"):
        await take_in(
            store, an_event(f"{number}-x", "deal.cancelled", {"deal_id": number}, version=9)
        )
    await run(store, "reconcile", AT + timedelta(days=2))

    assert (await _month(store)).total == 0
    assert not [one for one in await told(store, "alarm") if "price" in str(one)]
