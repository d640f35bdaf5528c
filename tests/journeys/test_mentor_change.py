"""From the pulse to a new mentor: HR talks, decides, and nobody reads a score or a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.mentor_change import Reason
from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, MANAGER, WANG, ZHAO, Team


@pytest.fixture
async def team(store: Store) -> Team:
    """Wang mentors Lei; Zhao is free."""
    found = Team(store)
    await found.prepare()
    await found.pair(LEI, WANG)
    await found.relay()
    return found


async def _rate(team: Team, *values: tuple[int, int]) -> None:
    """Let Fridays pass on which she answers both questions."""
    team.clock.pass_time(days=4, hours=7)
    for satisfaction, applied in values:
        await team.job("pulse")
        await team.relay()
        await team.says(LEI, "给导师打分")
        await team.presses(LEI, f"{satisfaction} 分")
        await team.presses(LEI, f"{applied} 分")
        team.clock.pass_time(days=7)


async def test_from_the_pulse_to_a_new_pairing(team: Team) -> None:
    await _rate(team, (6, 6), (6, 6), (6, 6))
    await team.job("pulse_verdict")
    await team.relay()
    proposed = team.card(HR)

    await team.presses(HR, "已谈过")
    decided = await team.presses(HR, "换为 赵师傅")
    await team.relay()

    assert "平均分 6.00" in proposed.as_text()
    assert [action.label for action in proposed.actions] == ["已谈过"]
    assert "不匿名" in proposed.footnote
    assert "李雷现在由赵师傅带" in decided.text
    for person in (LEI, WANG, ZHAO):
        assert team.card(person).title == "带教安排调整"
        assert "6.00" not in team.texts(person)
    assert "带教需要关注" in team.texts(MANAGER)
    assert "6.00" not in team.texts(MANAGER)
    desk = await team.says(ZHAO, "我的带教")
    assert "李雷" in desk.text


async def test_judged_twice_it_is_proposed_once(team: Team) -> None:
    await _rate(team, (6, 6), (6, 6), (6, 6))
    await team.job("pulse_verdict")
    team.clock.pass_time(days=1)
    await team.job("pulse_verdict")

    assert len(await told(team.store, "mentor_proposal")) == 1


@pytest.mark.parametrize(
    ("reason", "is_proposed"),
    [
        pytest.param(Reason.LOAD, True, id="who stands in is asked: another question"),
        pytest.param(Reason.LEAVE, True, id="so is who stands in for a leave"),
        pytest.param(Reason.ALARM, True, id="a single answer"),
        pytest.param(Reason.ASKED, False, id="a change is asked for already"),
    ],
)
async def test_a_low_mean_waits_for_another_change_alone(
    team: Team, reason: Reason, *, is_proposed: bool
) -> None:
    async with team.store.begin() as uow:
        await uow.pulses.propose(1, reason, team.clock.now.date(), at=team.clock.now)
    await _rate(team, (6, 6), (6, 6), (6, 6))

    await team.job("pulse_verdict")

    assert bool(await told(team.store, "mentor_proposal")) is is_proposed


async def test_decided_twice_it_is_changed_once(team: Team) -> None:
    await _rate(team, (6, 6), (6, 6), (6, 6))
    await team.job("pulse_verdict")
    await team.relay()
    await team.presses(HR, "已谈过")
    await team.presses(HR, "换为 赵师傅")

    again = await team.presses(HR, "换为 赵师傅")

    assert "李雷现在由赵师傅带" in again.text
    assert len(await told(team.store, "mentor_changed")) == 5  # two at first, three now


async def test_two_ratings_are_watched_and_no_more(team: Team) -> None:
    await _rate(team, (4, 4), (4, 4))

    await team.job("pulse_verdict")

    assert await told(team.store, "mentor_proposal") == []


async def test_a_mean_of_seven_is_not_low(team: Team) -> None:
    await _rate(team, (6, 8), (6, 8), (6, 8))

    await team.job("pulse_verdict")

    assert await told(team.store, "mentor_proposal") == []


async def test_a_single_two_reaches_hr_at_once_and_nobody_else(team: Team) -> None:
    await team.says(LEI, "给导师打分")
    await team.presses(LEI, "2 分")
    await team.relay()

    assert "打了 2 分" in team.card(HR).text
    assert [person for person, _ in await told(team.store, "mentor_proposal")] == [HR]
    assert "2 分" not in team.texts(MANAGER) + team.texts(WANG)


async def test_within_the_week_the_newest_answer_counts_and_after_it_none(team: Team) -> None:
    await team.says(LEI, "给导师打分")
    await team.presses(LEI, "4 分")
    await team.says(LEI, "给导师打分")
    await team.presses(LEI, "8 分")
    saved = await team.presses(LEI, "6 分")
    team.clock.pass_time(days=9)
    late = await team.presses(LEI, "6 分")

    assert "带得怎样  8 分" in saved.text
    assert "已经截止" in late.text


async def test_eleven_is_refused_with_the_scale(team: Team) -> None:
    answer = await team.says(LEI, "给导师打11分")

    assert "0 到 10 分" in answer.text
    assert len(team.card(LEI).actions) == 6


async def test_nobody_free_keeps_the_pair_and_says_so(team: Team) -> None:
    await team.pair(2, ZHAO)
    await team.pair(HR, ZHAO)
    await _rate(team, (6, 6), (6, 6), (6, 6))
    await team.job("pulse_verdict")
    await team.relay()

    shown = await team.presses(HR, "已谈过")

    assert "没有空的导师" in shown.text
    assert [action.label for action in team.card(HR).actions] == ["保持"]


async def test_a_rep_asks_for_another_and_hr_alone_reads_why(team: Team) -> None:
    await team.says(LEI, "换导师 因为讲得太快")
    asked = await team.submits(LEI)
    await team.relay()
    await team.presses(HR, "已谈过")
    kept = await team.presses(HR, "保持")

    assert "HR 会私下联系你" in asked.text
    assert "讲得太快" in team.texts(HR)
    assert "讲得太快" not in team.texts(WANG) + team.texts(MANAGER)
    assert "保持不变" in kept.text


async def test_without_a_talk_there_is_no_change(team: Team) -> None:
    await team.says(LEI, "换导师")
    await team.submits(LEI, words="讲得太快")
    await team.relay()

    with pytest.raises(IndexError):
        await team.presses(HR, "换为 赵师傅")


async def test_leave_proposes_a_stand_in_and_marks_nobody_down(team: Team) -> None:
    monday = team.clock.now.date()
    async with team.store.begin() as uow:
        await uow.mentoring.set_leave(WANG, monday, monday + timedelta(days=6))
    await team.job("mentor_week")
    await team.relay()

    await team.presses(HR, "换为 赵师傅")
    away = await team.says(WANG, "我的带教")
    desk = await team.says(ZHAO, "我的带教")

    assert "请假" in away.text
    assert "陪访 ☐" in desk.text


async def test_pairing_is_confirmed_by_hr_and_by_nobody_else(team: Team) -> None:
    refused = await team.says(WANG, "给 韩梅 安排导师 赵师傅")
    asked = await team.says(HR, "给 韩梅 安排导师 赵师傅")
    before = await team.says(ZHAO, "我的带教")
    paired = await team.presses(HR, "确认")
    again = await team.presses(HR, "确认")

    assert "由人事决定" in refused.text
    assert "这样安排带教吗?" in asked.text
    assert "没有带的新人" in before.text
    assert "赵师傅带韩梅" in paired.text
    assert "没有改动" in again.text


async def test_in_the_last_fortnight_of_probation_no_change_is_proposed(team: Team) -> None:
    ends = an_event(
        "probation",
        "employee.updated",
        {"employee_id": "A001", "probation_ends_on": "2026-12-24"},
        version=3,
    )
    await take_in(team.store, ends)
    await _rate(team, (6, 6), (6, 6), (6, 6))
    await team.job("pulse_verdict")
    by_rule = await told(team.store, "mentor_proposal")

    await team.says(LEI, "换导师 因为讲得太快")
    await team.submits(LEI)
    await team.relay()

    assert by_rule == []
    assert "不再更换导师" in team.texts(HR)


async def test_a_manager_who_mentors_hears_nothing(team: Team) -> None:
    await team.pair(LEI, MANAGER, team.clock.now.date())
    await _rate(team, (6, 6), (6, 6), (6, 6))
    await team.job("pulse_verdict")

    assert await told(team.store, "mentor_attention") == []
    assert [person for person, _ in await told(team.store, "mentor_proposal")] == [HR]


async def test_hr_who_mentors_is_not_told_and_may_not_decide(team: Team) -> None:
    await team.pair(LEI, HR, team.clock.now.date())
    await team.says(LEI, "给导师打分")
    await team.presses(LEI, "2 分")

    assert await told(team.store, "mentor_proposal") == []


async def test_after_a_talk_the_card_of_a_low_answer_names_no_score_that_may_have_changed(
    team: Team,
) -> None:
    await team.says(LEI, "给导师打分")
    await team.presses(LEI, "2 分")
    await team.relay()

    shown = await team.presses(HR, "已谈过")

    assert "打过 3 分或更低" in shown.text
