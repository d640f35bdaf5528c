"""A mentor says that she is away: she confirms, HR finds somebody, nothing is held against her."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, MEI, WANG, ZHAO, Team


@pytest.fixture
async def team(store: Store) -> Team:
    """Wang mentors both reps; it is Monday 23 November."""
    found = Team(store)
    await found.prepare()
    await found.pair(LEI, WANG)
    await found.pair(MEI, WANG)
    await found.relay()
    return found


async def test_from_her_word_to_a_stand_in(team: Team) -> None:
    asked = await team.says(WANG, "我请假 12月1日到12月3日")
    before = await told(team.store, "mentor_proposal")
    noted = await team.presses(WANG, "确认")
    await team.relay()
    await team.presses(HR, "换为 赵师傅")
    await team.relay()

    assert "这几天请假,对吗" in asked.text
    assert before == []
    assert "请人事为李雷、韩梅安排代带" in noted.text
    assert len(await told(team.store, "mentor_proposal")) == 2
    assert "代带" in team.texts(ZHAO)


async def test_the_week_is_not_held_against_her_and_monday_proposes_nothing_twice(
    team: Team,
) -> None:
    await team.says(WANG, "我请假 12月1日到12月3日")
    await team.presses(WANG, "确认")
    await team.presses(WANG, "确认")
    team.clock.now += timedelta(days=7)
    await team.job("mentor_week")

    desk = await team.says(WANG, "我的带教")

    assert "你这周请假" in desk.text
    assert len(await told(team.store, "mentor_proposal")) == 2
    assert await told(team.store, "mentor_week") == []


async def test_who_mentors_after_a_leaver_is_asked_once_until_it_is_decided(team: Team) -> None:
    left = {"employee_id": "A003", "kind": "resignation", "last_active_on": "2026-11-22"}
    await take_in(team.store, an_event("left", "employee.left", left, version=2))
    for _ in range(2):
        await team.job("mentor_week")
        team.clock.now += timedelta(days=7)

    assert len(await told(team.store, "mentor_proposal")) == 2


async def test_a_short_leave_leaves_the_tasks(team: Team) -> None:
    await team.says(WANG, "请假 12月2日到12月3日")
    noted = await team.presses(WANG, "确认")

    assert "任务照常" in noted.text
    assert await told(team.store, "mentor_proposal") == []


async def test_given_up_nothing_is_kept(team: Team) -> None:
    await team.says(WANG, "我请假 12月1日到12月3日")
    await team.presses(WANG, "放弃")

    async with team.store.read() as uow:
        day = team.clock.now.date()
        assert await uow.mentoring.leave(WANG, day, day + timedelta(days=30)) == []


@pytest.mark.parametrize(
    ("who", "text", "sentence"),
    [
        pytest.param(LEI, "我请假 12月1日到12月3日", "你现在没有带的新人", id="no mentor"),
        pytest.param(WANG, "请假 2月30日", "没看清日期", id="no such day"),
        pytest.param(WANG, "请假 12月3日到12月1日", "结束日在开始日之前", id="turned round"),
        pytest.param(WANG, "请假 2026-12-03到2026-12-01", "结束日在开始日之前", id="by year"),
    ],
)
async def test_what_can_not_be_has_one_sentence(
    team: Team, who: int, text: str, sentence: str
) -> None:
    answer = await team.says(who, text)

    assert sentence in answer.text
