"""What Foothold does unasked."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from datetime import datetime

from bot.cli.groups import Json, jobs


@jobs.command(name="list")
async def list_jobs(*, json: Json = False) -> None:
    """List all jobs with their next slot and how the last one ended."""
    from bot.job_commands import list_jobs as listed

    await listed(as_json=json)


@jobs.command(name="run")
async def run_job(name: str, *, at: datetime | None = None) -> None:
    """Run one slot of a job now, in this process.

    Parameters
    ----------
    name: a job as listed.
    at: the slot, such as 2026-12-01T06:52; now if not given.

    """
    from bot.job_commands import run_job as ran

    await ran(name, at)
