"""What `foothold jobs` does: show the table with its last runs, and run one slot now."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.app import job_runner
from bot.clock import slots_between
from bot.command_store import upgraded
from bot.opening import now, start_logging
from bot.terminal_table import print_table
from config.settings import Settings, read_settings
from jobs.job import Job
from jobs.schedule import BY_NAME, JOBS
from rules.errors import Conflict, NotFound
from storage.job import Run
from storage.store import Store

console = Console(soft_wrap=True)

#: Every job runs at least weekly.
_AHEAD = timedelta(days=8)


async def list_jobs(*, as_json: bool) -> None:
    """Print every job with its next slot and its last run."""
    settings = start_logging(read_settings(), at_least="warning")
    async with upgraded(settings) as store:
        rows = [await _row(job, store, settings) for job in JOBS]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    columns = [name for name in rows[0] if name != "help"]
    print_table(console, columns, [[row[name] for name in columns] for row in rows])
    for row in rows:
        console.print(f"{row['name']}: {row['help']}", markup=False)


async def run_job(name: str, at: datetime | None) -> None:
    """Run one slot in this process; `at` without a zone is the organisation's."""
    settings = start_logging(read_settings(), at_least="warning")
    if name not in BY_NAME:
        raise NotFound("error.no_job", name=name, names=", ".join(BY_NAME))
    moment = now() if at is None else at
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(settings.zone))
    slot = moment.replace(microsecond=0)
    async with upgraded(settings) as store:
        async with store.read() as uow:
            before = await uow.jobs.run(name, slot)
        if before is not None and before.state not in ("pending", "running"):
            raise Conflict("error.job_was_run", name=name, slot=slot.isoformat())
        run = await job_runner(settings, store, clock=lambda: slot).run_slot(name, slot)
        async with store.read() as uow:
            failures = await uow.jobs.failures(name, slot)
    console.print(f"{name} {slot.isoformat()}: {_said(run)}", markup=False)
    for subject, error in failures:
        console.print(f"  not done for {subject}: {error}", markup=False)
    if run.state == "failed":
        sys.exit(1)


async def _row(job: Job, store: Store, settings: Settings) -> dict[str, object]:
    async with store.read() as uow:
        newest = await uow.jobs.newest(job.name)
    last = newest[0] if newest else None
    zone = ZoneInfo(settings.zone)
    moment = now()
    ahead = slots_between(job.cron, moment, moment + _AHEAD, zone=settings.zone)
    return {
        "name": job.name,
        "cron": job.cron,
        "next": ahead[0].astimezone(zone).isoformat(timespec="minutes") if ahead else None,
        "last": last.slot.astimezone(zone).isoformat(timespec="minutes") if last else None,
        "state": last.state if last else None,
        "done": last.done if last else None,
        "failed": last.failed if last else None,
        "skipped": last.skipped if last else None,
        "error": last.error if last else None,
        "help": job.help,
    }


def _said(run: Run) -> str:
    said = f"{run.state}, {run.done} done, {run.failed} failed, {run.skipped} skipped"
    return f"{said} ({run.error})" if run.error else said
