"""Real processes on PostgreSQL and Valkey, all dead for six hours of a morning."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels import wire
from bot.opening import open_store
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.journeys.processes import kill
from tests.journeys.site import site_settings

_REPS = 4
_HR = _REPS + 1
#: Before reconcile at 04:47, statement at 06:52 and unmatched at 07:41.
_NIGHT = datetime.fromisoformat("2026-12-01T03:30:00+08:00").astimezone(UTC)
_CREW = ("clock", "clock", "worker", "relay", "relay")
_JOBS = ("reconcile", "statement", "unmatched")
_STARTED = (
    "SELECT count(DISTINCT job) FROM job_run"
    " WHERE state = 'start' AND job IN ('reconcile', 'statement', 'unmatched')"
)
_ENDED = (
    "SELECT count(*) FROM job_run"
    " WHERE state IN ('done', 'skipped') AND job IN ('reconcile', 'statement', 'unmatched')"
)
_SLOTS = (
    "SELECT job, count(*), min(state) FROM job_run"
    " WHERE state <> 'start' AND job IN ('reconcile', 'statement', 'unmatched') GROUP BY job"
)
_SENT = "SELECT count(*) FROM notice WHERE state = 'sent' AND kind IN ('statement', 'unmatched')"
_LOOKS = 900
_PAUSE = 0.1


@pytest.fixture
async def store(tmp_path: Path, pg_url: str) -> AsyncIterator[Store]:
    """Reps who sold in November, and HR, who has an event from nowhere to look into."""
    opened = open_store(site_settings(tmp_path / "site", database_url=pg_url))
    async with opened.begin() as uow:
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=_NIGHT)
    reps = [f"A{n:03}" for n in range(1, _REPS + 1)]
    await take_in(opened, *(a_hire(rep) for rep in reps), a_hire("H001", roles=["hr"]))
    await take_in(opened, *(a_deal(f"D{rep}", employee_id=rep) for rep in reps), is_quiet=True)
    stray = an_event("stray", "deal.cancelled", {"deal_id": "nowhere"})
    await take_in(opened, stray, at=_NIGHT - timedelta(days=1))
    async with opened.begin() as uow:
        for person in range(1, _HR + 1):
            address = {"channel": "webchat", "address": str(person)}
            await uow.links.link(**address, person_id=person, at=_NIGHT)
    yield opened
    await opened.close()


@asynccontextmanager
async def _running(folder: Path, store: Store, redis_url: str, at: datetime) -> AsyncIterator[None]:
    """Run all roles, two of some, until the block is left; then kill them with -9."""
    env = {
        **os.environ,
        "FOOTHOLD_HOME": str(folder / "site"),
        "FOOTHOLD_DATABASE_URL": store.url,
        "FOOTHOLD_REDIS_URL": redis_url,
    }
    async with AsyncExitStack() as stack:
        for role in _CREW:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.journeys.role_process", role, at.isoformat()),
                env=env,
                cwd=Path(__file__).parents[2],
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            stack.push_async_callback(kill, process)
        yield


async def _until(store: Store, query: str, count: int) -> None:
    for _ in range(_LOOKS):
        if (found := await answers(store, query)) == [(count,)]:
            return
        await asyncio.sleep(_PAUSE)
    raise AssertionError(f"{found} instead of {count}: {query}")


async def _told(store: Store) -> list[list[str]]:
    """Give the first line of all that each rep, and then HR, was told."""
    async with store.read() as uow:
        pages = [
            await uow.chat.page(person_id=one, before=None, limit=100) for one in range(1, _HR + 1)
        ]
    return [[wire.read(e.body).message.text.splitlines()[0] for e in page] for page in pages]


async def test_no_reminder_is_lost_in_six_hours_and_none_comes_twice(
    tmp_path: Path, store: Store, redis_url: str
) -> None:
    async with _running(tmp_path, store, redis_url, _NIGHT):
        await _until(store, _STARTED, len(_JOBS))

    for hours in (6, 7):  # back after the outage; killed, and an hour on
        async with _running(tmp_path, store, redis_url, _NIGHT + timedelta(hours=hours)):
            await _until(store, _ENDED, len(_JOBS))
            await _until(store, _SENT, _REPS + 1)

    assert sorted(await answers(store, _SLOTS)) == [(job, 1, "done") for job in _JOBS]
    *reps, hr = await _told(store)
    statements = [[line for line in told if "11" in line] for told in reps]
    assert [len(told) for told in statements] == [1] * _REPS
    assert len(hr) == 1
