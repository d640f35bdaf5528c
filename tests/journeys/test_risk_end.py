"""After she left, was confirmed or is to go: nothing more is told, and HR signs a second time."""

from __future__ import annotations

import pytest

from rules.probation_record import FactKind, ProbationFact
from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, MANAGER
from tests.risk_team import RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is new; nothing is wrong yet."""
    return await a_risk_team(store)


async def test_after_she_left_nothing_is_sent(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    left = {"employee_id": "A001", "last_active_on": "2026-11-24"}
    await take_in(team.store, an_event("left", "employee.left", left, version=5))
    await team.morning()
    await team.later_night(days=1)

    assert "建议聊聊" not in team.texts(MANAGER) + team.texts(HR)
    assert await team.alerts() == [("closed", "red", 1, "left")]


async def test_a_confirmed_rep_is_told_of_no_more_and_what_was_done_knows_her_end(
    team: RiskTeam,
) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "记录跟进")
    await team.submits(MANAGER, kind="talk", note="聊过")
    fact = ProbationFact(
        kind=FactKind.OUTCOME,
        on=team.clock.now.date(),
        at=team.clock.now,
        by=HR,
        detail="confirmed",
    )
    async with team.store.begin() as uow:
        await uow.probations.add(LEI, fact, key="confirmed")
    await team.later_night(days=1)
    for day in (1, 2, 8, 14):
        await team.morning(days=day)
    await team.job("intervention_check")

    assert await team.alerts() == [("closed", "amber", 1, "confirmed")]
    assert await answers(team.store, "SELECT ended FROM intervention") == [("confirmed",)]
    assert await told(team.store, "alert_nudge") == []
    assert await told(team.store, "intervention_check") == []


async def test_an_ending_needs_hrs_second_signature_after_an_alert(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    for what, answers_ in (
        ("criteria", {"criteria": "每月 3 单"}),
        ("sign", {"signature": "S1"}),
    ):
        await team.says(HR, "试用期 李雷")
        await team.presses(HR, {"criteria": "告知标准", "sign": "登记签字"}[what])
        await team.submits(HR, **answers_)
    await team.presses(HR, "填写结论")
    alone = await team.submits(HR, kind="ended", reason="未达标", signature="S2")
    await team.says(MANAGER, "试用期 李雷")
    await team.presses(MANAGER, "填写结论")
    first = await team.submits(MANAGER, kind="ended", reason="未达标", signature="S2")
    await team.relay()
    asked = team.card(HR)
    await team.presses(HR, "第二签")
    done = await team.submits(HR, wish="sign", signature="S3")

    assert "没有可以签的人事" in alone.text
    assert "已请人事" in first.text
    assert asked.title == "请第二签 · 李雷"
    assert "第二签已登记,结论生效" in done.text
