"""A manager leaves: her alerts and follow-ups go to whoever may see them, and to nobody else."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import HR, MANAGER
from tests.risk_team import RiskTeam, a_risk_team

_OWNER = "SELECT owner_id FROM alert"


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is red; 张经理, whom 新主管 (7) may follow, is asked about her."""
    team = await a_risk_team(store)
    said = {"employee_id": "A007", "name": "新主管", "roles": ["manager"]}
    await take_in(store, an_event("hire-A007", "employee.hired", said))
    await team.red()
    await team.night()
    await team.morning()
    return team


async def _open(team: RiskTeam, button: str) -> None:
    await team.says(HR, "离职 张经理")
    await team.presses(HR, button)


async def test_an_alert_goes_to_hr(team: RiskTeam) -> None:
    before = await answers(team.store, _OWNER)
    await _open(team, "交接预警")
    await team.submits(HR, to="陈人事", due_on="2026-11-30")

    assert before == [(MANAGER,)]
    assert await answers(team.store, _OWNER) == [(HR,)]
    assert await answers(team.store, "SELECT kind, to_id FROM takeover") == [("alert", HR)]


@pytest.mark.parametrize("to", ["王师傅", "韩梅", "新主管"])
async def test_an_alert_goes_to_nobody_who_may_not_see_it(team: RiskTeam, to: str) -> None:
    await _open(team, "交接预警")
    await team.submits(HR, to=to, due_on="2026-11-30")

    assert "按权限看不到" in next(one.problem for one in team.form(HR).inputs if one.problem)
    assert await answers(team.store, _OWNER) == [(MANAGER,)]


async def test_first_the_reports_then_the_alert_to_their_new_manager(team: RiskTeam) -> None:
    await _open(team, "交接下属")
    await team.submits(HR, to="新主管", due_on="2026-11-30")
    await _open(team, "交接预警")
    await team.submits(HR, to="新主管", due_on="2026-11-30")

    assert await answers(team.store, _OWNER) == [(7,)]
    assert await answers(team.store, "SELECT manager_number FROM person WHERE id = 1") == [
        ("A007",)
    ]


async def test_a_follow_up_goes_on_with_somebody_else(team: RiskTeam) -> None:
    await team.says(MANAGER, "跟进 李雷 谈话 内容:每周一次 截止:2026-12-01")
    await team.submits(MANAGER)
    owners = "SELECT owner_id, CAST(due_on AS TEXT) FROM intervention"
    before = await answers(team.store, owners)
    await _open(team, "交接跟进")
    await team.submits(HR, to="陈人事", due_on="2026-11-30")

    assert before == [(MANAGER, "2026-12-01")]
    assert await answers(team.store, owners) == [(HR, "2026-12-01")]


async def test_finance_sees_neither_alerts_nor_whose_they_are(team: RiskTeam) -> None:
    said = {"employee_id": "A002", "roles": ["finance"]}
    await take_in(team.store, an_event("f", "employee.updated", said, version=5))

    card = (await team.says(2, "离职 张经理")).card

    assert card is not None
    assert [row.label for row in card.rows] == ["下属"]
    assert card.actions == ()
