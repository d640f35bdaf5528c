"""The risk model: fitting on so many reps by 26 weeks, and scoring rows of which all is at hand."""

from __future__ import annotations

import asyncio
import time

import numpy as np

from jobs.retention_model import score, train
from rules.panel import Panel
from rules.retention_label import labels
from tests.benchmarks.figure import Figure, Place, Size
from tests.retention_site import panel_in_memory
from tests.simulated_company import a_company


async def measure(place: Place, size: Size) -> list[Figure]:
    """Fit and score in memory; it is the same on either database, so it is done once."""
    if place.database != "sqlite":
        return []
    return await asyncio.to_thread(_measured, size.reps[0], size.rows)


def _measured(reps: int, rows: int) -> list[Figure]:
    company = a_company(reps, seed=1)
    panel = panel_in_memory(company)
    said = labels(panel, horizon=4)
    began = time.perf_counter()
    model = train(panel, said, said.is_known)
    fitted = time.perf_counter() - began
    many = _one_row_each(panel, rows)
    began = time.perf_counter()
    found = score(many, model)
    took = time.perf_counter() - began
    design = model.rows(many).astype(np.float64)
    began = time.perf_counter()
    1 / (1 + np.exp(-(design @ np.array(model.weights) + model.intercept)))
    bare = time.perf_counter() - began
    return [
        _figure(f"fit on {reps:,} reps, {len(panel):,} rows", fitted),
        _figure(f"score {len(found):,} rows with bands and reasons", took, bare),
    ]


def _figure(what: str, seconds: float, beside: float | None = None) -> Figure:
    return Figure(
        database="none", what=f"risk model: {what}", value=seconds, unit="s", beside=beside,
        ratio=None if beside is None else seconds / beside,
    )  # fmt: skip


def _one_row_each(panel: Panel, rows: int) -> Panel:
    """Give so many reps by repeating rows, each a rep of her own."""
    many = panel.only(np.arange(rows) % len(panel))
    return Panel(
        person=np.arange(rows), period=many.period, tenure=many.tenure, leaves=many.leaves,
        seen_until=many.seen_until, numbers=many.numbers, words={},
    )  # fmt: skip
