"""The price of one deal, with more and more deals in the rep's period before it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import median

from config.plans import read_plan
from rules.commission import DealCredit, Totals, post
from storage.store import Store
from tests.benchmarks.figure import Figure, Place, Size
from tests.builders import PLAN, Event, a_deal, a_hire, given_plan, take_in

NUMBER = 7
_CHUNK = 500
_CALLS = 5000
_BASE = 12_050


async def measure(place: Place, size: Size) -> list[Figure]:
    """Price by the rule alone and through ingestion, each against the shortest period."""
    place.home(NUMBER).mkdir(parents=True, exist_ok=True)
    store = Store(place.url(NUMBER), read_plan=read_plan)
    await store.upgrade()
    await given_plan(store)
    await take_in(store, a_hire())
    rule: list[float] = []
    whole: list[float] = []
    known = 0
    for deals in size.periods:
        for start in range(known, deals, _CHUNK):
            end = min(start + _CHUNK, deals)
            await take_in(store, *(_deal(n) for n in range(start, end)), is_quiet=True)
        rule.append(_rule(deals))
        whole.append(await _ingested(store, deals, size.repeats))
        known = deals + size.repeats
    await store.close()
    named = (("price by the rule", rule), ("one deal through ingest", whole))
    return [
        Figure(
            database=place.database,
            what=f"{name}, {deals:,} deals in the period",
            value=value * 1e6,
            unit="µs",
            ratio=value / values[0],
        )
        for name, values in named
        for deals, value in zip(size.periods, values, strict=True)
    ]


def _deal(n: int) -> Event:
    return a_deal(f"P{n}", amount="120.50", employee_id="A001")


def _rule(deals: int) -> float:
    plan = read_plan(PLAN)
    totals = Totals(base=_BASE * deals, posted=plan.total(_BASE * deals), count=deals)
    started = time.perf_counter()
    for _ in range(_CALLS):
        post(plan, totals=totals, credit=DealCredit(0, 0), base=_BASE)
    return (time.perf_counter() - started) / _CALLS


async def _ingested(store: Store, deals: int, repeats: int) -> float:
    seconds: list[float] = []
    for n in range(deals, deals + repeats):
        event = _deal(n)
        started = time.perf_counter()
        await take_in(store, event, at=datetime.now(UTC), is_quiet=True)
        seconds.append(time.perf_counter() - started)
    return median(seconds)
