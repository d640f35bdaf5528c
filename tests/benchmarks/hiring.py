"""`hiring match` over many candidates of a plain table: seconds and memory of a process."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import time
from pathlib import Path

from config.profile import SAMPLE
from tests.benchmarks.figure import Figure, Place, Size

NUMBER = 21
_SIZES = (1_000, 10_000)
_TITLES = "候选人,抗压能力(0-10),学习能力(0-10),沟通倾听(1-5),客户开发(%),目标达成(0-10),转正"


async def measure(place: Place, size: Size) -> list[Figure]:
    """Match tables in a process of their own, once each: no database is asked."""
    del size
    if place.database != "sqlite":
        return []
    found = [figure for many in _SIZES for figure in await _matched(place, many)]
    few, more = (one.value for one in found if one.unit == "s of processor")
    what = f"hiring match: growth from {_SIZES[0]:,} to {_SIZES[1]:,}, per candidate, of processor"
    grown = more / few / (_SIZES[1] / _SIZES[0])
    return [*found, Figure(database="none", what=what, value=grown, unit="times")]


async def _matched(place: Place, many: int) -> list[Figure]:
    folder = place.home(NUMBER)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    table = folder / "candidates.csv"
    await asyncio.to_thread(_write, table, many)
    started, before = time.perf_counter(), _processor()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "hiring", "match", "--json"),
        *("--profile", str(SAMPLE), "--candidates", str(table)),
        env={**os.environ, "FOOTHOLD_HOME": str(folder)},
        stdout=asyncio.subprocess.DEVNULL,
    )
    code = await process.wait()
    took = time.perf_counter() - started
    if code:
        raise RuntimeError(f"hiring match ended with {code}")
    # The largest child so far: of the whole run where other benchmarks came before.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    what = f"hiring match, {many:,} candidates"
    return [
        Figure(database="none", what=what, value=took, unit="s"),
        Figure(database="none", what=what, value=_processor() - before, unit="s of processor"),
        Figure(database="none", what=f"{what}: memory", value=peak, unit="MB"),
    ]


def _processor() -> float:
    """Give the processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _write(table: Path, many: int) -> None:
    rows = (
        f"C{n},{n % 11},{n * 7 % 11},{1 + n % 5},{n * 13 % 101},{n * 3 % 11},{n * 5 % 2}"
        for n in range(many)
    )
    table.write_text("\n".join((_TITLES, *rows)), "utf-8")
