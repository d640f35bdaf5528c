"""Who is told of an alert: the manager, HR, and nobody else; and how much of it."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.builders import a_hire, an_event, take_in
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, MANAGER, MEI, WANG, ZHAO
from tests.risk_team import RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is new; nothing is wrong yet."""
    return await a_risk_team(store)


async def test_nobody_else_hears_of_it(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    await team.morning()

    people = {person for person, _ in await told(team.store, "alert")}

    assert people == {MANAGER, HR}
    said = team.texts(LEI) + team.texts(WANG) + team.texts(MEI) + team.texts(ZHAO)
    assert "建议聊聊" not in said


async def test_after_a_change_of_manager_the_new_one_is_asked(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    said = {"employee_id": "A001", "manager": "A007"}
    await take_in(
        team.store,
        a_hire("A007", name="新经理", roles=["manager"]),
        an_event("moved", "employee.updated", said, version=3),
    )
    await team.morning(days=1)
    await team.morning(days=2)

    asked = [who for who, _ in await told(team.store, "alert_list")]
    assert asked == [MANAGER, HR, HR, 7]
    assert MANAGER not in {who for who, _ in await told(team.store, "alert_nudge")}


async def test_a_manager_who_mentors_is_told_without_the_pulse(team: RiskTeam) -> None:
    await team.pair(LEI, MANAGER, team.clock.now.date().replace(day=1))
    await team.amber()
    await team.ratings(6, 6, 6, pairing=2)
    await team.night()
    await team.morning()

    assert "依据  2 项提醒条件" in team.card(MANAGER).as_text()
    assert "带教" not in team.card(MANAGER).as_text().partition("依据")[0]
    assert "红(3 项)" in team.card(HR).as_text()


async def test_a_pulse_and_one_more_go_to_hr_alone_where_her_manager_mentors(
    team: RiskTeam,
) -> None:
    await team.pair(LEI, MANAGER, team.clock.now.date().replace(day=1))
    await team.sells("A001", "2026-11-10", "2026-11-17", "2026-11-18")
    await team.courses(7, 10)
    await team.ratings(6, 6, 6, pairing=2)
    await team.night()
    await team.morning()
    refused = await team.says(MANAGER, "风险名单")

    assert {who for who, _ in await told(team.store, "alert_list")} == {HR}
    assert "现在没有需要聊的人" in refused.text


async def test_without_a_manager_hr_is_asked(team: RiskTeam) -> None:
    gone = {"employee_id": "A004", "last_active_on": "2026-11-20"}
    await take_in(team.store, an_event("left", "employee.left", gone, version=5))
    await team.amber()
    await team.night()
    await team.morning()
    await team.morning(days=1)
    await team.morning(days=2)

    assert {who for who, _ in await told(team.store, "alert_list")} == {HR}
    nudges = [(who, facts["what"]) for who, facts in await told(team.store, "alert_nudge")]
    assert nudges == [(HR, "reminded")]
