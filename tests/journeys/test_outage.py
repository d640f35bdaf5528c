"""Real processes on PostgreSQL and Valkey, all dead for six hours of a morning."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels import wire
from bot.opening import open_store
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.journeys.roles import running_roles, until
from tests.journeys.site import site_settings

_REPS = 4
_HR = _REPS + 1
#: Before reconcile at 04:47, statement at 06:52 and unmatched at 07:41.
_NIGHT = datetime.fromisoformat("2026-12-01T03:30:00+08:00").astimezone(UTC)
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
    async with running_roles(tmp_path, store, redis_url, _NIGHT):
        await until(store, _STARTED, len(_JOBS))

    for hours in (6, 7):  # back after the outage; killed, and an hour on
        async with running_roles(tmp_path, store, redis_url, _NIGHT + timedelta(hours=hours)):
            await until(store, _ENDED, len(_JOBS))
            await until(store, _SENT, _REPS + 1)

    assert sorted(await answers(store, _SLOTS)) == [(job, 1, "done") for job in _JOBS]
    *reps, hr = await _told(store)
    statements = [[line for line in told if "11" in line] for told in reps]
    assert [len(told) for told in statements] == [1] * _REPS
    assert hr.count("有 1 条新数据没有对上") == 1
    assert len(set(hr)) == len(hr)  # whatever else HR is asked, reps without a first day too
