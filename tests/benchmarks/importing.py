"""Import of a long sheet by the command itself: seconds and memory."""

from __future__ import annotations

import asyncio
import csv
import os
import subprocess
import sys
import time
from pathlib import Path

from config.plans import read_plan
from storage.store import Store
from tests.benchmarks.figure import Figure, Place, Size
from tests.builders import a_hire, given_plan, take_in

NUMBER = 9
_REPS = 100


async def measure(place: Place, size: Size) -> list[Figure]:
    """Import a sheet of deals by a hundred reps into an empty site; the bar is the command's."""
    home = place.home(NUMBER)
    home.mkdir(parents=True, exist_ok=True)
    store = Store(place.url(NUMBER), read_plan=read_plan)
    await store.upgrade()
    await given_plan(store)
    await take_in(store, *(a_hire(f"A{n:03}") for n in range(_REPS)))
    await store.close()
    sheet = home / "deals.csv"
    _write(sheet, size.rows)
    started = time.perf_counter()
    peak = await asyncio.to_thread(_run, home, place.url(NUMBER), sheet)
    seconds = time.perf_counter() - started
    what = f"import of {size.rows:,} rows"
    return [
        Figure(database=place.database, what=what, value=seconds, unit="s"),
        Figure(
            database=place.database, what=f"{what}, rate", value=size.rows / seconds, unit="rows/s"
        ),
        Figure(database=place.database, what=f"{what}, peak memory", value=peak, unit="MB"),
    ]


def _write(sheet: Path, rows: int) -> None:
    with sheet.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["单号", "工号", "金额", "币种", "客户", "成交日期"])
        for n in range(rows):
            day = f"2026-{n % 10 + 1:02}-{n % 28 + 1:02}"
            writer.writerow([f"I{n}", f"A{n % _REPS:03}", "1280.50", "CNY", f"客户{n % 997}", day])


def _run(home: Path, url: str, sheet: Path) -> float:
    """Run the command and give its own peak in MB (Linux counts in KB)."""
    environment = {**os.environ, "FOOTHOLD_HOME": str(home), "FOOTHOLD_DATABASE_URL": url}
    child = subprocess.Popen(
        [sys.executable, "-m", "bot", "import", "deals", str(sheet)], env=environment
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, f"the import ended with {child.returncode}"
    return used.ru_maxrss / 1024
