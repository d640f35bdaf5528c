"""What a job is: a row of the table, and what its functions are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar, cast

from rules.loop import LoopPolicy
from rules.risk import RiskPolicy
from rules.schedule import CatchUp
from rules.target import TargetPolicy
from storage.job import Tally
from storage.store import Store
from storage.unit_of_work import UnitOfWork

#: No id is higher.
HIGHEST = 2**62

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSite:
    """What a job must know of the site; the settings, handed down."""

    zone: str = "Asia/Shanghai"
    default_plan: str = "standard"
    keep_events: timedelta = timedelta(days=400)
    keep_notices: timedelta = timedelta(days=400)
    keep_jobs: timedelta = timedelta(days=90)
    #: Of those whose application ended without a hire.
    keep_candidates: timedelta = timedelta(days=180)
    keep_courses: timedelta = timedelta(days=1095)
    keep_records: timedelta = timedelta(days=1095)
    keep_pulses: timedelta = timedelta(days=1095)
    keep_alerts: timedelta = timedelta(days=1095)
    keep_snapshots: timedelta = timedelta(days=1825)
    keep_activities: timedelta = timedelta(days=1095)
    keep_bands: timedelta = timedelta(days=730)
    targets: TargetPolicy = TargetPolicy()
    risk: RiskPolicy = RiskPolicy()
    loop: LoopPolicy = LoopPolicy()


class Once:
    """What all shards of a run ask alike: looked up by each process once, and let go with the run.

    Two shards that ask at the same time may both look it up; the first answer is kept.
    """

    def __init__(self) -> None:
        self._found: dict[str, object] = {}

    async def get(self, what: str, look: Callable[[], Awaitable[Found]]) -> Found:
        """Give what was found under a name, or look it up."""
        if what not in self._found:
            found = await look()
            self._found.setdefault(what, found)
        return cast("Found", self._found[what])


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When a job is run: `slot` is the time it was meant for, `now` the time it is. Both UTC."""

    job: str
    slot: datetime
    now: datetime
    site: JobSite
    once: Once = field(default_factory=Once, compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """The ids from `lo` to `hi`, both included."""

    lo: int = 0
    hi: int = HIGHEST


class Acted(StrEnum):
    """How one id was settled."""

    DONE = "done"
    #: A second look found nothing to do.
    SKIPPED = "skipped"
    #: There is more of it: come again, in a transaction of its own.
    MORE = "more"


Sweep = Callable[[Occasion, UnitOfWork, Within], Awaitable[Sequence[int]]]
Act = Callable[[int, Occasion, UnitOfWork], Awaitable[Acted]]
#: Does what takes long outside of any transaction: reads, computes on a thread, writes at its end.
Apart = Callable[[int, Occasion, Store], Awaitable[Acted]]
Finish = Callable[[Occasion, UnitOfWork, Tally], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One row of `jobs/schedule.py`.

    `sweep` reads, narrows and gives ids in rising order; the range it is given is a shard's. Then
    `act` looks again at each id and does it, one transaction each. Where sets are cheaper, `bulk`
    does a whole range in one transaction and gives the ids to act on; killed between the two it is
    run again, so it must give those again. `apart` stands in for `act` where an id takes seconds:
    killed in it, it is run again, so it must see what it did. `finish` is run once, when all ids
    are settled.
    """

    name: str
    #: Minute hour day month weekday, in the organisation's zone; weekdays by name (mon).
    cron: str
    help: str
    catch_up: CatchUp
    sweep: Sweep
    act: Act | None = None
    bulk: Sweep | None = None
    apart: Apart | None = None
    finish: Finish | None = None
    #: Ids per shard. A worker has a few in hand at a time, so that their commits share the disk.
    size: int = 250
