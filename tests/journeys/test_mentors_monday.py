"""Monday: tasks for each mentee, a card, a form, a record, a task done, and "rate this week"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.store import Store
from tests.dispatching import take_up
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.mentoring_team import LEI, MEI, WANG, Team

_VISIT = {
    "customer": "华星科技",
    "good": "会倾听",
    "improve": "报价太早",
    "next": "周四再约",
}


@pytest.fixture
async def team(store: Store) -> Team:
    """Wang mentors both reps; it is Monday morning."""
    found = Team(store)
    await found.prepare()
    await found.pair(LEI, WANG)
    await found.pair(MEI, WANG)
    await found.relay()
    return found


async def _on_monday(team: Team) -> None:
    await team.job("mentor_week")
    team.clock.pass_time(hours=1)
    await team.relay()


async def test_from_monday_to_the_rating(team: Team) -> None:
    await _on_monday(team)

    monday = team.card(WANG)
    form = await team.presses(WANG, "李雷 陪访")
    saved = await team.submits(WANG, **_VISIT)
    await team.relay()
    asked = team.card(LEI)
    confirmed = await team.presses(LEI, "是的")
    first = await team.presses(LEI, "给本周打分")

    assert [row.label for row in monday.rows] == ["李雷", "韩梅"]
    assert len(monday.actions) == 6
    assert form.form is not None
    assert "本周 1/3 已完成" in saved.text
    assert asked.title == "这次陪访对吗?"
    assert "谢谢,已确认" in confirmed.text
    assert "这周师傅带得怎么样" in first.text
    assert [action.label for action in team.card(LEI).actions] == [
        f"{n} 分" for n in (0, 2, 4, 6, 8, 10)
    ]


async def test_two_clocks_and_a_late_monday_give_one_week(team: Team) -> None:
    await team.job("mentor_week")
    team.clock.pass_time(days=1)
    await team.job("mentor_week")

    async with team.store.read() as uow:
        tasks = await uow.mentoring.tasks([1, 2], team.clock.now.date() - timedelta(days=1))

    assert len(tasks) == 6
    assert len(await told(team.store, "mentor_week")) == 1


async def test_the_same_form_twice_is_one_record(team: Team) -> None:
    await _on_monday(team)
    await team.presses(WANG, "李雷 陪访")

    await team.submits(WANG, **_VISIT)
    again = await team.submits(WANG, **_VISIT)

    assert "之前已经提交过" in again.text
    assert "本周 1/3 已完成" in again.text
    assert len(await told(team.store, "mentor_visit")) == 1


async def test_a_visit_she_confirmed_before_she_was_asked_is_not_asked_about(team: Team) -> None:
    await _on_monday(team)
    await team.presses(WANG, "李雷 陪访")
    await team.submits(WANG, **_VISIT)
    async with team.store.begin() as uow:
        await uow.mentor_records.confirm(1, is_confirmed=True)

    await team.relay()

    assert await answers(team.store, "SELECT state FROM notice WHERE kind = 'mentor_visit'") == [
        ("dead",)
    ]


async def test_a_submit_that_arrives_twice_is_answered_once(team: Team) -> None:
    await _on_monday(team)
    await team.presses(WANG, "李雷 陪访")

    await team.submits(WANG, act="same", **_VISIT)
    before = len(team.messages(WANG))
    await team.submits(WANG, act="same", **_VISIT)

    assert len(team.messages(WANG)) == before


async def test_one_message_is_shown_before_it_counts(team: Team) -> None:
    await _on_monday(team)

    asked = await team.says(WANG, "跟访 李雷 客户:华星 做得好:倾听 待改进:报价")
    shown = await team.submits(WANG, next="再约")
    before = await team.says(WANG, "我的带教")
    await team.presses(WANG, "提交")
    after = await team.says(WANG, "我的带教")

    assert asked.form is not None
    assert [q.name for q in asked.form.inputs if q.problem] == ["next"]
    assert asked.form.inputs[0].value == "华星"
    assert "这样记吗?" in shown.text
    assert "0/6 已完成" in before.text
    assert "1/6 已完成" in after.text


async def test_only_what_is_missing_is_reminded_of(team: Team) -> None:
    await _on_monday(team)
    await team.says(WANG, "聊一次 李雷 内容:目标 约定:每天两访")
    await team.presses(WANG, "提交")
    team.clock.pass_time(days=2)

    await team.job("mentor_missing")
    await team.job("mentor_missing")

    [(person, facts)] = await told(team.store, "mentor_missing")
    assert person == WANG
    lines = facts["mentees"]
    assert isinstance(lines, list)
    assert [sum(state == "open" for _, state in line["tasks"]) for line in lines] == [2, 3]


async def test_two_visits_do_not_stand_in_for_the_talk(team: Team) -> None:
    await _on_monday(team)
    for _ in range(2):
        await team.presses(WANG, "李雷 陪访")
        saved = await team.submits(WANG, **_VISIT)

    assert "本周 1/3 已完成" in saved.text


async def test_a_record_for_anothers_mentee_is_refused_and_gives_the_words_back(team: Team) -> None:
    refused = await team.says(WANG, "陪访 赵六 客户:华星 做得好:很会倾听")

    assert "没有找到由你带的「赵六」" in refused.text
    assert "很会倾听" in refused.text
    assert await told(team.store, "mentor_visit") == []


async def test_a_record_without_a_name_asks_whose_it_is_and_keeps_the_words(team: Team) -> None:
    asked = await team.says(WANG, "陪访 客户:华星 做得好:很会倾听")
    assert asked.card is not None
    draft = await team.presses(WANG, asked.card.actions[-1].label)

    assert asked.card.title == "记谁的?"
    assert [action.label[:2] for action in asked.card.actions] == ["李雷", "韩梅"]
    assert draft.form is not None
    assert "很会倾听" in [one.value for one in draft.form.inputs]


async def test_a_record_may_be_changed_until_tomorrow(team: Team) -> None:
    await _on_monday(team)
    await team.presses(WANG, "李雷 陪访")
    await team.submits(WANG, **_VISIT)
    team.clock.pass_time(days=1)
    await team.presses(WANG, "修改")
    changed = await team.submits(WANG, improve="语速")
    await team.presses(WANG, "修改")
    team.clock.pass_time(days=1)
    late = await team.submits(WANG, improve="别的")

    assert "语速" in changed.text
    assert "不能再改" in late.text


async def test_a_review_report_is_commented_on_once(team: Team) -> None:
    await _on_monday(team)

    await team.says(LEI, "复盘 今天见了华星,报价太早")
    await team.presses(LEI, "提交")
    await team.relay()
    await team.presses(WANG, "点评")
    saved = await team.submits(WANG, comment="先问预算")
    await team.relay()
    again = await team.presses(WANG, "点评")

    assert "报价太早" in team.texts(WANG)
    assert "1/3 已完成" in saved.text
    assert "先问预算" in team.texts(LEI)
    assert "之前已经提交过" in again.text


async def test_a_process_that_dies_between_writing_and_answering_loses_nothing(team: Team) -> None:
    await _on_monday(team)
    await team.presses(WANG, "李雷 陪访")
    before = len(team.messages(WANG))

    team.channel.meanwhile = _die
    with pytest.raises(_Died):
        await team.submits(WANG, **_VISIT)
    team.clock.pass_time(seconds=16)
    await take_up(team.dispatcher, 10)
    desk = await team.says(WANG, "我的带教")

    assert len(team.messages(WANG)) > before
    assert "1/6 已完成" in desk.text
    assert len(await told(team.store, "mentor_visit")) == 1


class _Died(BaseException):
    """No `except Exception` survives it."""


async def _die() -> None:
    raise _Died
