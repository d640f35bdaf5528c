"""Nightly scoring of many reps on a store with a speaking model: seconds, memory, growth, ratio.

Three nights, each in a process of its own: the first, which opens alerts; one in the same week
after which one rep in a hundred has done her courses; and the first after a week was cut, which
keeps a row of everybody. Beside it stands the same arithmetic on arrays in memory: signals, level,
risk and band of every row. What is more is reading, acting on whose signals changed, and keeping.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import datetime, timedelta

import numpy as np

from config.plans import read_plan
from jobs.retention_panel import panel_of
from rules.panel import Floats
from rules.retention_model import read
from storage.retention import Career
from storage.store import Store
from tests.benchmarks.figure import Figure, Place, Size
from tests.benchmarks.night_company import COURSES, FIRST, HIRED, RATINGS, change, staff

_URL = 22
_CHANGED = 100
_NIGHTS = (
    ("first night", FIRST),
    ("a night in the week", FIRST + timedelta(days=1)),
    ("the night after a cut", FIRST + timedelta(days=7)),
)


async def measure(place: Place, size: Size) -> list[Figure]:
    """Score each size in a store of its own."""
    figures: list[Figure] = []
    took: dict[tuple[str, int], float] = {}
    sizes = sorted({1_000, *size.reps})
    for n, reps in enumerate(sizes):
        store = Store(place.url(_URL + n), read_plan=read_plan)
        await store.upgrade()
        await staff(store, reps)
        bare = await _bare(store, reps)
        for what, slot in _NIGHTS:
            if slot > FIRST:
                await change(store, reps, each=_CHANGED)
            found = await _night(place.url(_URL + n), slot)
            took[what, reps] = found["cpu"]
            figures.append(_figure(place, what, reps, found, bare))
        await store.close()
    few, many = sizes[0], sizes[-1]
    figures += [
        Figure(
            database=place.database,
            what=f"nightly scoring, {what}: growth from {few:,} to {many:,} reps, per rep,"
            " of processor time",
            value=took[what, many] / took[what, few] / (many / few),
            unit="times",
        )
        for what, _ in _NIGHTS
    ]
    return figures


async def _night(url: str, slot: datetime) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.night_served", url, slot.isoformat()),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the night ended with {process.returncode}")
    found: dict[str, float] = json.loads(said)
    return found


def _figure(place: Place, what: str, reps: int, found: dict[str, float], bare: float) -> Figure:
    acted, cpu, peak = (found[name] for name in ("acted", "cpu", "peak_mb"))
    return Figure(
        database=place.database,
        what=f"nightly scoring of {reps:,} reps, {what} "
        f"({acted:,.0f} acted on, {cpu:.1f} s of processor, peak {peak:.0f} MB)",
        value=found["seconds"],
        unit="s",
        beside=bare,
        ratio=found["seconds"] / bare,
    )


async def _bare(store: Store, reps: int) -> float:
    """Give the seconds of the arithmetic alone, with every row in memory."""
    async with store.read() as uow:
        weeks = await uow.retention.weeks(as_known=FIRST)
        number, _ = await uow.retention.choice()
        model = read(str(await uow.retention.body(number or 0)))
    careers = [
        Career(person_id=n, hired_on=HIRED, probation_ends_on=None, left_on=None, outcome=None,
               decided_on=None)
        for n in range(1, reps + 1)
    ]  # fmt: skip
    panel = panel_of(weeks, careers)
    draw = np.random.default_rng(2)
    done = draw.integers(0, 2, (reps, COURSES))
    rated = draw.integers(0, 11, (reps, RATINGS, 2)).astype(np.float64)
    sold = draw.integers(0, 3, (reps, 3))
    began = time.perf_counter()
    _levels(done, rated, sold)
    risk = model.risk(panel)
    np.digitize(risk, [one.above for one in model.bands])
    return time.perf_counter() - began


def _levels(done: np.ndarray, rated: Floats, sold: np.ndarray) -> np.ndarray:
    training = done.mean(axis=1) < 0.8
    mentor = rated.mean(axis=(1, 2)) < 7
    stalled = np.all(np.diff(sold, axis=1) <= 0, axis=1)
    return np.asarray(training.astype(int) + mentor + stalled)
