"""A clock alone in a process, with one job that writes down whom it acted on.

`python -m tests.journeys.clock_process URL HOURS`: the store, and by how many hours business time
is ahead of the first start.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

from bot.clock import Clock
from config.plans import read_plan
from jobs.job import JobSite
from jobs.runner import Runner
from storage.store import Store
from tests.builders import AT
from tests.fakes import FixedClock
from tests.jobs.crew import a_job, hourly


async def _nothing() -> None:
    return None


async def _main(url: str, hours: int) -> None:
    runner = Runner(
        Store(url, read_plan=read_plan),
        jobs=[a_job(size=5)],
        site=JobSite(),
        clock=FixedClock(AT + timedelta(hours=hours)),
        slots_between=hourly,
        owner=str(os.getpid()),
        lease=timedelta(seconds=3),
    )
    clock = Clock(runner, zone="Asia/Shanghai", seal=_nothing, look_seconds=0.5)
    clock.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2])))
