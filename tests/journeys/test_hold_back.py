"""A site asks chance: some first alerts are told later, the worst at once, all in the end."""

from __future__ import annotations

from datetime import date

import pytest

from bot.roll_out_site import drawn
from jobs.job import JobSite
from jobs.runner import Runner
from jobs.schedule import JOBS
from rules.errors import Conflict
from rules.loop import LoopPolicy
from rules.roll_out import step_draw
from storage.store import Store
from tests.builders import a_hire, take_in
from tests.fakes import FixedClock
from tests.jobs.crew import answers, hourly
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, MANAGER, MEI
from tests.risk_team import RiskTeam, a_risk_team

#: Everybody who may wait does, so that the journey needs no luck.
_ALL = LoopPolicy(hold_back=100, hold_back_days=14)


async def _night(team: RiskTeam, policy: LoopPolicy = _ALL) -> None:
    runner = Runner(
        team.store, jobs=JOBS, site=JobSite(loop=policy), clock=FixedClock(team.clock.now),
        slots_between=hourly, owner="test",
    )  # fmt: skip
    await runner.run_slot("risk", team.clock.now)


async def test_who_waits_is_told_of_on_the_day_and_not_before(store: Store) -> None:
    team = await a_risk_team(store)
    await team.amber()
    await _night(team)
    await team.morning()
    await team.says(MANAGER, "风险名单")
    before = team.card(MANAGER).as_text()
    early = await told(store, "alert_list")

    await team.later_night(days=14)
    await team.morning(days=14)

    assert early == []
    assert "现在没有需要聊的人" in before
    assert MANAGER in {person for person, _ in await told(store, "alert_list")}
    assert await answers(store, "SELECT arm, ended FROM hold_back") == [("later", "")]


async def test_who_gets_worse_is_told_of_at_once(store: Store) -> None:
    team = await a_risk_team(store)
    await team.amber()
    await _night(team)
    await team.ratings(6, 6, 6)
    await team.later_night(days=1)
    await team.morning(days=1)

    assert MANAGER in {person for person, _ in await told(store, "alert")}


async def test_all_three_at_once_are_never_drawn_for(store: Store) -> None:
    team = await a_risk_team(store)
    await team.red()
    await _night(team)
    await team.morning()

    assert await answers(store, "SELECT person_id FROM hold_back") == []
    assert MANAGER in {person for person, _ in await told(store, "alert")}


async def test_a_site_that_does_not_ask_draws_nobody(store: Store) -> None:
    team = await a_risk_team(store)
    await team.amber()
    await _night(team, LoopPolicy())
    await team.morning()

    assert await answers(store, "SELECT person_id FROM hold_back") == []
    assert MANAGER in {person for person, _ in await told(store, "alert_list")}


async def test_the_same_night_twice_draws_once_and_a_stopped_trial_draws_no_more(
    store: Store,
) -> None:
    team = await a_risk_team(store)
    await team.amber()
    await _night(team)
    team.clock.pass_time(minutes=1)
    await _night(team)
    async with store.begin() as uow:
        stopped = await uow.hold_backs.stop()
    await team.morning()

    assert stopped == 1
    assert await answers(store, "SELECT arm, ended FROM hold_back") == [("later", "stopped")]
    assert MANAGER in {person for person, _ in await told(store, "alert_list")}


async def _turns(team: RiskTeam, starts_on: date) -> None:
    async with team.store.begin() as uow:
        await uow.roll_outs.draw({MANAGER: starts_on}, at=team.clock.now)


async def test_a_team_whose_turn_is_to_come_is_told_from_its_day_on(store: Store) -> None:
    team = await a_risk_team(store)
    await _turns(team, date(2026, 12, 1))
    await team.amber()
    await _night(team, LoopPolicy())
    await team.morning(days=6)  # the 30th
    early = await told(store, "alert_list")

    await team.morning(days=7)

    assert [person for person, _ in early] == [HR]
    assert [person for person, _ in await told(store, "alert_list")] == [HR, MANAGER]
    assert await answers(store, "SELECT person_id, team_id FROM roll_out_case") == [(LEI, MANAGER)]
    assert await answers(store, "SELECT arm FROM hold_back") == [("later",)]


@pytest.mark.parametrize(
    ("turn", "is_stopped", "title"),
    [
        pytest.param(date(2026, 12, 1), False, "", id="her turn is tomorrow"),
        pytest.param(date(2026, 11, 30), False, "本周留意 · 1 位", id="her turn is today"),
        pytest.param(date(2026, 12, 1), True, "本周留意 · 1 位", id="it was stopped"),
    ],
)
async def test_before_her_turn_a_manager_has_no_monday_list(
    store: Store, turn: date, title: str, *, is_stopped: bool
) -> None:
    team = await a_risk_team(store)
    await _turns(team, turn)
    if is_stopped:
        async with store.begin() as uow:
            drawn_on = team.clock.now.date()
            await uow.hold_backs.add(step_draw(MEI, today=drawn_on, starts_on=turn))
            await uow.hold_backs.stop()
    await team.sells("A001", "2026-11-10", "2026-11-17", "2026-11-18")
    await team.courses(7, 10)
    await team.later_night(days=6)  # the 30th

    await team.job("watch_digest")
    team.clock.pass_time(hours=4)
    await team.relay()

    lists = await told(store, "watch_digest")
    assert [person for person, _ in lists] == ([MANAGER] if title else [])
    assert ("本周留意" in team.texts(MANAGER)) is bool(title)


async def test_all_three_wait_for_no_turn(store: Store) -> None:
    team = await a_risk_team(store)
    await _turns(team, date(2026, 12, 1))
    await team.red()
    await _night(team, LoopPolicy())
    await team.morning()

    assert await answers(store, "SELECT person_id FROM roll_out_case") == []
    assert MANAGER in {person for person, _ in await told(store, "alert")}


async def test_a_team_that_was_not_drawn_is_told_at_once(store: Store) -> None:
    team = await a_risk_team(store)
    async with store.begin() as uow:
        await uow.roll_outs.draw({LEI: date(2026, 12, 1)}, at=team.clock.now)
    await team.amber()
    await _night(team, LoopPolicy())
    await team.morning()

    assert await answers(store, "SELECT person_id FROM hold_back") == []
    assert MANAGER in {person for person, _ in await told(store, "alert_list")}


async def test_an_order_is_drawn_once(store: Store) -> None:
    team = await a_risk_team(store)
    bosses = [a_hire(f"M{n}", roles=["manager"]) for n in range(6)]
    await take_in(store, *bosses, *[a_hire(f"R{n}", manager=f"M{n}") for n in range(6)])
    at = team.clock.now

    lines = await drawn(store, months=2, begins=date(2026, 12, 1), at=at)
    with pytest.raises(Conflict):
        await drawn(store, months=2, begins=date(2026, 12, 1), at=at)

    assert len(lines) >= 6
    assert {line[:7] for line in lines} == {"2026-12", "2027-01"}
    assert {line[9:] for line in lines} >= {f"M{n}" for n in range(6)}
