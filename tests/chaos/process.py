"""`foothold run ROLE` with one more job, which writes down whom it acted on, once per rep and slot.

The schedule's own jobs come once a day; this one is given slots by the run that tests.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.__main__ import main
from jobs import schedule
from jobs.job import Job, Occasion, Within
from rules.schedule import CatchUp
from storage.unit_of_work import UnitOfWork
from tests.jobs.crew import act

NAME = "chaos"
_SHARD_SIZE = 10


async def _sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    del occasion
    people = await uow.people.everyone(after=max(within.lo, 1) - 1)
    return [one.id for one in people if one.id <= within.hi]


JOB = Job(
    name=NAME,
    cron="0 0 1 1 *",
    help="Writes down each person once a slot.",
    catch_up=CatchUp.EACH,
    sweep=_sweep,
    act=act,
    size=_SHARD_SIZE,
)

if __name__ == "__main__":
    schedule.JOBS = (*schedule.JOBS, JOB)  # the one way in: the table is no setting
    main()
