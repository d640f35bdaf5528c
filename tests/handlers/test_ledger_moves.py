"""A plan that changes in a month, a rep who changes plan: order, batches and days do not matter."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.plans import read_plan
from handlers.account import plan_book
from rules.commission import Totals, surviving
from rules.crediting import Account
from rules.periods import DayRange
from storage.store import Store
from tests.builders import MARGINAL, PLAN, Event, a_hire, given_plan, take_in
from tests.deal_histories import histories
from tests.memory import memory
from tests.plans_of_pay import PLANS
from tests.schema import lay_out, sqlite_in

NewDatabase = Callable[[], AbstractAsyncContextManager[str]]

#: Far enough for a fact of one evening to be of another day.
_ZONE = "America/New_York"
_FIRST, _DAYS = date(2026, 9, 1), 120
_BUSINESS = f'period = "business_month"\nbusiness_month_starts_on = 15{PLAN}'
_PLANS = {**PLANS, "whole amount": PLAN, "marginal": MARGINAL, "business month": _BUSINESS}
_plan = st.sampled_from(sorted(_PLANS)).map(lambda name: _PLANS[name])


@dataclass(frozen=True, kw_only=True)
class _Plans:
    """A plan, its version from the middle of October on, and one that A002 moves to."""

    first: str
    second: str
    other: str


_plans = st.builds(_Plans, first=_plan, second=_plan, other=_plan)


@dataclass(frozen=True, kw_only=True)
class _Books:
    """What a site holds after a history."""

    totals: dict[Account, Totals]
    worth: dict[Account, int]
    by_day: int
    by_period: int


async def _books(url: str, plans: _Plans, batches: Sequence[Sequence[Event]]) -> _Books:
    store = Store(url, read_plan=read_plan)
    await store.upgrade()
    try:
        await given_plan(store, plans.first)
        await given_plan(store, plans.second, starts_on=date(2026, 10, 15))
        await given_plan(store, plans.other.replace('"standard"', '"other"', 1))
        await take_in(store, a_hire("A001"), a_hire("A002", zone=_ZONE))
        async with store.begin() as uow:
            (mover,) = await uow.people.named("Rep A002")
            await uow.plans.assign([(mover.id, date(2026, 11, 20), "other")])
        for batch in batches:
            await take_in(store, *batch)
        async with store.read() as uow:
            people = await uow.people.by_id([1, 2])
            book = await plan_book(uow, people.values(), default_plan="standard")
            deals = await uow.deals.by_key({("crm", f"D{n}") for n in range(5)})
            read = {id_: version.plan for id_, version in book.versions.items()}
            worth = surviving(deals.values(), book.terms, read)
            totals = dict(await uow.findings.accounts(0, 2**62))
            days = [_FIRST + timedelta(days=n) for n in range(_DAYS)]
            by_day = [
                await uow.ledger.total(id_, DayRange(start=day, end=day + timedelta(days=1)))
                for id_ in people
                for day in days
            ]
            periods = {(account.person_id, account.period) for account in totals}
            by_period = [await uow.ledger.total(id_, period) for id_, period in periods]
    finally:
        await store.close()
    return _Books(
        totals={k: v for k, v in totals.items() if v.posted or v.count},
        worth=worth,
        by_day=sum(by_day),
        by_period=sum(by_period),
    )


def _in_one(events: Sequence[Event]) -> list[Sequence[Event]]:
    return [events]


def _one_by_one(events: Sequence[Event]) -> list[Sequence[Event]]:
    return [[event] for event in events]


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    plans=_plans,
    events=histories(zone=_ZONE),
    data=st.data(),
)
def test_order_and_batches_change_nothing_where_a_plan_changes_in_a_month(
    plans: _Plans, events: list[Event], data: st.DataObject
) -> None:
    again = data.draw(st.permutations([*events, *events[:3]]))

    whole, single = (
        _on_sqlite(plans, batches) for batches in (_in_one(events), _one_by_one(again))
    )

    assert whole.totals == single.totals
    assert {k: v.posted for k, v in whole.totals.items() if v.posted} == {
        k: v for k, v in whole.worth.items() if v
    }
    assert whole.worth == single.worth


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(plans=_plans, events=histories(zone=_ZONE))
def test_what_all_days_show_is_what_all_periods_pay(plans: _Plans, events: list[Event]) -> None:
    books = _on_sqlite(plans, _in_one(events))

    assert books.by_day == books.by_period == sum(books.worth.values())


@settings(
    max_examples=3,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(plans=_plans, events=histories(zone=_ZONE))
def test_days_and_periods_agree_on_postgresql_too(
    new_pg: NewDatabase, plans: _Plans, events: list[Event]
) -> None:
    async def on_a_new_one() -> _Books:
        async with new_pg() as url:
            return await _books(url, plans, _one_by_one(events))

    books = asyncio.run(on_a_new_one())

    assert books.by_day == books.by_period == sum(books.worth.values())


def _on_sqlite(plans: _Plans, batches: list[Sequence[Event]]) -> _Books:
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        url = sqlite_in(lay_out(Path(folder)))
        return asyncio.run(_books(url, plans, batches))
