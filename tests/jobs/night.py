"""The product's jobs run for one slot on a store with people, deals and notices."""

from __future__ import annotations

import json
from datetime import datetime

from jobs.job import JobSite
from jobs.runner import Runner
from jobs.schedule import JOBS
from storage.job import Run
from storage.store import Store
from tests.fakes import FixedClock
from tests.jobs.crew import answers, hourly


async def run(store: Store, name: str, slot: datetime) -> Run:
    """Run a job's slot with business time standing at it."""
    runner = Runner(
        store,
        jobs=JOBS,
        site=JobSite(),
        clock=FixedClock(slot),
        slots_between=hourly,
        owner="test",
    )
    return await runner.run_slot(name, slot)


async def told(store: Store, kind: str) -> list[tuple[int, dict[str, object]]]:
    """Give (person, facts) of the notices of a kind, oldest first."""
    rows = await answers(
        store,
        f"SELECT person_id, facts FROM notice WHERE kind = '{kind}' ORDER BY id",  # noqa: S608 - our own names
    )
    return [(int(str(person_id)), json.loads(str(facts))) for person_id, facts in rows]
