"""An alert that nobody answers: one reminder after a silent workday, then HR; and what ends it."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.jobs.night import told
from tests.mentoring_team import HR, MANAGER
from tests.risk_team import RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is new; nothing is wrong yet."""
    return await a_risk_team(store)


async def test_a_silent_manager_is_reminded_once_then_hr_is_asked(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    for day in range(7):
        await team.morning(days=day)

    nudges = [(who, facts["what"]) for who, facts in await told(team.store, "alert_nudge")]

    assert nudges == [(MANAGER, "reminded"), (HR, "asked_hr")]
    assert "张经理还没有回应关于李雷的提醒" in team.texts(HR)
    taken = await team.presses(HR, "我来跟进")
    assert "由你跟进" in taken.text
    later = await team.presses(MANAGER, "我来跟进")
    assert "陈人事已经在跟进" in later.text


async def test_a_weekend_is_no_silence(team: RiskTeam) -> None:
    await team.amber()
    await team.later_night(days=3)  # Friday
    for day in range(3, 6):
        await team.morning(days=day)
    over_weekend = await told(team.store, "alert_nudge")
    await team.morning(days=6)

    assert over_weekend == []
    assert [facts["what"] for _, facts in await told(team.store, "alert_nudge")] == ["reminded"]


async def test_an_answer_stops_what_is_pending_and_nothing_comes_before_the_due_day(
    team: RiskTeam,
) -> None:
    await team.red()
    await team.night()
    await team.morning()
    await team.morning(days=1)
    await team.presses(MANAGER, "我来跟进")
    for day in (2, 3, 6, 7):
        await team.morning(days=day)
    before = len(await told(team.store, "alert_nudge"))
    await team.morning(days=8)

    assert before == 1
    assert [facts["what"] for _, facts in await told(team.store, "alert_nudge")] == [
        "reminded",
        "due",
    ]
