"""Plan, target, roster: each is shown before it counts, and goes back where it can."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter  # type: ignore[import-untyped] # has annotations inside, but no py.typed

from bot.cards.actions import seal
from bot.cards.card import Action, Card
from bot.cards.message import Message
from rules.attachment import XLSX, AttachmentKind
from storage.store import Store
from tests.builders import PLAN, a_deal, given_plan, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import HR, KEY, LEI, MANAGER, MONDAY, Team

_SPRINT = PLAN.replace('name = "standard"', 'name = "sprint"')
_PLANS = "SELECT CAST(starts_on AS TEXT), plan_name FROM plan_assignment ORDER BY starts_on"


@pytest.fixture
async def team(store: Store) -> Team:
    team = Team(store)
    await team.prepare()
    await given_plan(store, _SPRINT)
    return team


async def test_a_first_plan_counts_from_today_and_goes_back_within_the_hour(team: Team) -> None:
    preview = (await team.says(HR, "李雷 用 sprint 方案")).text
    before = await answers(team.store, _PLANS)
    await team.presses(HR, "确定")
    after = await answers(team.store, _PLANS)
    undone = (await team.presses(HR, "撤销")).text

    assert "sprint" in preview
    assert "先看一遍" in preview
    assert before == []
    assert after == [("2026-11-23", "sprint")]
    assert "已撤销" in undone
    assert await answers(team.store, _PLANS) == []


async def test_who_has_sold_gets_another_plan_from_the_next_month_on(team: Team) -> None:
    await take_in(team.store, a_deal("D1", employee_id="A001"))
    await team.says(HR, "assign plan sprint to A001")
    await team.presses(HR, "确定")

    assert await answers(team.store, _PLANS) == [("2026-12-01", "sprint")]
    assert "450.00" in (await team.says(LEI, "本月提成")).text


async def test_a_plan_that_has_counted_does_not_go_back(team: Team) -> None:
    await team.says(HR, "李雷 用 sprint 方案")
    await team.presses(HR, "确定")
    await take_in(team.store, a_deal("D1", employee_id="A001"))

    assert "不能撤销" in (await team.presses(HR, "撤销")).text
    assert await answers(team.store, _PLANS) == [("2026-11-23", "sprint")]


async def test_a_plan_that_is_not_there_is_named_with_those_that_are(team: Team) -> None:
    assert "sprint, standard" in (await team.says(HR, "李雷 用 王牌 方案")).text
    assert "standard" in (await team.says(HR, "李雷 用 标准方案")).text


async def test_a_lower_target_is_a_proposal_to_her_manager(team: Team) -> None:
    await team.says(HR, "李雷 目标 2 单 理由 先补产品知识")
    before = await answers(team.store, "SELECT count(*) FROM target_step")
    done = (await team.presses(HR, "提议")).text
    await team.presses(HR, "提议")
    steps = await answers(
        team.store, "SELECT cause, pass_bar FROM target_step WHERE cause <> 'base' ORDER BY id"
    )

    assert before == [(0,)]
    assert "由直接主管决定" in done
    assert steps == [("support", 2)]
    asked = "SELECT person_id FROM notice WHERE kind = 'target_proposal'"
    assert await answers(team.store, asked) == [(MANAGER,)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("李雷 目标 2 单", "请写上理由"),
        ("李雷 目标 0 单 理由 新人", "只能提议降低"),
        ("没这人 目标 2 单 理由 新人", "没这人"),
    ],
)
async def test_a_target_that_can_not_be(team: Team, text: str, says: str) -> None:
    assert says in (await team.says(HR, text)).text
    assert await answers(team.store, "SELECT count(*) FROM hr_order") == [(0,)]


async def test_a_raise_is_hers_to_accept(team: Team) -> None:
    await team.says(HR, "李雷 目标 2 单 理由 新人")
    await team.presses(HR, "提议")

    assert "只能提议降低转正线(现在 3 单)" in (await team.says(HR, "李雷 目标 4 单 理由 能干")).text


async def test_two_names_together_are_a_pairing(team: Team) -> None:
    answer = await team.says(HR, "安排师傅 李雷 赵师傅")

    assert "李雷" in answer.text
    assert "赵师傅" in answer.text
    assert answer.card is not None
    assert "没有这样写" not in answer.text


async def test_the_roster_goes_out_and_comes_back(team: Team) -> None:
    exported = await team.says(HR, "导出花名册")
    assert "在职 6" in exported.text
    assert "花名册-2026-11-23.xlsx" in exported.text
    number = await _drop(team, _sheet(("A001", "李蕾"), ("A300", "新人"), ("", "没工号")))
    preview = (await team.does(HR, "", text="导入花名册")).text
    assert "一起发给我" in preview

    shown = await _press(team, number)
    before = await answers(team.store, "SELECT name FROM person WHERE number = 'A001'")
    await team.presses(HR, "导入")
    after = await answers(
        team.store, "SELECT number, name FROM person WHERE number IN ('A001', 'A300') ORDER BY 1"
    )
    await team.presses(HR, "撤销")
    undone = await answers(
        team.store,
        "SELECT number, name, left_on IS NULL FROM person"
        " WHERE number IN ('A001', 'A300') ORDER BY 1",
    )

    assert "新增  1" in shown
    assert "修改  1" in shown
    assert "有问题  1" in shown
    assert before == [("李雷",)]
    assert after == [("A001", "李蕾"), ("A300", "新人")]
    assert [(number, name, bool(here)) for number, name, here in undone] == [
        ("A001", "李雷", True),
        ("A300", "新人", False),
    ]


async def test_a_file_without_a_table_is_said_so(team: Team) -> None:
    number = await _drop(team, b"PK\x03\x04 no workbook")

    assert "没有读出表格" in await _press(team, number)


async def test_nothing_new_is_said_so(team: Team) -> None:
    number = await _drop(team, _sheet(("A001", "李雷")))

    assert "没有要改的" in await _press(team, number)


async def _drop(team: Team, body: bytes) -> int:
    async with team.store.begin() as uow:
        kept = await uow.attachments.keep(
            key=f"k{len(body)}",
            owner_id=HR,
            kind=AttachmentKind.DOCUMENT,
            name="roster.xlsx",
            media_type=XLSX,
            body=body,
            at=MONDAY,
        )
    return kept.id


async def _press(team: Team, number: int) -> str:
    action = Action(label="", route="import_roster", argument=f"file:{number}")
    message = Message(key="", preview="", text="", card=Card(title="", actions=(action,)))
    sealed = seal(message, person_id=HR, key=KEY).card
    assert sealed is not None
    return (await team.does(HR, "", token=sealed.actions[0].token)).text


def _sheet(*people: tuple[str, str]) -> bytes:
    to = BytesIO()
    with xlsxwriter.Workbook(to, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((("工号", "姓名"), *people)):
            sheet.write_row(row, 0, cells)
    return to.getvalue()
