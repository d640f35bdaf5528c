"""离职: one card of all that is open, each handed to somebody until a day, and nothing lost."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.builders import a_deal, a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import HR, LEI, MANAGER, MEI, WANG, Team
from tests.post_office import leaving


@pytest.fixture
async def team(store: Store) -> Team:
    """王师傅 (3) mentors 李雷 and 韩梅, manages nobody, and has sold to 华星."""
    team = Team(store)
    await team.prepare()
    await team.pair(LEI, WANG)
    await team.pair(MEI, WANG)
    await take_in(team.store, a_deal("D1", employee_id="A003", customer_id="华星"))
    team.clock.pass_time(minutes=180)
    return team


async def test_one_card_for_hr(team: Team) -> None:
    card = (await team.says(HR, "离职 王师傅")).card

    assert card is not None
    assert card.figure is not None
    assert card.figure.value == "¥450.00"
    rows = {row.label: row.value for row in card.rows}
    assert rows == {"成单": "1 件待交接:华星", "徒弟": "2 件待交接:李雷、韩梅"}
    assert [one.label for one in card.actions] == ["交接成单", "交接徒弟", "办理离职"]
    assert await answers(
        team.store, "SELECT actor, subject FROM audit WHERE action = 'leaver.read'"
    ) == [("person:5", "person:3")]


async def test_her_manager_sees_no_sum_and_can_not_let_her_go(team: Team) -> None:
    message = await team.says(MANAGER, "离职 王师傅")

    assert message.card is not None
    assert message.card.figure is None
    assert "450" not in message.text
    assert [one.label for one in message.card.actions] == ["交接成单", "交接徒弟"]


@pytest.mark.parametrize("who", [LEI, MEI])
async def test_others_learn_nothing(team: Team, who: int) -> None:
    known = (await team.says(who, "离职 王师傅")).text
    unknown = (await team.says(who, "离职 没这人")).text

    assert known == unknown
    assert "华星" not in known


async def test_mentees_get_a_new_mentor_and_she_is_told_by_when(team: Team) -> None:
    await team.says(HR, "离职 王师傅")
    await team.presses(HR, "交接徒弟")
    await team.submits(HR, to="赵师傅", due_on="2026-11-30")
    await team.relay()

    rows = {row.label: row.value for row in team.card(HR).rows}
    assert rows["徒弟"] == "2 件由赵师傅接手,11月30日前"
    assert await answers(
        team.store, "SELECT rep_id, mentor_id FROM pairing WHERE ends_on IS NULL ORDER BY rep_id"
    ) == [(1, 6), (2, 6)]
    told = [one for one in team.messages(6) if "你接手 王师傅 的 2 件" in one.text]
    assert len(told) == 1
    assert "11月30日前先见一面" in told[0].text


async def test_one_of_two_is_handed_over_and_the_other_waits(team: Team) -> None:
    await team.says(HR, "离职 王师傅")
    await team.presses(HR, "交接徒弟")
    await team.submits(HR, which="1", to="A006", due_on="2026-11-30")

    assert {row.label: row.value for row in team.card(HR).rows}["徒弟"] == (
        "1 件待交接:韩梅; 1 件由赵师傅接手,11月30日前"
    )


async def test_a_deal_is_looked_after_by_another_and_its_commission_stays(team: Team) -> None:
    await team.says(MANAGER, "离职 王师傅")
    await team.presses(MANAGER, "交接成单")
    await team.submits(MANAGER, to="韩梅", due_on="2026-11-30")

    assert await answers(
        team.store, "SELECT kind, ref, to_id, CAST(due_on AS TEXT), by_id FROM takeover"
    ) == [("deal", "d1", 2, "2026-11-30", 4)]
    assert await answers(team.store, "SELECT DISTINCT person_id FROM commission_line") == [(3,)]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"to": "李雷"}, "李雷 不是师傅"),
        ({"to": "王师傅"}, "不能交给离职的人自己"),
        ({"to": "没这人"}, "没这人"),
        ({"to": "赵师傅", "due_on": "2026-11-22"}, "今天到半年以内"),
    ],
)
async def test_what_can_not_be(team: Team, said: dict[str, str], problem: str) -> None:
    await team.says(HR, "离职 王师傅")
    await team.presses(HR, "交接徒弟")
    await team.submits(HR, **said)

    assert problem in next(one.problem for one in team.form(HR).inputs if one.problem)
    assert await answers(team.store, "SELECT count(*) FROM takeover") == [(0,)]


async def test_submitted_twice_is_once(team: Team) -> None:
    await team.says(HR, "离职 王师傅")
    await team.presses(HR, "交接徒弟")
    await team.submits(HR, "once", to="赵师傅", due_on="2026-11-30")
    await team.submits(HR, "once", to="赵师傅", due_on="2026-11-30")
    again = await team.submits(HR, to="赵师傅", due_on="2026-11-30")

    assert "已经交接出去" in again.text
    assert await answers(team.store, "SELECT count(*) FROM notice WHERE kind = 'taken_over'") == [
        (1,)
    ]


async def test_the_last_day_closes_her_chats_and_can_be_taken_back(team: Team) -> None:
    await team.says(HR, "离职 王师傅")
    await team.presses(HR, "办理离职")
    preview = await team.submits(HR, left_on="2026-11-23", kind="resignation")
    before = await _left(team)
    await team.presses(HR, "确定离职")
    after = await _left(team)
    chats = await answers(team.store, "SELECT count(*) FROM identity WHERE person_id = 3")
    await team.presses(HR, "撤销")

    assert "待交接  3" in preview.text
    assert (before, after) == ([(None,)], [("2026-11-23",)])
    assert chats == [(0,)]
    assert await _left(team) == [(None,)]


async def test_after_an_hour_it_stays(team: Team) -> None:
    await team.says(HR, "离职 王师傅")
    await team.presses(HR, "办理离职")
    await team.submits(HR, left_on="2026-11-23", kind="resignation")
    await team.presses(HR, "确定离职")
    team.clock.pass_time(minutes=61)

    assert "一小时内" in (await team.presses(HR, "撤销")).text
    assert await _left(team) == [("2026-11-23",)]


async def test_a_dismissal_in_probation_goes_by_its_file(team: Team) -> None:
    said = {
        "employee_id": "A001",
        "hired_on": "2026-10-01",
        "contract_months": 36,
        "probation_ends_on": "2027-03-31",
    }
    await take_in(team.store, an_event("p", "employee.updated", said, version=2))
    await team.says(HR, "离职 李雷")
    await team.presses(HR, "办理离职")

    refused = await team.submits(HR, left_on="2026-11-23", kind="dismissal")

    assert "试用期流程" in refused.text
    assert await answers(team.store, "SELECT count(*) FROM hr_order") == [(0,)]


async def test_a_leaving_by_the_hr_system_tells_hr_and_her_manager_once(team: Team) -> None:
    await take_in(team.store, leaving("A003"), at=team.clock.now)
    await take_in(team.store, leaving("A003"), at=team.clock.now)
    await team.relay()

    for reader in (HR, MANAGER):
        cards = [one for one in team.messages(reader) if "王师傅 离职了" in one.text]
        assert len(cards) == 1
        assert "3 件事要交接" in cards[0].text
    await team.presses(HR, "看清单")
    assert "交接徒弟" in [one.label for one in team.card(HR).actions]


async def test_reports_get_a_new_manager(team: Team) -> None:
    await take_in(team.store, a_hire("A050", name="新经理", roles=["manager"]))
    await team.says(HR, "离职 张经理")
    await team.presses(HR, "交接下属")
    await team.submits(HR, which="1", to="新经理", due_on="2026-11-30")

    assert await answers(team.store, "SELECT manager_number FROM person WHERE id = 1") == [
        ("A050",)
    ]


async def _left(team: Team) -> list[tuple[object, ...]]:
    return list(await answers(team.store, "SELECT CAST(left_on AS TEXT) FROM person WHERE id = 3"))
