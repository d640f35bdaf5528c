"""Killed while a probation or a target is decided: it is decided once, and everybody told once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from rules.target_record import Standing
from tests.builders import a_deal, a_hire, take_in
from tests.jobs.crew import answers
from tests.journeys.home import Home, today
from tests.journeys.processes import stalled
from tests.patience import SECONDS
from tests.post_office import sql
from tests.target_month import scored

LEI, MIN = 1, 2
_OUTCOME = {"kind": "confirmed", "reason": "达标", "signature": "P-1"}


@pytest.fixture
async def home(tmp_path: Path, database_url: str) -> AsyncIterator[Home]:
    """A site on each database, not running, with Lei (1) on probation and her manager Min (2)."""
    made = Home(tmp_path / "home", database_url)
    await made.prepare()
    hired = {
        "manager": "A002",
        "hired_on": (today() - timedelta(days=60)).isoformat(),
        "contract_months": 36,
        "probation_ends_on": (today() + timedelta(days=60)).isoformat(),
    }
    await take_in(
        made.store,
        _updated("A001", **hired),
        a_hire("A002", name="周敏", roles=["manager"]),
        at=datetime.now(UTC),
    )
    await made.link()
    await made.link(person_id=MIN)
    yield made
    await made.store.close()


def _updated(number: str, **said: object) -> tuple[str, object]:
    version = said.pop("version", 2)
    _, event = a_hire(number, **said)
    assert isinstance(event, dict)
    return "crm", {**event, "id": f"again-{number}-{version}", "version": version}


async def _confirmed(home: Home) -> tuple[object, ...]:
    """Give (standing, outcomes, news) of Lei."""
    [(standing,)] = await answers(home.store, "SELECT confirmed_on FROM person WHERE id = 1")
    outcomes = await answers(home.store, "SELECT 1 FROM probation_fact WHERE kind = 'outcome'")
    news = await answers(home.store, "SELECT 1 FROM notice WHERE kind = 'confirmed'")
    return standing is not None, len(outcomes), len(news)


@pytest.mark.parametrize(
    ("on", "when", "state"),
    [
        pytest.param(
            "INSERT ON probation_fact", "NEW.kind = 'outcome'", "received", id="before the outcome"
        ),
        pytest.param(
            "INSERT ON notice",
            "NEW.kind = 'confirmed'",
            "received",
            id="between the outcome and the house",
        ),
        pytest.param(
            "INSERT ON chat_entry", "NEW.key LIKE 'answer:%'", "done", id="before the answer"
        ),
    ],
)
async def test_a_confirmation_in_chat_is_whole_or_not_at_all(
    home: Home, on: str, when: str, state: str
) -> None:
    async with stalled(home.database, on=on, when=when) as stall, home.running():
        deciding = asyncio.create_task(_decides(home))
        await stall.reached()
    with pytest.raises(aiohttp.ClientError):
        await deciding
    assert await home.act("1", MIN) == state
    assert await _confirmed(home) == ((True, 1, 1) if state == "done" else (False, 0, 0))

    await home.end_leases()
    async with home.running():
        await home.until_act("1", "answered", MIN)
        statuses = [await _decides(home), await _decides(home)]

    assert statuses == [200, 200]
    assert await _confirmed(home) == (True, 1, 1)


async def _decides(home: Home, **more: str) -> int:
    return await home.submits(MIN, "probation_change", "1:outcome", **_OUTCOME, **more)


async def test_a_confirmation_whose_day_comes_is_decided_once(home: Home) -> None:
    due = today() + timedelta(days=2)  # tomorrow may begin while she decides
    async with home.running():
        await _decides(home, confirms_on=due.isoformat())
        await home.until_act("1", "answered", MIN)
    assert await _confirmed(home) == (False, 0, 0)

    await _killed_in(home, "probation", due, on="INSERT ON notice", when="NEW.kind = 'confirmed'")
    assert await _confirmed(home) == (False, 0, 0)
    for _ in range(2):
        await _run(home, "probation", due)

    assert await _confirmed(home) == (True, 1, 1)


def _at(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()).replace(hour=8)


async def _killed_in(home: Home, job: str, day: date, *, on: str, when: str) -> None:
    async with stalled(home.database, on=on, when=when) as stall, home.job(job, _at(day)):
        await stall.reached()
    await home.end_leases()


async def _run(home: Home, job: str, day: date) -> None:
    async with asyncio.timeout(SECONDS), home.job(job, _at(day)) as process:
        await process.wait()


#: A Tuesday, after the week of 9 November was cut.
_TUESDAY = date(2026, 11, 17)


async def _both_fire(home: Home) -> None:
    await take_in(
        home.store,
        _updated("A001", version=3, hired_on="2026-09-01"),
        scored("2026-11-02", "60", "60"),
        scored("2026-11-09", "67", "67"),
        *(
            a_deal(number, closed_at=f"{day}T10:00:00+08:00", amount=amount)
            for number, day, amount in (
                ("B1", "2026-10-28", "1000.00"),
                ("B2", "2026-10-30", "1000.00"),
                ("B3", "2026-11-03", "1000.00"),
                ("L1", "2026-11-10", "4000.00"),
            )
        ),
        at=datetime(2026, 11, 17, tzinfo=UTC),
    )


async def _proposed(home: Home) -> tuple[int, int]:
    """Give how many changes are proposed, and how often the manager is asked."""
    steps = await answers(home.store, "SELECT 1 FROM target_step WHERE cause <> 'base'")
    asked = await answers(home.store, "SELECT 1 FROM notice WHERE kind = 'target_proposal'")
    return len(steps), len(asked)


@pytest.mark.parametrize(
    ("on", "when"),
    [
        pytest.param("INSERT ON target_step", "NEW.cause = 'results'", id="between two proposals"),
        pytest.param("INSERT ON notice", "NEW.kind = 'target_proposal'", id="before it is asked"),
        pytest.param("UPDATE ON job_shard", "NEW.state = 'done'", id="before the run is over"),
    ],
)
async def test_a_months_proposals_are_made_once(home: Home, on: str, when: str) -> None:
    await _both_fire(home)
    await _killed_in(home, "target", _TUESDAY, on=on, when=when)
    before = await _proposed(home)

    for _ in range(2):
        await _run(home, "target", _TUESDAY)

    assert before == ((2, 2) if "job_shard" in on else (0, 0))
    assert await _proposed(home) == (2, 2)


async def test_an_approval_is_one_word_and_told_once(home: Home) -> None:
    await _both_fire(home)
    await _run(home, "target", _TUESDAY)
    async with home.store.read() as uow:
        step = next(one for one in await uow.targets.of(LEI) if one.cause)
    await _open_month(home, step.id)
    on, when = "INSERT ON notice", "NEW.kind = 'target_change'"
    async with stalled(home.database, on=on, when=when) as stall, home.running():
        deciding = asyncio.create_task(_approves(home, step.id))
        await stall.reached()
    with pytest.raises(aiohttp.ClientError):
        await deciding

    await home.end_leases()
    async with home.running():
        await home.until_act("1", "answered", MIN)
        await _approves(home, step.id)

    async with home.store.read() as uow:
        seen = await uow.targets.seen(step.id)
    assert seen is not None
    assert seen.standing in {Standing.HOLDS, Standing.WAITS_FOR_REP}
    assert len(await answers(home.store, "SELECT 1 FROM target_word")) == 1
    assert len(await answers(home.store, "SELECT 1 FROM notice WHERE kind = 'target_change'")) == 1


async def _approves(home: Home, step_id: int) -> int:
    return await home.submits(MIN, "target_decide", f"{step_id}:approve", reason="好")


async def _open_month(home: Home, step_id: int) -> None:
    """Let the step be of the month that runs now, whenever this test is run."""
    month = home.store.calendar.month.period(today())
    await sql(home.store, f"UPDATE target_step SET month = '{month}' WHERE id = {step_id}")  # noqa: S608 - our own words
