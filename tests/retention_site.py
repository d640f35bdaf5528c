"""A site with a simulated company in its store, and that company as rows in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from rules.panel import NEVER, Panel
from storage.retention import Week
from storage.store import Store
from tests.builders import Event, a_hire, an_event, take_in
from tests.simulated_company import Company, a_company

FIRST = date(2025, 1, 6)
AT = datetime(2027, 3, 1, tzinfo=UTC)
TODAY = date(2027, 3, 1)


def panel_in_memory(company: Company) -> Panel:
    """Give the company's rows as a panel."""
    reps = int(company.rep.max()) + 1
    first, leaves = np.full(reps, NEVER), np.full(reps, NEVER)
    last = np.zeros(reps, dtype=np.int64)
    np.maximum.at(last, company.rep, company.week)
    np.minimum.at(first, company.rep, company.week)
    leaves[company.rep[company.left]] = company.week[company.left] + 1
    return Panel(
        person=company.rep, period=company.week,
        tenure=(company.week - first[company.rep] + 1).astype(np.float64),
        leaves=leaves[company.rep], seen_until=last[company.rep] + 1,
        numbers=company.columns, words={},
    )  # fmt: skip


def _day(week: int) -> date:
    return FIRST + timedelta(weeks=week)


async def given(store: Store, reps: int, *, until: int = NEVER, is_noise: bool = False) -> None:
    """Put a simulated company into the store: persons by event, weeks as they were known.

    `until` is the last week that has been seen; `go_on` brings what comes after it. `is_noise`:
    each week's figures are another week's, so that they tell nothing of who leaves.
    """
    company = a_company(reps, seed=4)
    if is_noise:
        order = np.random.default_rng(5).permutation(len(company))
        mixed = {name: column[order] for name, column in company.columns.items()}
        company = replace(company, columns=mixed)
    first = np.full(reps, NEVER)
    np.minimum.at(first, company.rep, company.week)
    events: list[Event] = []
    for rep in range(reps):
        hired = _day(int(first[rep]))
        dates = {"hired_on": str(hired), "probation_ends_on": str(hired + timedelta(days=181))}
        events.append(a_hire(f"A{rep:04}", **dates))
    await take_in(store, *events, at=AT, is_quiet=True)
    await go_on(store, company, since=-1, until=until)


async def go_on(store: Store, company: Company, *, since: int, until: int) -> None:
    """Let the weeks after `since` up to `until` be seen, with who left in them."""
    events = []
    for rep, week in zip(company.rep[company.left], company.week[company.left], strict=True):
        gone = {"employee_id": f"A{rep:04}", "kind": "resignation",
                "last_active_on": str(_day(int(week) + 1))}  # fmt: skip
        if since < week + 1 <= until:
            events.append(an_event(f"left-{rep}", "employee.left", gone))
    await take_in(store, *events, at=AT, is_quiet=True)
    async with store.begin() as uow:
        numbers = {one.number: one.id for one in await uow.people.everyone(limit=5000)}
        await uow.retention.add(
            [
                Week(
                    person_id=numbers[f"A{company.rep[n]:04}"],
                    week=_day(int(company.week[n])),
                    known_at=AT - timedelta(days=1),
                    event_time=AT - timedelta(days=2),
                    facts={
                        "training_completion": float(company.columns["training_completion"][n]),
                        "mentor_rating": _known(company.columns["mentor_rating"][n]),
                        "deals": float(company.columns["deals"][n]),
                    },
                )
                for n in np.flatnonzero((company.week > since) & (company.week <= until))
            ]
        )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
