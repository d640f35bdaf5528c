"""Above the cap one review serves all: a form with a line for each mentee who was there."""

from __future__ import annotations

import pytest

from rules.mentoring import MentoringPolicy
from storage.store import Store
from tests.jobs.night import told
from tests.mentoring_team import LEI, MEI, WANG, Team


@pytest.fixture
async def team(store: Store) -> Team:
    """Wang mentors both reps with room for five tasks; it is Monday, and her card is there."""
    store.mentoring_policy = MentoringPolicy(weekly_cap=5)
    found = Team(store)
    await found.prepare()
    await found.pair(LEI, WANG)
    await found.pair(MEI, WANG)
    await found.relay()
    await found.job("mentor_week")
    found.clock.pass_time(hours=1)
    await found.relay()
    return found


async def test_one_form_counts_for_each_who_was_there(team: Team) -> None:
    monday = team.card(WANG)
    asked = await team.presses(WANG, "一起复盘")
    saved = await team.submits(WANG, line_1="开场更自然了", line_2="报价再等等")
    await team.relay()
    desk = await team.says(WANG, "我的带教")

    assert [one.label for one in monday.actions] == [
        "李雷 陪访", "李雷 聊一次", "韩梅 陪访", "韩梅 聊一次", "一起复盘",
    ]  # fmt: skip
    assert asked.form is not None
    assert [one.label for one in asked.form.inputs] == ["李雷", "韩梅"]
    assert "2 位新人的复盘点评都算完成" in saved.text
    assert "2/6 已完成" in desk.text


async def test_each_reads_her_own_line_alone(team: Team) -> None:
    await team.presses(WANG, "一起复盘")
    await team.submits(WANG, line_1="开场更自然了", line_2="报价再等等")
    await team.relay()

    assert "开场更自然了" in team.texts(LEI)
    assert "报价再等等" not in team.texts(LEI)
    assert "开场更自然了" not in team.texts(MEI)


async def test_who_was_not_there_still_has_a_review_to_come(team: Team) -> None:
    await team.presses(WANG, "一起复盘")
    saved = await team.submits(WANG, line_1="开场更自然了", line_2="")
    later = await team.presses(WANG, "一起复盘")

    assert "没在场:韩梅" in saved.text
    assert later.form is not None
    assert [one.label for one in later.form.inputs] == ["韩梅"]


async def test_twice_is_once(team: Team) -> None:
    await team.presses(WANG, "一起复盘")
    await team.submits(WANG, line_1="开场更自然了", line_2="报价再等等")
    again = await team.submits(WANG, line_1="开场更自然了", line_2="报价再等等")

    assert "之前已经提交过" in again.text
    assert len(await told(team.store, "mentor_comment")) == 2


async def test_with_no_line_at_all_the_form_comes_again(team: Team) -> None:
    await team.presses(WANG, "一起复盘")
    again = await team.submits(WANG, line_1=" ", line_2="")

    assert again.form is not None
    assert "至少写一位" in again.form.inputs[0].problem


async def test_all_done_there_is_none_to_open(team: Team) -> None:
    await team.presses(WANG, "一起复盘")
    await team.submits(WANG, line_1="开场更自然了", line_2="报价再等等")

    answer = await team.presses(WANG, "一起复盘")

    assert "这周没有要一起做的复盘,或者都已完成" in answer.text


async def test_a_line_is_changed_until_tomorrow(team: Team) -> None:
    await team.presses(WANG, "一起复盘")
    await team.submits(WANG, line_1="开场更自然了", line_2="报价再等等")
    await team.presses(WANG, "修改 李雷")
    changed = await team.submits(WANG, comment="开场和收尾都更自然了")
    team.clock.pass_time(days=2)
    await team.presses(WANG, "修改 韩梅")
    late = await team.submits(WANG, comment="另一句")

    assert "开场和收尾都更自然了" in changed.text
    assert "过了第二天" in late.text


async def test_not_allowed(team: Team) -> None:
    token = next(one.token for one in team.card(WANG).actions if one.label == "一起复盘")

    answer = await team.does(LEI, "", token=token)

    assert "一起复盘 · 每人一句" not in answer.text
