"""One night's scoring in a process of its own: prints seconds, processor time and peak memory."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import datetime
from pathlib import Path

import structlog

from config.plans import read_plan
from jobs.job import JobSite
from jobs.runner import Runner
from jobs.schedule import JOBS
from storage.store import Store
from tests.fakes import FixedClock
from tests.jobs.crew import hourly


async def _night(url: str, slot: datetime) -> dict[str, float]:
    store = Store(url, read_plan=read_plan)
    runner = Runner(
        store, jobs=JOBS, site=JobSite(), clock=FixedClock(slot), slots_between=hourly,
        owner="bench",
    )  # fmt: skip
    began, busy = time.perf_counter(), time.process_time()
    run = await runner.run_slot("risk", slot)
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy}
    await store.close()
    if (run.state, run.failed) != ("done", 0):
        raise RuntimeError(f"the night ended as {run.state}, {run.failed} failed")
    return {**took, "acted": float(run.done)}


def _peak() -> float:
    """Give the megabytes of this program alone: ru_maxrss holds its parent's from before."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    """Run the slot that is named on the database that is named."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    url, slot = sys.argv[1:3]
    found = asyncio.run(_night(url, datetime.fromisoformat(slot)))
    print(json.dumps({**found, "peak_mb": _peak()}), flush=True)  # noqa: T201 - read by our parent


if __name__ == "__main__":
    main()
