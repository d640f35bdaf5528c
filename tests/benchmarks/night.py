"""Nightly scoring of many reps on a store with a speaking model: seconds, memory, growth, ratio.

Each rep has a few kept weeks. Beside it stands the same arithmetic on arrays in memory: features,
risk and band of every row. What is more is reading, assessing signals and keeping the bands.
"""

from __future__ import annotations

import asyncio
import json
import resource
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from config.plans import read_plan
from jobs.job import JobSite
from jobs.retention_model import train
from jobs.retention_panel import NAMES, TOPICS, panel_of
from jobs.runner import Runner
from jobs.schedule import JOBS
from rules.people import Person, Role
from rules.retention_label import labels
from rules.retention_model import RiskModel, read, written
from storage.retention import Career, Week
from storage.store import Store
from tests.benchmarks.figure import Figure, Place, Size
from tests.builders import PLAN, given_plan
from tests.fakes import FixedClock
from tests.jobs.crew import hourly
from tests.retention_site import panel_in_memory
from tests.simulated_company import a_company

_URL = 22
_WEEKS = 4
_NIGHT = datetime(2026, 11, 23, 21, 38, tzinfo=UTC)
_HIRED = date(2026, 9, 28)
_BATCH = 5_000


async def measure(place: Place, size: Size) -> list[Figure]:
    """Score each size in a store of its own."""
    model = await asyncio.to_thread(_model)
    figures: list[Figure] = []
    seconds: dict[int, float] = {}
    sizes = sorted({1_000, *size.reps})
    for n, reps in enumerate(sizes):
        store = Store(place.url(_URL + n), read_plan=read_plan)
        await store.upgrade()
        await _staff(store, reps, model)
        began = time.perf_counter()
        await _night(store)
        seconds[reps] = time.perf_counter() - began
        bare = await _bare(store, reps)
        await store.close()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures.append(
            Figure(
                database=place.database,
                what=f"nightly scoring of {reps:,} reps (peak so far {peak:.0f} MB)",
                value=seconds[reps],
                unit="s",
                beside=bare,
                ratio=seconds[reps] / bare,
            )
        )
    few, many = sizes[0], sizes[-1]
    figures.append(
        Figure(
            database=place.database,
            what=f"nightly scoring: growth from {few:,} to {many:,} reps, per rep",
            value=seconds[many] / seconds[few] / (many / few),
            unit="times",
        )
    )
    return figures


def _model() -> RiskModel:
    company = panel_in_memory(a_company(1_000, seed=1))
    none = np.full(len(company), np.nan)
    panel = replace(company, numbers={name: company.numbers.get(name, none) for name in NAMES})
    said = labels(panel, horizon=4)
    return train(panel, said, said.is_known, topics=TOPICS)


async def _staff(store: Store, reps: int, model: RiskModel) -> None:
    await given_plan(store, PLAN)
    draw = np.random.default_rng(1)
    for first in range(1, reps + 1, _BATCH):
        ids = range(first, min(first + _BATCH, reps + 1))
        people = [
            Person(id=n, number=f"B{n}", name=f"B{n}", roles=frozenset({Role.REP}),
                   hired_on=_HIRED, probation_ends_on=_HIRED + timedelta(days=181))
            for n in ids
        ]  # fmt: skip
        weeks = [
            Week(
                person_id=n, week=date(2026, 10, 26) + timedelta(weeks=back), known_at=_NIGHT,
                event_time=_NIGHT, facts=_facts(draw),
            )
            for n in ids
            for back in range(_WEEKS)
        ]  # fmt: skip
        async with store.begin() as uow:
            await uow.people.save([(one, {}) for one in people])
            await uow.retention.add(weeks)
    fitted = {"fitted_at": _NIGHT, "seen_until": _HIRED, "horizon": 4, "leavers": 300,
              "schema_hash": model.schema_hash, "is_admitted": True}  # fmt: skip
    async with store.begin() as uow:
        number = await uow.retention.add_model(
            fitted, body=written(model), evaluation=json.dumps({})
        )
        await uow.retention.choose(number, "promoted", by="bench", at=_NIGHT)


def _facts(draw: np.random.Generator) -> dict[str, float | None]:
    return {
        "training_completion": round(float(draw.uniform(0.4, 1)), 2),
        "courses_overdue": 1.0,
        "mentor_rating": round(float(draw.uniform(4, 10)), 1),
        "mentor_tasks_done": 2.0,
        "deals": float(draw.poisson(0.6)),
    }


async def _night(store: Store) -> None:
    runner = Runner(
        store, jobs=JOBS, site=JobSite(), clock=FixedClock(_NIGHT), slots_between=hourly,
        owner="bench",
    )  # fmt: skip
    await runner.run_slot("risk", _NIGHT)


async def _bare(store: Store, reps: int) -> float:
    """Give the seconds of the arithmetic alone, with every row in memory."""
    async with store.read() as uow:
        weeks = await uow.retention.weeks(as_known=_NIGHT)
        number, _ = await uow.retention.choice()
        model = read(str(await uow.retention.body(number or 0)))
    careers = [
        Career(person_id=n, hired_on=_HIRED, probation_ends_on=None, left_on=None, outcome=None,
               decided_on=None)
        for n in range(1, reps + 1)
    ]  # fmt: skip
    panel = panel_of(weeks, careers)
    began = time.perf_counter()
    risk = model.risk(panel)
    np.digitize(risk, [one.above for one in model.bands])
    return time.perf_counter() - began
