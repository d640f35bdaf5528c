"""Tiers go by the quota that is hers, everywhere: ledger, why, trial, reconciliation; and draws."""

from __future__ import annotations

from datetime import date, timedelta

from bot.cards.commission import explanation, statement
from bot.cards.reader import Reader
from handlers.account import plan_book
from handlers.commission import commission
from handlers.draw import settled
from handlers.finance_export import finance_lines
from handlers.interaction import Interaction
from handlers.understanding import understand
from handlers.what_if import what_if
from handlers.why import why
from rules.draw import Settled
from rules.statement import Explanation, Statement, WhatIf
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, an_event, given_plan, take_in
from tests.jobs.night import run, told
from tests.plans_of_pay import ATTAINMENT

_OWN = ATTAINMENT + '[quotas]\nA002 = "9000.00"\n'
_DRAWN = """name = "standard"
currency = "CNY"
draw = { amount = "2000.00", recoverable = true }
tiers = [{ from = "0", rate = "10%" }]
"""


async def _asked(store: Store, said: str, *, person_id: int = 1) -> Interaction:
    async with store.read() as uow:
        person = (await uow.people.by_id([person_id]))[person_id]
    return Interaction(id="i", person=person, at=AT, understood=understand(said, today=AT.date()))


async def _month(store: Store, *, person_id: int = 1) -> Statement:
    asked = await _asked(store, "本月提成", person_id=person_id)
    async with store.read() as uow:
        return await commission(asked, uow)


async def test_the_same_deal_pays_each_by_her_own_quota(store: Store) -> None:
    await given_plan(store, _OWN)
    await take_in(store, a_hire("A001"), a_hire("A002"))
    await take_in(store, a_deal(), a_deal("D2", employee_id="A002"))

    first, second = await _month(store, person_id=1), await _month(store, person_id=2)

    # 9,000 at half a thirtieth; 9,000 is her quota: 1,000 × (0.5 × 0.5 + 10/9 × 0.5) + 200.
    assert (first.total, second.total) == (15_000, 100_556)
    assert (first.quota, second.quota) == (3_000_000, 900_000)
    assert any(row.value == "¥9,000.00 / ¥30,000.00" for row in statement(first, Reader()).rows)


async def test_why_and_a_trial_go_by_her_own_quota_too(store: Store) -> None:
    await given_plan(store, _OWN)
    await take_in(store, a_hire("A001"), a_hire("A002"))
    await take_in(store, a_deal(employee_id="A002"))

    asked = await _asked(store, "为什么", person_id=2)
    trial = await _asked(store, "再签 900", person_id=2)
    async with store.read() as uow:
        found, tried = await why(asked, uow), await what_if(trial, uow)

    assert isinstance(found, Explanation)
    assert found.worth_after == 100_556
    text = str(explanation(found, Reader(language="en")).text)
    assert "¥200.00 for reaching the tier" in text
    assert "Quota ¥9,000.00, done ¥9,000.00" in text
    assert isinstance(tried, WhatIf)
    assert tried.this_deal == 15_000


async def test_reconciliation_prices_by_her_own_quota(store: Store) -> None:
    await given_plan(store, _OWN)
    await take_in(store, a_hire("A001"), a_hire("A002"), a_hire("ADMIN", roles=["admin"]))
    await take_in(store, a_deal(), a_deal("D2", employee_id="A002"))

    await run(store, "reconcile", AT + timedelta(days=1))

    assert not [one for one in await told(store, "alarm") if "price" in str(one)]


async def _settled(store: Store, period: str) -> Settled | None:
    async with store.read() as uow:
        person = (await uow.people.by_id([1]))[1]
        book = await plan_book(uow, [person], default_plan="standard")
        plan = book.current(1, AT.date()).plan
        return await settled(uow, person, plan, period, book)


async def test_a_draw_is_set_off_month_by_month_from_her_first_one(store: Store) -> None:
    await given_plan(store, _DRAWN)
    await take_in(store, a_hire(hired_on="2026-09-14"))
    await take_in(
        store,
        a_deal("D1", amount="15000", closed_at="2026-09-20T10:00:00+08:00"),
        a_deal("D2", amount="40000", closed_at="2026-11-02T10:00:00+08:00"),
        is_quiet=True,
    )

    found = [await _settled(store, f"2026-{month}") for month in ("09", "10", "11")]

    # October sold nothing: a month without a line pays the draw all the same.
    assert [one and (one.paid, one.owed) for one in found] == [
        (200_000, 50_000),
        (200_000, 250_000),
        (200_000, 50_000),
    ]
    card = statement(await _month(store), Reader())
    rows = {row.label: row.value for row in card.rows}
    assert rows["本期应发"] == "¥2,000.00(至少 ¥2,000.00)"
    assert rows["待抵扣"] == "¥500.00,从以后的提成里抵"


async def test_a_cancelled_deal_raises_what_is_owed(store: Store) -> None:
    await given_plan(store, _DRAWN)
    await take_in(store, a_hire(hired_on="2026-11-02"), a_deal("D1", amount="25000"))
    before = await _settled(store, "2026-11")

    await take_in(store, an_event("c", "deal.cancelled", {"deal_id": "D1"}, version=2))

    after = await _settled(store, "2026-11")
    assert before is not None
    assert after is not None
    assert (before.paid, before.owed) == (250_000, 0)
    assert (after.paid, after.owed) == (200_000, 200_000)


async def test_a_new_version_of_the_plan_forgives_nothing(store: Store) -> None:
    await given_plan(store, _DRAWN)
    await given_plan(store, _DRAWN.replace("2000.00", "1000.00"), starts_on=date(2026, 11, 1))
    await take_in(store, a_hire(hired_on="2026-10-08"))

    found = await _settled(store, "2026-11")

    assert found is not None
    assert (found.draw, found.paid, found.owed) == (100_000, 100_000, 300_000)


async def test_finance_reads_what_a_draw_adds_or_sets_off_also_of_who_sold_nothing(
    store: Store,
) -> None:
    await given_plan(store, _DRAWN)
    await take_in(
        store,
        a_hire("A001", hired_on="2026-10-08"),
        a_hire("A002", hired_on="2026-11-20"),
        a_hire("A003", hired_on="2026-12-01"),
        a_deal("D1", amount="50000"),
    )

    async with store.read() as uow:
        found = await finance_lines(uow, "2026-11", today=AT.date(), default_plan="standard")
        quarter = await finance_lines(uow, "2026-Q4", today=AT.date(), default_plan="standard")

    drawn = {one.number: one.minor for one in found.states if one.kind == "draw"}
    # 5,000 less the 2,000 of October; a draw of 2,000; not hired yet.
    assert drawn == {"A001": -200_000, "A002": 200_000}
    assert sum(one.minor for one in found.lines) == 500_000
    assert quarter.states == ()


async def test_finance_reads_what_a_draw_makes_of_the_sum_and_a_manager_does_not(
    store: Store,
) -> None:
    await given_plan(store, _DRAWN)
    await take_in(
        store,
        a_hire("A002", name="韩梅梅", roles=["finance"]),
        a_hire("A003", name="王经理", roles=["manager"]),
        a_hire("A001", name="李雷", manager="A003"),
        a_deal(),
    )

    cards = []
    for number in ("A002", "A003"):
        async with store.read() as uow:
            asker = (await uow.people.by_number([number]))[number][0]
            asked = Interaction(
                id="i", person=asker, at=AT, understood=understand("李雷的提成", today=AT.date())
            )
            cards.append(statement(await commission(asked, uow), Reader()))

    rows = [{row.label: row.value for row in card.rows} for card in cards]
    assert rows[0]["本期应发"] == "¥2,000.00(至少 ¥2,000.00)"
    assert rows[0]["待抵扣"].startswith("¥1,100.00")
    assert "本期应发" not in rows[1]
