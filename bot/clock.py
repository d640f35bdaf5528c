"""Wake jobs up at their times. Which slots are due is asked of the store and the business clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from jobs.runner import Runner

log = structlog.get_logger()

#: Looks after what the triggers can not know: a dead owner, a failed tick, a moved clock.
_LOOK_SECONDS = 10
_SEAL_SECONDS = 5
_A_DAY = timedelta(days=1)


def slots_between(cron: str, after: datetime, until: datetime, *, zone: str) -> Sequence[datetime]:
    """Give the slots of a cron in a zone after one time and up to another, UTC, oldest first.

    A cron names times on the wall. One that summer time skips is meant an hour later; one that
    comes twice is meant the first time; so each day has its slot once.
    """
    place = ZoneInfo(zone)
    # The trigger walks the wall as if it never moved; APScheduler itself would run 02:30 twice.
    trigger = CronTrigger.from_crontab(cron, timezone=UTC)
    wall = after.astimezone(place).replace(tzinfo=UTC) - _A_DAY
    end = until.astimezone(place).replace(tzinfo=UTC) + _A_DAY
    slots: set[datetime] = set()
    while (fire := trigger.get_next_fire_time(None, wall)) is not None and fire <= end:
        slot = fire.replace(tzinfo=place, fold=0).astimezone(UTC)
        if after < slot <= until:
            slots.add(slot)
        wall = fire + timedelta(seconds=1)
    return sorted(slots)


class Clock:
    """One per process, any number of processes: the runner's rows decide who does what."""

    def __init__(
        self,
        runner: Runner,
        *,
        zone: str,
        seal: Callable[[], Awaitable[object]],
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._runner = runner
        self._zone = ZoneInfo(zone)
        self._seal = seal
        self._look_seconds = look_seconds
        self._scheduler = AsyncIOScheduler(
            timezone=self._zone,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._is_stopping = False

    def start(self) -> None:
        """Begin to wake, and look at every job at once: slots may have been missed."""
        for job in self._runner.jobs.values():
            trigger = CronTrigger.from_crontab(job.cron, timezone=self._zone)
            self._scheduler.add_job(self._wake, trigger, args=[job.name])
        self._scheduler.add_job(self._look, IntervalTrigger(seconds=self._look_seconds))
        self._scheduler.add_job(self._wake, IntervalTrigger(seconds=_SEAL_SECONDS), args=[""])
        self._scheduler.start()
        for name in self._runner.jobs:
            self._begin(name)

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is being done; what is left is put back."""
        self._is_stopping = True
        self._runner.stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self) -> None:
        for name in self._runner.jobs:
            self._begin(name)

    async def _wake(self, name: str) -> None:
        # Only begins: APScheduler would cancel what it waits for at its shutdown.
        self._begin(name)

    def _begin(self, name: str) -> None:
        """Do it in a task of its own; while that runs, remember that it was asked for again."""
        if self._is_stopping:
            return
        if name in self._busy:
            self._again.add(name)
            return
        task = asyncio.create_task(self._do(name))
        self._busy[name] = task
        task.add_done_callback(lambda _: self._ended(name))

    def _ended(self, name: str) -> None:
        del self._busy[name]
        if name in self._again:
            self._again.discard(name)
            self._begin(name)

    async def _do(self, name: str) -> None:
        try:
            await (self._runner.tick(name) if name else self._seal())
        except Exception:
            log.exception("clock.failed", job=name or "audit.seal")
