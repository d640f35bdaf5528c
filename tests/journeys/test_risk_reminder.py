"""An alert that nobody answers: one reminder after a silent workday, then HR; and what ends it."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.builders import a_hire, an_event, take_in
from tests.jobs.night import told
from tests.mentoring_team import HR, MANAGER
from tests.risk_team import RiskTeam, a_risk_team

#: Who comes after the six of the team.
_SUN = 7


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


async def test_who_wrote_down_what_is_done_is_not_asked_for_it_on_the_due_day(
    team: RiskTeam,
) -> None:
    await team.red()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "我来跟进")
    await team.presses(MANAGER, "记录跟进")
    saved = await team.submits(MANAGER, kind="talk", note="聊了报价")
    for day in (*range(1, 5), 6, 7, 8, 9, 10):
        await team.morning(days=day)

    assert "12月8日会问你效果如何,之前不再提醒" in saved.text
    assert await told(team.store, "alert_nudge") == []


async def test_written_down_while_the_question_is_under_way_it_is_not_sent(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "我来跟进")
    team.clock.pass_time(days=7)
    await team.job("alert_reminder")
    await team.presses(MANAGER, "记录跟进")
    await team.submits(MANAGER, kind="talk", note="聊了报价")
    await team.relay()

    assert [facts["what"] for _, facts in await told(team.store, "alert_nudge")] == ["due"]
    assert "到了约定的日子" not in team.texts(MANAGER)


async def test_on_the_due_day_the_card_asks_and_promises_no_silence(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    await team.morning()
    await team.presses(MANAGER, "我来跟进")
    await team.morning(days=7)

    text = team.card(MANAGER).text
    assert text.startswith("到了约定的日子:李雷的跟进怎么样?请记一笔。\n可以这样聊")
    assert "不再提醒" not in text


async def test_a_morning_missed_before_a_weekend_is_made_up_for_on_monday(team: RiskTeam) -> None:
    await team.amber()
    await team.later_night(days=2)  # Thursday
    await team.morning(days=2)
    await team.morning(days=4)  # Saturday: Friday's was missed
    over_weekend = await told(team.store, "alert_nudge")
    await team.morning(days=6)
    await team.morning(days=7)

    assert over_weekend == []
    nudges = [(who, facts["what"]) for who, facts in await told(team.store, "alert_nudge")]
    assert nudges == [(MANAGER, "reminded"), (HR, "asked_hr")]


async def test_who_has_another_manager_is_in_her_list_the_next_morning(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await take_in(team.store, a_hire("A007", name="孙经理", roles=["manager"]))
    moved = {"employee_id": "A001", "manager": "A007"}
    await take_in(team.store, an_event("moved", "employee.updated", moved, version=3))

    await team.later_night(days=1)
    await team.morning(days=1)
    await team.later_night(days=2)
    await team.morning(days=2)

    lists = [who for who, _ in await told(team.store, "alert_list")]
    nudges = [(who, facts["what"]) for who, facts in await told(team.store, "alert_nudge")]
    assert sorted(lists[:2]) == [MANAGER, HR]
    assert sorted(lists[2:]) == [HR, _SUN]
    assert nudges == [(_SUN, "reminded")]
