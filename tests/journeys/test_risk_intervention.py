"""What is done about an alert: recorded once, and by the rules of mentors and targets."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, MANAGER, WANG
from tests.risk_team import RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is new; nothing is wrong yet."""
    return await a_risk_team(store)


async def test_one_message_fills_the_form_and_twice_submitted_is_one(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.says(MANAGER, "跟进 李雷 谈话 内容:报价练习 截止:2026-12-01")
    first = await team.submits(MANAGER, "same")
    await team.submits(MANAGER, "same")

    assert "报价练习" in first.text
    rows = await answers(team.store, "SELECT kind, note, due_on FROM intervention")
    assert [(row[0], row[1], str(row[2])) for row in rows] == [("talk", "报价练习", "2026-12-01")]
    assert [row[0] for row in await team.alerts()] == ["taken"]


async def test_a_new_mentor_is_proposed_to_hr_and_a_target_to_who_decides(
    team: RiskTeam,
) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "记录跟进")
    mentor = await team.submits(MANAGER, kind="mentor", note="换一位试试")
    await team.presses(MANAGER, "记录跟进")
    target = await team.submits(MANAGER, kind="target", note="先稳一个月", pass_bar="2")
    team.clock.pass_time(hours=2)
    await team.relay()

    assert "换导师已提给人事" in mentor.text
    assert "批准后才生效" in target.text
    assert [who for who, _ in await told(team.store, "mentor_proposal")] == [HR]
    proposals = await told(team.store, "target_proposal")
    assert [(who, facts["pass_after"]) for who, facts in proposals] == [(MANAGER, 2)]
    assert "换一位试试" not in team.texts(WANG) + team.texts(LEI)


async def test_a_target_is_never_raised_by_an_alert(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "记录跟进")

    refused = await team.submits(MANAGER, kind="target", note="加压", pass_bar="9")

    assert "没有因此变低" in refused.text
    assert await answers(team.store, "SELECT id FROM intervention") == []


async def test_a_talk_that_a_manager_tells_of_is_what_is_done_about_the_alert(
    team: RiskTeam,
) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.says(MANAGER, "今天和李雷聊了聊,他报价没底,说好每天练一次")
    await team.submits(MANAGER)

    rows = await answers(team.store, "SELECT kind, note FROM intervention")
    assert rows == [("talk", "他报价没底; 说好每天练一次")]


async def test_the_same_words_of_the_mentor_are_a_record_of_a_talk(team: RiskTeam) -> None:
    shown = await team.says(WANG, "今天和李雷聊了聊,他报价没底,说好每天练一次")

    kept = await answers(team.store, "SELECT kind, state, fields FROM mentor_record")
    assert [(row[0], row[1]) for row in kept] == [("talk", "draft")]
    assert "他报价没底" in str(kept[0][2])
    assert "李雷" in shown.text
