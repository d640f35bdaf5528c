"""One slot of one of the product's jobs in a process of its own, to be killed in the middle.

`python -m tests.journeys.night_process URL JOB SLOT`: the store, the job's name, an ISO time.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from config.plans import read_plan
from storage.store import Store
from tests.jobs.night import run


async def _main(url: str, job: str, slot: datetime) -> None:
    await run(Store(url, read_plan=read_plan), job, slot)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3])))
