"""Journey 4: a night, one alert, the manager's card, what is done, and how it went."""

from __future__ import annotations

import json

import pytest

from rules.alert import Closed
from rules.probation_record import FactKind, ProbationFact
from storage.store import Store
from tests.builders import a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.mentoring_team import HR, LEI, MANAGER, MEI, WANG, ZHAO
from tests.risk_team import TUESDAY, RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is new; nothing is wrong yet."""
    return await a_risk_team(store)


async def _states(team: RiskTeam) -> list[tuple[object, ...]]:
    return await answers(team.store, "SELECT state, level, news, closed_why FROM alert ORDER BY id")


async def test_from_a_night_to_an_outcome(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    await team.morning()
    card = team.card(MANAGER)
    hers = team.card(HR)
    taken = await team.presses(MANAGER, "我来跟进")
    await team.presses(MANAGER, "记录跟进")
    saved = await team.submits(MANAGER, kind="talk", note="聊了报价,周四一起拜访")
    await team.later_night(days=14)
    await team.job("intervention_check")
    team.clock.pass_time(hours=4)
    await team.relay()
    judged = await team.presses(MANAGER, "有好转")

    assert card.title == "建议聊聊 · 李雷 · 入职第 9 周"
    text = card.as_text()
    assert "培训  到期 10 门,完成 7 门(70%)" in text
    assert "带教  需要关注" in text
    assert "业绩  连续 2 周没有增长" in text
    assert "依据  3 项提醒条件" in text
    assert "同时出现" in text
    assert "因为" not in text
    assert [one.label for one in card.actions] == [
        "我来跟进",
        "记录跟进",
        "请他人跟进",
        "情况正常",
    ]
    assert "红(3 项)" in hers.as_text()
    assert "6.00" in hers.as_text()
    assert "红" not in text + team.texts(MANAGER)
    assert "6.00" not in team.texts(MANAGER)
    assert "由你跟进" in taken.text
    assert "12月8日" in saved.text
    assert "有好转" in judged.text
    assert "效果如何" in team.texts(MANAGER)


async def test_nobody_else_hears_of_it(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    await team.morning()

    people = {person for person, _ in await told(team.store, "alert")}

    assert people == {MANAGER, HR}
    said = team.texts(LEI) + team.texts(WANG) + team.texts(MEI) + team.texts(ZHAO)
    assert "建议聊聊" not in said


async def test_the_same_night_twice_opens_and_tells_once(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    team.clock.pass_time(minutes=1)
    await team.night()
    await team.morning()
    await team.morning()

    assert len(await _states(team)) == 1
    assert len(await told(team.store, "alert")) == 2
    assert await told(team.store, "alert_list") == []


async def test_one_signal_is_watched_in_the_weekly_digest_alone(team: RiskTeam) -> None:
    await team.sells("A001", "2026-11-10", "2026-11-17", "2026-11-18")
    await team.courses(7, 10)
    await team.night()
    await team.morning()
    assert await _states(team) == []

    await team.later_night(days=6)
    await team.job("watch_digest")
    team.clock.pass_time(hours=4)
    await team.relay()

    assert await told(team.store, "alert_list") == []
    assert team.card(MANAGER).title == "本周留意 · 1 位"
    assert "李雷  培训 到期 10 门,完成 7 门(70%)" in team.card(MANAGER).as_text()
    assert "本周留意" not in team.texts(HR)


async def test_amber_comes_in_one_list_and_names_are_seen_by_button(team: RiskTeam) -> None:
    await team.new("A002")
    await team.amber()
    await team.courses(7, 10, person=MEI)
    await team.night()
    assert await told(team.store, "alert") == []

    await team.morning()
    listed = team.card(MANAGER)
    await team.presses(MANAGER, "看韩梅")
    one = team.card(MANAGER)

    assert listed.title == "建议聊聊 · 2 位"
    assert one.title.startswith("建议聊聊 · 韩梅")
    assert "黄(2 项)" in team.card(HR).as_text()


async def test_a_fourth_name_waits_for_the_next_day(team: RiskTeam) -> None:
    numbers = [f"B00{n}" for n in range(4)]
    hires = [
        an_event(f"h{n}", "employee.hired", {"employee_id": n, "name": n, "manager": "A004"})
        for n in numbers
    ]
    await take_in(team.store, *hires)
    for place, number in enumerate(numbers):
        await team.new(number)
        await team.courses(7, 10, person=7 + place)
        await team.sells(number, "2026-10-13")  # half of them have sold: it is no early week
    await team.night()
    await team.morning()
    first = team.card(MANAGER)
    await team.morning(days=1)

    assert first.title == "建议聊聊 · 3 位"
    assert "另有 1 位" in first.text
    lists = [facts for person, facts in await told(team.store, "alert_list") if person == MANAGER]
    names = [[one["name"] for one in json.loads(json.dumps(each["alerts"]))] for each in lists]
    assert names == [["B000", "B001", "B002"], ["B003"]]


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


async def test_all_fine_needs_a_reason_and_comes_back_only_with_news(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "情况正常")
    fine = await team.submits(MANAGER, reason="wrong")
    await team.later_night(days=1)
    await team.morning(days=1)
    quiet = await _states(team)
    await team.ratings(6, 6, 6)
    await team.later_night(days=2)

    assert "没有新情况不会再提醒" in fine.text
    assert quiet == [("closed", "amber", 1, "fine")]
    assert [row[0] for row in await _states(team)] == ["closed", "open"]
    async with team.store.read() as uow:
        assert await uow.alerts.said_fine() == {"wrong": 1}


async def test_a_third_signal_updates_the_one_alert_and_comes_alone(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.ratings(6, 6, 6)
    await team.later_night(days=1)
    await team.morning(days=1)

    assert await _states(team) == [("open", "red", 2, "")]
    assert {person for person, _ in await told(team.store, "alert")} == {MANAGER, HR}


async def test_what_is_no_longer_so_closes_quietly(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.courses(10, 10)
    await team.later_night(days=1)
    await team.morning(days=1)

    assert await _states(team) == [("closed", "amber", 1, Closed.SETTLED.value)]
    assert await told(team.store, "alert_list") == []


async def test_after_she_left_nothing_is_sent(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    left = {"employee_id": "A001", "last_active_on": "2026-11-24"}
    await take_in(team.store, an_event("left", "employee.left", left, version=5))
    await team.morning()
    await team.later_night(days=1)

    assert "建议聊聊" not in team.texts(MANAGER) + team.texts(HR)
    assert await _states(team) == [("closed", "red", 1, "left")]


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

    assert await _states(team) == [("closed", "amber", 1, "confirmed")]
    assert await answers(team.store, "SELECT ended FROM intervention") == [("confirmed",)]
    assert await told(team.store, "alert_nudge") == []
    assert await told(team.store, "intervention_check") == []


async def test_after_a_change_of_manager_the_new_one_is_asked(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    said = {"employee_id": "A001", "manager": "A007"}
    await take_in(
        team.store,
        a_hire("A007", name="新经理", roles=["manager"]),
        an_event("moved", "employee.updated", said, version=3),
    )
    await team.morning(days=1)
    await team.morning(days=2)

    asked = [who for who, _ in await told(team.store, "alert_list")]
    assert asked == [MANAGER, HR, HR, 7]
    assert MANAGER not in {who for who, _ in await told(team.store, "alert_nudge")}


async def test_it_reads_in_english(store: Store) -> None:
    team = await RiskTeam(store).begin(english=True)
    await team.red()
    await team.night()
    await team.morning()

    card = team.card(MANAGER)

    assert card.title == "Worth a talk · 李雷 · week 9"
    assert "Training  7 of 10 due (70%)" in card.as_text()
    assert "go together" in card.footnote
    assert "because" not in card.as_text()
    assert "red (3 conditions)" in team.card(HR).as_text()


async def test_a_manager_who_mentors_is_told_without_the_pulse(team: RiskTeam) -> None:
    await team.pair(LEI, MANAGER, team.clock.now.date().replace(day=1))
    await team.amber()
    await team.ratings(6, 6, 6, pairing=2)
    await team.night()
    await team.morning()

    assert "依据  2 项提醒条件" in team.card(MANAGER).as_text()
    assert "带教" not in team.card(MANAGER).as_text().partition("依据")[0]
    assert "红(3 项)" in team.card(HR).as_text()


async def test_a_pulse_and_one_more_go_to_hr_alone_where_her_manager_mentors(
    team: RiskTeam,
) -> None:
    await team.pair(LEI, MANAGER, team.clock.now.date().replace(day=1))
    await team.sells("A001", "2026-11-10", "2026-11-17", "2026-11-18")
    await team.courses(7, 10)
    await team.ratings(6, 6, 6, pairing=2)
    await team.night()
    await team.morning()
    refused = await team.says(MANAGER, "风险名单")

    assert {who for who, _ in await told(team.store, "alert_list")} == {HR}
    assert "现在没有需要聊的人" in refused.text


async def test_without_a_manager_hr_is_asked(team: RiskTeam) -> None:
    gone = {"employee_id": "A004", "last_active_on": "2026-11-20"}
    await take_in(team.store, an_event("left", "employee.left", gone, version=5))
    await team.amber()
    await team.night()
    await team.morning()
    await team.morning(days=1)
    await team.morning(days=2)

    assert {who for who, _ in await told(team.store, "alert_list")} == {HR}
    nudges = [(who, facts["what"]) for who, facts in await told(team.store, "alert_nudge")]
    assert nudges == [(HR, "reminded")]


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
    assert await _states(team) == [("closed", "red", 1, "objected")]


async def test_she_may_take_her_objection_back(team: RiskTeam) -> None:
    await team.says(LEI, "反对评估")
    await team.presses(LEI, "确认")
    await team.says(LEI, "撤回反对")
    await team.presses(LEI, "确认")
    await team.red()
    await team.later_night(days=1)

    assert [row[0] for row in await _states(team)] == ["open"]


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


async def test_before_her_post_sells_no_growth_of_touches_stands_in(team: RiskTeam) -> None:
    for n in range(5):  # nobody of her post has sold so early
        await take_in(
            team.store, a_hire(f"B{n}", hired_on="2026-09-01", probation_ends_on="2027-03-27")
        )
    calls = [
        an_event(
            f"call-{week}-{n}", "activity.logged",
            {"employee_id": "A001", "activity_id": f"{week}-{n}", "day": f"2026-11-{day}",
             "kind": "call", "customer_id": f"K{n}"},
        )
        for week, (day, many) in enumerate((("03", 3), ("10", 3), ("17", 2)))
        for n in range(many)
    ]  # fmt: skip
    await take_in(team.store, *calls)
    await team.courses(7, 10)
    await team.night()
    await team.morning()

    assert (
        "还没到出单周,连续 2 周客户接触没有增长(每周 3 → 3 → 2 次)" in team.card(MANAGER).as_text()
    )
    assert await _states(team) == [("open", "amber", 1, "")]


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


async def test_a_list_goes_on_without_the_one_that_was_answered(team: RiskTeam) -> None:
    await team.new("A002")
    await team.amber()
    await team.courses(7, 10, person=MEI)
    await team.night()
    team.clock.pass_time(hours=2, minutes=42)
    await team.job("alert_list")
    await team.says(HR, "风险名单")
    await team.presses(HR, "看韩梅")
    await team.presses(HR, "我来跟进")
    await team.relay()

    assert team.card(MANAGER).title == "建议聊聊 · 李雷 · 入职第 9 周"
    assert "韩梅" not in team.texts(MANAGER)


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
    assert [row[0] for row in await _states(team)] == ["taken"]


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


async def test_a_missing_feed_is_told_to_administrators_and_is_nobodys_risk(
    store: Store,
) -> None:
    team = RiskTeam(store)
    await team.prepare()
    await team.new("A001")
    await team.courses(7, 10)
    team.clock.now = TUESDAY
    await team.night()
    team.clock.pass_time(hours=1)
    await team.night()

    assert [facts["what"] for _, facts in await told(store, "alarm")] == ["data_gap"]
    assert await answers(store, "SELECT level FROM risk_assessment") == [("watch",)]
