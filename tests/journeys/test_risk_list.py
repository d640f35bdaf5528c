"""Lists of the morning and the weekly digest: at most three names; the others wait for a day."""

from __future__ import annotations

import json

import pytest

from storage.store import Store
from tests.builders import an_event, take_in
from tests.jobs.night import told
from tests.mentoring_team import HR, MANAGER, MEI
from tests.risk_team import RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is new; nothing is wrong yet."""
    return await a_risk_team(store)


async def test_one_signal_is_watched_in_the_weekly_digest_alone(team: RiskTeam) -> None:
    await team.sells("A001", "2026-11-10", "2026-11-17", "2026-11-18")
    await team.courses(7, 10)
    await team.night()
    await team.morning()
    assert await team.alerts() == []

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


async def test_lists_of_a_week_name_no_more_than_the_budget_and_the_others_wait(
    team: RiskTeam,
) -> None:
    """Fourteen turn amber on Tuesday: three a day, ten by Friday, the rest from Monday on."""
    numbers = [f"B{n:03}" for n in range(14)]
    hires = [
        an_event(f"h{n}", "employee.hired", {"employee_id": n, "name": n, "manager": "A004"})
        for n in numbers
    ]
    await take_in(team.store, *hires, is_quiet=True)
    for place, number in enumerate(numbers):
        await team.new(number)
        await team.courses(7, 10, person=7 + place)
        await team.sells(number, "2026-10-13")
    await team.night()

    for day in (0, 1, 2, 3, 6, 7):
        await team.morning(days=day)

    lists = [facts for person, facts in await told(team.store, "alert_list") if person == MANAGER]
    names = [[one["name"] for one in json.loads(json.dumps(each["alerts"]))] for each in lists]
    assert [len(one) for one in names] == [3, 3, 3, 1, 3, 1]
    assert sorted(name for some in names for name in some) == numbers
    reached = [facts for person, facts in await told(team.store, "alert_list") if person == HR]
    assert len(reached) > 0


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


async def test_who_is_asked_about_by_name_is_shown_alone(team: RiskTeam) -> None:
    await team.new("A002")
    await team.amber()
    await team.courses(7, 10, person=MEI)
    await team.night()

    await team.says(MANAGER, "韩梅风险高吗")
    listed = team.card(MANAGER)
    await team.says(MANAGER, "张伟 风险")
    nobody = team.card(MANAGER)

    assert listed.title == "风险名单 · 1 位"
    assert "韩梅" in listed.as_text()
    assert "李雷" not in listed.as_text()
    assert "没有张伟" in nobody.text
