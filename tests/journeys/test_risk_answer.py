"""What a manager or HR answers to an alert: all is fine, somebody else, an ending after all."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.jobs.night import told
from tests.mentoring_team import HR, MANAGER, WANG
from tests.risk_team import RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is new; nothing is wrong yet."""
    return await a_risk_team(store)


async def test_all_fine_needs_a_reason_and_comes_back_only_with_news(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "情况正常")
    fine = await team.submits(MANAGER, reason="wrong")
    await team.later_night(days=1)
    await team.morning(days=1)
    quiet = await team.alerts()
    await team.ratings(6, 6, 6)
    await team.later_night(days=2)

    assert "没有新情况不会再提醒" in fine.text
    assert quiet == [("closed", "amber", 1, "fine")]
    assert [row[0] for row in await team.alerts()] == ["closed", "open"]
    async with team.store.read() as uow:
        assert await uow.alerts.said_fine() == {"wrong": 1}


async def test_handed_over_it_is_asked_of_hr_and_may_come_back(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "请他人跟进")
    handed = await team.submits(MANAGER, whom=str(HR))
    await team.relay()

    assert "已转给陈人事" in handed.text
    assert "张经理请你跟进李雷" in team.texts(HR)
    await team.morning(days=1)
    nudges = [(who, facts["what"]) for who, facts in await told(team.store, "alert_nudge")]
    assert nudges == [(HR, "handed"), (HR, "reminded")]


async def test_it_is_handed_to_nobody_who_may_not_see_it(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "请他人跟进")

    refused = await team.submits(MANAGER, whom=str(WANG))

    assert "请从名单里选一位" in "".join(one.problem for one in team.form(MANAGER).inputs)
    assert "已转给" not in refused.text
