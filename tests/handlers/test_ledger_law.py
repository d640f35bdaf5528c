"""Any order, repeats, amendments, cancellations, locks: the ledger sums to f of the survivors."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.plans import read_plan
from rules.commission import surviving
from rules.crediting import Account, PlanVersion, Terms
from storage.store import Store
from tests.builders import AT, MARGINAL, PLAN, Event, given_plan, take_in
from tests.deal_histories import histories
from tests.memory import memory
from tests.plans_of_pay import PLANS
from tests.schema import lay_out, sqlite_in

NewDatabase = Callable[[], AbstractAsyncContextManager[str]]

_COLLECTED = PLAN.replace('earned_on = "collected"', 'tier_on = "collected"')


async def _sums_and_worth(
    url: str, toml: str, events: Sequence[Event], lock_after: int
) -> tuple[dict[Account, int], dict[Account, int]]:
    store = Store(url, read_plan=read_plan)
    await store.upgrade()
    try:
        plan_id = await given_plan(store, toml)
        for n, event in enumerate(events):
            await take_in(store, event)
            if n == lock_after:
                async with store.begin() as uow:
                    await uow.plans.lock(
                        plan_name="standard", period="2026-10", at=AT, by=None, paid_on=None
                    )
        plan = read_plan(toml)
        version = PlanVersion(id=plan_id, plan=plan, version=1, starts_on=date(2020, 1, 1))
        terms = Terms(version=lambda _p, _d: version, zone=lambda _p: "Asia/Shanghai")
        async with store.read() as uow:
            deals = await uow.deals.by_key({("crm", f"D{n}") for n in range(5)})
            sums = await uow.ledger.sums()
        worth = surviving(deals.values(), terms, {plan_id: plan})
    finally:
        await store.close()
    return {k: v for k, v in sums.items() if v}, {k: v for k, v in worth.items() if v}


_each_plan = pytest.mark.parametrize(
    "toml",
    [
        pytest.param(PLAN, id="whole amount"),
        pytest.param(MARGINAL, id="marginal"),
        pytest.param('measure = "deal"' + PLAN, id="per deal"),
        pytest.param(_COLLECTED, id="collected walks the tiers"),
    ],
)


@_each_plan
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(events=histories(), lock_after=st.integers(0, 12))
def test_the_ledger_sums_to_what_the_surviving_deals_are_worth(
    toml: str, events: list[Event], lock_after: int
) -> None:
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        url = sqlite_in(lay_out(Path(folder)))

        sums, worth = asyncio.run(_sums_and_worth(url, toml, events, lock_after))

    assert sums == worth


@_each_plan
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(events=histories(), lock_after=st.integers(0, 12))
def test_the_law_holds_on_postgresql_too(
    new_pg: NewDatabase, toml: str, events: list[Event], lock_after: int
) -> None:
    sums, worth = asyncio.run(_on_a_new_one(new_pg, toml, events, lock_after))

    assert sums == worth


_plan_of_pay = st.sampled_from(sorted(PLANS)).map(lambda name: PLANS[name])


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(toml=_plan_of_pay, events=histories(), lock_after=st.integers(0, 12))
def test_the_law_holds_whatever_else_a_plan_pays_by(
    toml: str, events: list[Event], lock_after: int
) -> None:
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        url = sqlite_in(lay_out(Path(folder)))

        sums, worth = asyncio.run(_sums_and_worth(url, toml, events, lock_after))

    assert sums == worth


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(toml=_plan_of_pay, events=histories(), lock_after=st.integers(0, 12))
def test_it_holds_on_postgresql_whatever_else_a_plan_pays_by(
    new_pg: NewDatabase, toml: str, events: list[Event], lock_after: int
) -> None:
    sums, worth = asyncio.run(_on_a_new_one(new_pg, toml, events, lock_after))

    assert sums == worth


async def _on_a_new_one(
    new_pg: NewDatabase, toml: str, events: Sequence[Event], lock_after: int
) -> tuple[dict[Account, int], dict[Account, int]]:
    async with new_pg() as url:
        return await _sums_and_worth(url, toml, events, lock_after)
