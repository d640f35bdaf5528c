"""入职 in one step: nothing counts unseen, all that is missing is named, and twice is once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.store import Store
from tests.builders import a_hire, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import HR, LEI, MANAGER, MONDAY, Team

_FULL = {
    "name": "王芳",
    "number": "A105",
    "manager": "张经理",
    "post": "顾问",
    "engagement": "employee",
    "contract_months": "36",
    "hired_on": "2026-11-23",
    "probation_ends_on": "",
    "mentor": "赵师傅",
    "plan": "standard",
    "signed": "HT-2026-118",
}


@pytest.fixture
async def team(store: Store) -> Team:
    team = Team(store)
    await team.prepare()
    return team


async def _hire(team: Team, **changed: str) -> str:
    await team.says(HR, "入职 王芳 A105")
    await team.submits(HR, **{**_FULL, **changed})
    return (await team.presses(HR, "办理入职")).text


async def test_hired_in_one_step(team: Team) -> None:
    await team.says(HR, "入职 王芳 A105")
    filled = {one.name: one.value for one in team.form(HR).inputs}
    await team.submits(HR, **_FULL)
    preview, before = team.card(HR), await answers(team.store, "SELECT count(*) FROM person")
    done = (await team.presses(HR, "办理入职")).text

    assert (filled["name"], filled["number"]) == ("王芳", "A105")
    assert before == [(6,)]
    assert [action.label for action in preview.actions] == ["办理入职", "修改", "放弃"]
    assert "已办好" in done
    assert "绑定码" in done
    person = await answers(
        team.store,
        "SELECT number, name, post, manager_number, engagement, roles, CAST(hired_on AS TEXT),"
        " CAST(probation_ends_on AS TEXT) FROM person WHERE number = 'A105'",
    )
    assert person == [
        ("A105", "王芳", "顾问", "A004", "employee", "rep", "2026-11-23", "2027-05-22")
    ]
    assert await answers(
        team.store, "SELECT plan_name, version, reference FROM plan_signature"
    ) == [("standard", 1, "HT-2026-118")]
    assert await answers(team.store, "SELECT plan_name FROM plan_assignment") == [("standard",)]
    assert await answers(team.store, "SELECT mentor_id, rep_id FROM pairing") == [(6, 7)]


async def test_what_is_missing_is_named_with_who_could_mentor(team: Team) -> None:
    empty = dict.fromkeys(("manager", "contract_months", "mentor", "plan", "signed"), "")

    done = await _hire(team, **empty)

    for missing in ("直接主管", "师傅", "佣金方案", "签字件", "合同期", "聊天账号"):
        assert missing in done
    free = {row.label: row.value for row in team.card(HR).rows}["可带的人"]
    assert "王师傅" in free
    assert "赵师傅" in free
    labels = [action.label for action in team.card(HR).actions]
    assert labels == ["王师傅带 0/2", "赵师傅带 0/2", "再发绑定码"]
    await team.presses(HR, "赵师傅带 0/2")
    assert await answers(team.store, "SELECT mentor_id, rep_id FROM pairing") == [(6, 7)]


async def test_a_code_that_ran_out_is_given_anew_and_links_her(team: Team) -> None:
    await _hire(team)
    team.clock.pass_time(minutes=16)

    told = (await team.presses(HR, "再发绑定码")).text
    code = told.split("绑定码 ")[1].split(",")[0]
    await team.says(7, code)

    assert await answers(team.store, "SELECT person_id FROM identity WHERE address = '@7'") == [
        (7,)
    ]


async def test_twice_is_once(team: Team) -> None:
    await _hire(team)
    again = (await team.presses(HR, "办理入职")).text
    await team.presses(HR, "办理入职", act="redelivered")
    await team.presses(HR, "办理入职", act="redelivered")

    assert "已办好" in again
    assert "绑定码" not in again
    assert await answers(team.store, "SELECT count(*) FROM person") == [(7,)]
    assert await answers(team.store, "SELECT count(*) FROM pairing") == [(1,)]
    assert await _count(team, "welcome") == 1


async def test_dropped_or_edited_nothing_counts(team: Team) -> None:
    await team.says(HR, "入职 王芳 A105")
    await team.submits(HR, **_FULL)
    await team.presses(HR, "修改")
    again = {one.name: one.value for one in team.form(HR).inputs}
    dropped = (await team.presses(HR, "放弃")).text

    assert again["signed"] == "HT-2026-118"
    assert "什么都没有改" in dropped
    assert await answers(team.store, "SELECT count(*) FROM person") == [(6,)]
    late = (await team.presses(HR, "办理入职")).text
    assert "什么都没有改" in late
    assert await answers(team.store, "SELECT count(*) FROM person") == [(6,)]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"number": "A001"}, "已经是 李雷 的"),
        ({"manager": "没有这个人"}, "没有这个人"),
        ({"contract_months": "12", "probation_ends_on": "2027-05-01"}, "第十九条"),
        ({"plan": "nothing"}, "没有方案"),
    ],
)
async def test_what_can_not_be_is_said_under_its_field(
    team: Team, changed: dict[str, str], says: str
) -> None:
    await team.says(HR, "入职 王芳 A105")
    await team.submits(HR, **{**_FULL, **changed})

    problems = [one.problem for one in team.form(HR).inputs if one.problem]

    assert len(problems) == 1
    assert says in problems[0]


@pytest.mark.parametrize("who", [LEI, MANAGER])
async def test_hiring_is_hrs(team: Team, who: int) -> None:
    assert "人事办理" in (await team.says(who, "入职 王芳 A105")).text
    assert await answers(team.store, "SELECT count(*) FROM hr_order") == [(0,)]


async def test_her_first_message_waits_for_her_chat_and_has_the_steps_of_then(team: Team) -> None:
    await _hire(team, mentor="")
    await team.relay()
    assert "欢迎" not in team.texts(7)
    await team.presses(HR, "赵师傅带 0/2")
    async with team.store.begin() as uow:
        await uow.links.link(channel="fake", address="@7", person_id=7, at=MONDAY)
        await uow.outbox.revive(7)
    await team.relay()

    welcome = team.texts(7)

    assert "欢迎,王芳" in welcome
    assert "认识你的师傅 赵师傅" in welcome


async def test_who_comes_by_the_hr_system_is_one_card_to_hr(team: Team) -> None:
    hired = a_hire("A200", name="孙丽", hired_on="2026-11-23", manager="A004")
    team.clock.pass_time(minutes=120)
    await take_in(team.store, hired, at=team.clock.now)
    await take_in(team.store, hired, at=team.clock.now)
    await team.relay()

    cards = [one for one in team.messages(HR) if "新人入职 · 孙丽" in one.text]

    assert len(cards) == 1
    assert "还缺" in cards[0].text
    assert await _count(team, "joined") == 1
    assert await _count(team, "welcome") == 1


async def test_an_import_or_an_old_record_welcomes_nobody(team: Team) -> None:
    recent = (MONDAY - timedelta(days=3)).date().isoformat()
    await take_in(team.store, a_hire("A200", hired_on=recent), at=MONDAY, is_quiet=True)
    await take_in(team.store, a_hire("A201", hired_on="2026-10-22"), at=MONDAY)
    await take_in(team.store, a_hire("A202", hired_on="2026-10-23"), at=MONDAY)

    assert await answers(team.store, "SELECT person_id FROM notice WHERE kind = 'welcome'") == [
        (9,)
    ]


async def _count(team: Team, kind: str) -> int:
    rows = await answers(team.store, f"SELECT count(*) FROM notice WHERE kind = '{kind}'")  # noqa: S608 - a word of this file
    return int(str(rows[0][0]))
