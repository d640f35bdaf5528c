"""A site asks chance: some first alerts are told later, the worst at once, all in the end."""

from __future__ import annotations

from jobs.job import JobSite
from jobs.runner import Runner
from jobs.schedule import JOBS
from rules.loop import LoopPolicy
from storage.store import Store
from tests.fakes import FixedClock
from tests.jobs.crew import answers, hourly
from tests.jobs.night import told
from tests.mentoring_team import MANAGER
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
