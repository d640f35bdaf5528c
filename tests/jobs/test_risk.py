"""A night asks by sets, keeps what is new, and acts on those alone whose signals changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import aiosqlite
import pytest
from sqlalchemy import event

from jobs.job import JobSite, Occasion, Once, Within
from jobs.risk import assess_all
from storage.store import Store
from tests.builders import a_deal, a_hire, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run
from tests.mentoring_team import LEI
from tests.risk_team import TUESDAY, WEEKS, RiskTeam, a_risk_team

_NEXT = TUESDAY + timedelta(days=1)
_WEEK_LATER = TUESDAY + timedelta(days=7)
#: Ids of the new reps who come after the team's own six.
_MANY = range(7, 27)


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """Twenty new reps besides 李雷, who each sell a little more every week."""
    found = await a_risk_team(store)
    hires, deals = [], []
    for person in _MANY:
        number = f"N{person}"
        hires.append(a_hire(number, manager="A004"))
        for place, day in enumerate(("03", "10", "11", "17", "18", "19")):
            closed_at = f"2026-11-{day}T10:00:00+08:00"
            deals.append(a_deal(f"{number}-{place}", employee_id=number, closed_at=closed_at))
    await take_in(store, *hires, is_quiet=True)
    for person in _MANY:
        await found.new(f"N{person}")
        await found.courses(9, 10, person=person)
    await take_in(store, *deals, is_quiet=True)
    return found


async def _bulk(
    store: Store, slot: datetime, within: Within | None = None
) -> tuple[Sequence[int], list[str]]:
    """Assess a range; give whom to act on, and each statement that reached the database."""
    occasion = Occasion(job="risk", slot=slot, now=slot, site=JobSite())
    asked: list[str] = []
    async with store.begin() as uow:
        connection = uow.people._connection  # noqa: SLF001 - what repositories speak with
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        if isinstance(driver, aiosqlite.Connection):
            await driver.set_trace_callback(asked.append)
            found = await assess_all(occasion, uow, within or Within())
        else:
            with driver.query_logger(lambda said: asked.append(said.query)):
                found = await assess_all(occasion, uow, within or Within())
        return found, list(asked)


def _written(asked: Sequence[str]) -> list[str]:
    return [one for one in asked if "INSERT" in one or "UPDATE" in one]


async def test_twenty_reps_are_asked_for_in_as_many_statements_as_two(team: RiskTeam) -> None:
    await run(team.store, "risk", TUESDAY)

    _, of_two = await _bulk(team.store, TUESDAY, Within(7, 8))
    _, of_twenty = await _bulk(team.store, TUESDAY, Within(7, 26))

    assert len(of_twenty) == len(of_two) > 0
    assert _written(of_twenty) == []


async def test_a_night_without_news_writes_nothing_and_acts_on_nobody(team: RiskTeam) -> None:
    first = await run(team.store, "risk", TUESDAY)

    found, asked = await _bulk(team.store, _NEXT)
    second = await run(team.store, "risk", _NEXT)

    assert first.done == 0  # a single signal, or none
    assert (found, _written(asked)) == ([], [])
    assert (second.done, second.skipped) == (0, 0)


async def test_one_whose_signals_changed_is_the_one_row_and_the_one_act(team: RiskTeam) -> None:
    await run(team.store, "risk", TUESDAY)
    await team.courses(7, 10, person=_MANY[3])
    await team.courses(7, 10)  # 李雷 has not sold: she has two signals now

    found, asked = await _bulk(team.store, _NEXT)
    done = await run(team.store, "risk", _NEXT)

    kept = await answers(
        team.store, "SELECT person_id, level FROM risk_assessment WHERE night = '2026-11-25'"
    )
    assert sorted(kept) == [(1, "amber"), (_MANY[3], "watch")]
    assert 1 <= len(_written(asked)) <= 2  # a statement each on SQLite, one for both elsewhere
    assert found == [1]
    assert (done.done, done.skipped, done.failed) == (1, 0, 0)
    assert await answers(team.store, "SELECT person_id FROM alert") == [(1,)]


async def test_a_new_week_is_kept_of_everybody_and_acted_on_for_nobody(team: RiskTeam) -> None:
    for person in _MANY:
        days = ("24", "25", "26", "27")
        await team.sells(f"N{person}", *(f"2026-11-{day}" for day in days))
    await run(team.store, "risk", TUESDAY)

    found, asked = await _bulk(team.store, _WEEK_LATER, Within(7, 26))

    rows = await answers(team.store, "SELECT count(*) FROM risk_assessment WHERE person_id > 6")
    assert rows == [(2 * len(_MANY),)]
    assert len(_written(asked)) >= 1
    assert found == []


async def _looks(store: Store, person: int, once: Once) -> int:
    """Assess one rep; give how often it was asked under whom activity is reported."""
    occasion = Occasion(job="risk", slot=TUESDAY, now=TUESDAY, site=JobSite(), once=once)
    asked: list[str] = []
    async with store.begin() as uow:
        connection = uow.people._connection.sync_connection  # noqa: SLF001 - as in `_bulk`
        event.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
        await assess_all(occasion, uow, Within(person, person))
    return sum("DISTINCT person.manager_number" in one for one in asked)


async def test_under_whom_activity_is_reported_is_asked_once_a_night(team: RiskTeam) -> None:
    # In her fifth week; the others had their first deals in their sixth.
    dates = {"hired_on": "2026-10-26", "probation_ends_on": "2027-04-25"}
    early = [a_hire(f"C{n}", manager="A004", roles=["rep"], **dates) for n in range(2)]
    await take_in(team.store, *early, is_quiet=True)
    async with team.store.read() as uow:
        found = await uow.people.by_number(["C0", "C1"])
    once = Once()

    looks = [await _looks(team.store, found[number][0].id, once) for number in ("C0", "C1")]

    assert looks == [len(WEEKS), 0]


async def test_what_is_due_today_is_no_signal_before_the_day_is_over(store: Store) -> None:
    """Eight of ten are 80 %, which is not under it; the eleventh is hers until tonight."""
    team = await a_risk_team(store)
    await team.courses(8, 10)
    async with store.begin() as uow:
        (one, *_) = await uow.learning.enrolments([LEI])
        today = replace(one, course_id="today", due_on=team.day, completed_at=None)
        await uow.learning.save_enrolments([replace(today, completed_by=None)])

    await team.night()
    at_dawn = await _training(team)
    await team.later_night(days=1)

    assert at_dawn == [(False, 8, 10)]
    assert await _training(team) == [(False, 8, 10), (True, 8, 11)]


async def _training(team: RiskTeam) -> list[tuple[bool, int, int]]:
    """Give (on, completed, due) of her courses in each assessment that was kept."""
    query = f"SELECT signals FROM risk_assessment WHERE person_id = {LEI} ORDER BY id"  # noqa: S608 - an id of ours
    kept = [json.loads(str(row[0]))[0] for row in await answers(team.store, query)]
    return [(one["is_on"], one["part"], one["whole"]) for one in kept]
