"""Journey 4: a night, one alert, the manager's card, what is done, and how it went."""

from __future__ import annotations

import pytest

from rules.alert import Closed
from storage.store import Store
from tests.builders import Event, a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.jobs.night import told
from tests.mentoring_team import HR, MANAGER
from tests.risk_team import TUESDAY, RiskTeam, a_risk_team


@pytest.fixture
async def team(store: Store) -> RiskTeam:
    """李雷 is new; nothing is wrong yet."""
    return await a_risk_team(store)


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


async def test_the_same_night_twice_opens_and_tells_once(team: RiskTeam) -> None:
    await team.red()
    await team.night()
    team.clock.pass_time(minutes=1)
    await team.night()
    await team.morning()
    await team.morning()

    assert len(await team.alerts()) == 1
    assert len(await told(team.store, "alert")) == 2
    assert await told(team.store, "alert_list") == []


async def test_a_third_signal_updates_the_one_alert_and_comes_alone(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.morning()
    await team.ratings(6, 6, 6)
    await team.later_night(days=1)
    await team.morning(days=1)

    assert await team.alerts() == [("open", "red", 2, "")]
    assert {person for person, _ in await told(team.store, "alert")} == {MANAGER, HR}


async def test_what_is_no_longer_so_closes_quietly(team: RiskTeam) -> None:
    await team.amber()
    await team.night()
    await team.courses(10, 10)
    await team.later_night(days=1)
    await team.morning(days=1)

    assert await team.alerts() == [("closed", "amber", 1, Closed.SETTLED.value)]
    assert await told(team.store, "alert_list") == []


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


async def test_before_her_post_sells_no_growth_of_touches_stands_in(team: RiskTeam) -> None:
    await _nobody_has_sold_so_early(team)
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
    assert await team.alerts() == [("open", "amber", 1, "")]


async def _nobody_has_sold_so_early(team: RiskTeam) -> None:
    """Let five more of her post be without a deal; they are under no manager."""
    for n in range(5):
        await take_in(
            team.store, a_hire(f"B{n}", hired_on="2026-09-01", probation_ends_on="2027-03-27")
        )


def _calls(number: str) -> list[Event]:
    """Let somebody call a customer in each of the weeks that are judged."""
    return [
        an_event(
            f"call-{number}-{day}", "activity.logged",
            {"employee_id": number, "activity_id": f"{number}-{day}", "day": f"2026-11-{day}",
             "kind": "call", "customer_id": "K"},
        )
        for day in ("03", "10", "17")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reporting", "level"),
    [
        pytest.param("A002", "amber", id="her own team: nought is nought"),
        pytest.param("B0", "watch", id="another team: it is not known"),
    ],
)
async def test_no_touches_are_a_nought_only_where_her_team_reports_any(
    team: RiskTeam, reporting: str, level: str
) -> None:
    await _nobody_has_sold_so_early(team)
    await take_in(team.store, *_calls(reporting))
    await team.courses(7, 10)
    await team.night()

    found = "SELECT level FROM risk_assessment WHERE person_id = 1"
    assert await answers(team.store, found) == [(level,)]
