"""How much, why and what if: the facts a rep is answered with, from a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from config.plans import read_plan
from handlers.commission import commission
from handlers.interaction import Interaction
from handlers.understanding import understand
from handlers.why import why
from rules.earning import States
from rules.statement import Change, Explanation, Statement
from storage.store import Store
from tests.builders import AT, MARGINAL, PLAN, Event, a_deal, a_hire, an_event, given_plan, take_in

_COLLECTED = MARGINAL.replace(
    'earned_on = "collected"', 'tier_on = "collected"\nearned_on = "collected"'
)
_BUSINESS = PLAN.replace(
    'currency = "CNY"',
    'currency = "CNY"\nperiod = "business_month"\nbusiness_month_starts_on = 26',
)

_YEARLY = PLAN.replace('currency = "CNY"', 'currency = "CNY"\nperiod = "year"')


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A store with Lei (1), on each database."""
    opened = Store(database_url, read_plan=read_plan)
    await opened.upgrade()
    await take_in(opened, a_hire("A001", name="李雷"))
    yield opened
    await opened.close()


async def _asks(store: Store, text: str, at: datetime = AT) -> Statement:
    async with store.read() as uow:
        return await commission(await _interaction(store, text, at), uow)


async def _interaction(store: Store, text: str, at: datetime) -> Interaction:
    async with store.read() as uow:
        person = (await uow.people.by_id([1]))[1]
    understood = understand(text, today=at.date())
    return Interaction(id="i", person=person, at=at, understood=understood)


def _paid(deal: str, instalment: str, amount: str, at: str) -> Event:
    said = {"deal_id": deal, "instalment_id": instalment, "amount": amount, "paid_at": at}
    return an_event(f"paid-{deal}-{instalment}", "deal.paid", said, occurred_at=at)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        pytest.param("上个月的提成", States(payable=120_000), id="November is payable"),
        pytest.param("本月提成", States(earned=205_000), id="December is earned"),
    ],
)
async def test_a_deal_paid_in_two_months_is_earned_in_each_by_its_own_payment(
    store: Store, text: str, states: States
) -> None:
    await given_plan(store, _COLLECTED)
    await take_in(
        store,
        a_deal("D1", amount="50000", closed_at="2026-11-20T10:00:00+08:00"),
        _paid("D1", "1", "20000", "2026-11-22T10:00:00+08:00"),
        _paid("D1", "2", "30000", "2026-12-03T10:00:00+08:00"),
    )

    answer = await _asks(store, text, datetime(2026, 12, 5, 3, tzinfo=UTC))

    assert answer.states == states


@pytest.mark.parametrize(
    ("text", "kind", "period"),
    [
        pytest.param("今年的提成", "period", "2026", id="this year"),
        pytest.param("去年的提成", "period", "2025", id="last year"),
        pytest.param("本月提成", "month", "2026", id="a month of it"),
    ],
)
async def test_a_year_is_the_plans_own_period_and_a_month_of_it_a_stretch_of_days(
    store: Store, text: str, kind: str, period: str
) -> None:
    await given_plan(store, _YEARLY)
    await take_in(store, a_deal("D1", amount="9000", closed_at="2026-03-20T10:00:00+08:00"))

    answer = await _asks(store, text, datetime(2026, 11, 28, 3, tzinfo=UTC))

    assert (answer.kind, answer.period) == (kind, period)
    assert answer.total == (45_000 if text == "今年的提成" else 0)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        pytest.param("本月提成", "2026-12", id="this month began on the 26th"),
        pytest.param("上个月的提成", "2026-11", id="last month is the one before it"),
        pytest.param("10月的提成", "2026-10", id="a month by its name"),
    ],
)
async def test_a_month_is_the_plans_own(store: Store, text: str, period: str) -> None:
    await given_plan(store, _BUSINESS)

    answer = await _asks(store, text, datetime(2026, 11, 28, 3, tzinfo=UTC))

    assert (answer.kind, answer.period) == ("period", period)


async def test_what_a_locked_month_loses_stands_in_the_open_one_and_the_states_add_up(
    store: Store,
) -> None:
    await given_plan(store)
    await take_in(store, a_deal("D1", closed_at="2026-10-20T10:00:00+08:00"))
    async with store.begin() as uow:
        await uow.plans.lock(plan_name="standard", period="2026-10", at=AT, by=None, paid_on=None)
    await take_in(store, an_event("c", "deal.cancelled", {"deal_id": "D1"}, version=2))

    november = await _asks(store, "本月提成")

    assert november.total == -45_000
    assert november.states == States(earned=-45_000)
    assert [line.change for line in november.lines] == [Change.TAKEN_BACK]


async def test_a_deal_with_its_catch_up_is_one_line(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_deal("D1"), a_deal("D2", amount="8000"))

    answer = await _asks(store, "今天的提成")

    assert [(line.minor, line.catch_up) for line in answer.lines] == [(45_000, 0), (74_000, 18_000)]


async def test_a_sum_is_the_ledgers_however_many_lines_there_are(store: Store) -> None:
    await given_plan(store, PLAN.replace('"7%"', '"5%"').replace('"10%"', '"5%"'))
    await take_in(store, *(a_deal(f"D{n}", amount="20") for n in range(2100)))

    answer = await _asks(store, "本月提成")

    assert (answer.total, answer.deals) == (210_000, 2100)
    assert answer.days.start == date(2026, 11, 1)


async def test_why_says_what_the_customer_still_owes(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_deal("D1"), _paid("D1", "1", "4000", "2026-11-24T10:30:00+08:00"))

    async with store.read() as uow:
        answer = await why(await _interaction(store, "为什么", AT), uow)

    assert isinstance(answer, Explanation)
    assert answer.missing == 500_000
