"""A rep who objects to being assessed, and what she may read about herself."""

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


async def test_a_rep_who_objects_is_left_out_at_once(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    asked = await team.says(LEI, "反对评估")
    done = await team.presses(LEI, "确认")
    again = await team.presses(LEI, "确认")
    await team.morning()
    await team.later_night(days=1)
    await team.morning(days=1)

    assert "不再评估我?" in asked.text
    assert "从现在起不再评估你" in done.text
    assert "没有改动" in again.text
    assert "建议聊聊" not in team.texts(MANAGER) + team.texts(HR)
    assert "李雷反对评估" in team.texts(HR)
    assert "反对" not in team.texts(MANAGER) + team.texts(WANG)
    rows = await answers(
        team.store, "SELECT level, is_excluded, signals FROM risk_assessment ORDER BY id"
    )
    assert (str(rows[-1][0]), bool(rows[-1][1]), rows[-1][2]) == ("not_evaluated", True, "[]")
    assert await team.alerts() == [("closed", "red", 1, "objected")]


async def test_she_may_take_her_objection_back(team: RiskTeam) -> None:
    await team.says(LEI, "反对评估")
    await team.presses(LEI, "确认")
    await team.says(LEI, "撤回反对")
    await team.presses(LEI, "确认")
    await team.red()
    await team.later_night(days=1)

    assert [row[0] for row in await team.alerts()] == ["open"]


async def test_what_the_system_holds_about_me(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    await team.says(HR, "风险名单")

    said = await team.says(LEI, "系统里有我的什么")

    assert "课程  10 门到期" in said.text
    assert "评分  3 次" in said.text
    assert "评估  1 次" in said.text
    assert "被查看  1 次" in said.text
    assert "留存  提醒 1 次,模型分档 0 条" in said.text
    assert "不作辞退、加目标、薪酬的依据" in said.text
    assert "红" not in said.text


async def test_from_then_on_nothing_about_her_is_scored_kept_or_shown(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    await team.job("snapshot")
    weeks = await _kept_weeks(team)
    await team.says(LEI, "反对评估")
    await team.presses(LEI, "确认")
    await team.sells("A001", "2026-11-24")
    for days in (1, 7, 8, 14):
        await team.later_night(days=days)
        await team.job("snapshot")
        await team.morning(days=days)
        await team.job("watch_digest")
    hers = await team.says(MANAGER, "风险名单")
    listed = await team.says(HR, "风险名单")

    rows = await answers(
        team.store,
        "SELECT level, signals FROM risk_assessment WHERE person_id = 1 ORDER BY id",
    )
    assert {tuple(row) for row in rows[1:]} == {("not_evaluated", "[]")}
    assert await _kept_weeks(team) == weeks > 0
    assert await told(team.store, "watch_digest") == []
    assert "李雷" not in hers.text
    assert "李雷" not in listed.text
    # What her manager is told is what he is told of whom nothing is to be said.
    assert "现在没有需要聊的人" in hers.text
    assert "评估" not in team.texts(MANAGER)
    assert "反对" not in team.texts(MANAGER)


async def _kept_weeks(team: RiskTeam) -> int:
    [(count,)] = await answers(team.store, "SELECT count(*) FROM rep_snapshot WHERE person_id = 1")
    return int(str(count))
