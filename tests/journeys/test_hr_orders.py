"""Plan, target, roster: each is shown before it counts, and goes back where it can."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
import xlsxwriter  # type: ignore[import-untyped] # has annotations inside, but no py.typed

from bot.cards.actions import seal
from bot.cards.card import Action, Card
from bot.cards.message import Message
from rules.attachment import XLSX, AttachmentKind
from rules.people import Role
from rules.target_record import target_of
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire, an_event, given_plan, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import HR, KEY, LEI, MANAGER, MEI, MONDAY, WANG, ZHAO, Team

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
    assert steps == [("order", 2)]
    asked = "SELECT person_id FROM notice WHERE kind = 'target_proposal'"
    assert await answers(team.store, asked) == [(MANAGER,)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("李雷 目标 2 单", "请写上理由"),
        ("李雷 目标 0 单 理由 新人", "1 到 99 单"),
        ("李雷 目标 100 单 理由 新人", "1 到 99 单"),
        ("没这人 目标 2 单 理由 新人", "没这人"),
    ],
)
async def test_a_target_that_can_not_be(team: Team, text: str, says: str) -> None:
    assert says in (await team.says(HR, text)).text
    assert await answers(team.store, "SELECT count(*) FROM hr_order") == [(0,)]


async def _bar(team: Team) -> int:
    async with team.store.read() as uow:
        target = target_of(await uow.targets.of_month(LEI, "2026-11"))
    assert target is not None
    return target.pass_bar


async def test_a_raise_counts_when_she_has_accepted_it(team: Team) -> None:
    await team.job("target")
    preview = (await team.says(HR, "李雷 目标 4 单 理由 能干")).text
    await team.presses(HR, "提议")
    await _later(team)
    await team.presses(MANAGER, "批准")
    await team.submits(MANAGER, reason="同意试试")
    approved = await _bar(team)
    await team.relay()
    await team.presses(LEI, "接受")

    assert "还要本人接受才生效" in preview
    assert approved == 3
    assert await _bar(team) == 4


async def test_who_keeps_her_target_keeps_it(team: Team) -> None:
    await team.job("target")
    await team.says(HR, "李雷 目标 4 单 理由 能干")
    await team.presses(HR, "提议")
    await _later(team)
    await team.presses(MANAGER, "批准")
    await team.submits(MANAGER, reason="同意试试")
    await team.relay()
    await team.presses(LEI, "保持 3 单")

    assert await _bar(team) == 3


async def test_a_target_goes_back_until_it_is_decided(team: Team) -> None:
    await team.says(HR, "李雷 目标 2 单 理由 先补产品知识")
    await team.presses(HR, "提议")
    await _later(team)
    second = (await team.says(HR, "李雷 目标 1 单 理由 再低些")).text
    waits = (await team.presses(HR, "提议")).text
    await team.does(HR, "", token=_undo(team))
    late = (await team.presses(MANAGER, "批准")).text

    assert "提议  1 单" in second
    assert "先撤销那一条" in waits
    assert "提的人已经撤回" in late
    assert await _bar(team) == 3
    words = "SELECT kind FROM target_word ORDER BY id"
    assert ("withdrawn",) in await answers(team.store, words)


async def test_a_target_that_was_decided_does_not_go_back(team: Team) -> None:
    await team.says(HR, "李雷 目标 2 单 理由 先补产品知识")
    await team.presses(HR, "提议")
    undo = _undo(team)
    await _later(team)
    await team.presses(MANAGER, "批准")
    await team.submits(MANAGER, reason="好")

    assert "已经决定了,不能撤销" in (await team.does(HR, "", token=undo)).text
    assert await _bar(team) == 2


async def _later(team: Team) -> None:
    """Carry what waited for the manager's hours; an order can be undone for five minutes more."""
    team.clock.pass_time(minutes=55)
    await team.relay()


def _undo(team: Team) -> str:
    tokens = [
        action.token
        for message in team.messages(HR)
        for action in (message.card.actions if message.card else ())
        if action.label == "撤销"
    ]
    return tokens[-1]


async def test_a_pairing_goes_back_by_the_contrary_order(team: Team) -> None:
    await team.pair(LEI, WANG)
    await team.says(HR, "安排师傅 李雷 赵师傅")
    first = team.card(HR).actions[0]
    done = await team.does(HR, "", token=first.token)
    await team.presses(HR, "改回 王师傅")

    assert done.card is not None
    assert [one.label for one in done.card.actions] == ["改回 王师傅"]
    async with team.store.read() as uow:
        assert await uow.mentoring.mentor_of(LEI, date(2026, 11, 23)) == WANG


async def _pairings(team: Team) -> list[tuple[int, str, str]]:
    """Give (mentor, first day, last day) of Lei's rows, oldest first; those that never were too."""
    async with team.store.read() as uow:
        found = await uow.mentoring.ever_of_rep(LEI)
    return [(one.mentor_id, str(one.starts_on), str(one.ends_on)) for one in found]


async def _handed_to_zhao(team: Team) -> None:
    await team.pair(LEI, WANG)
    await team.says(HR, "安排师傅 李雷 赵师傅")
    await team.does(HR, "", token=team.card(HR).actions[0].token)


async def test_a_pairing_taken_back_at_once_goes_on_as_it_was(team: Team) -> None:
    await _handed_to_zhao(team)
    await team.presses(HR, "改回 王师傅")
    await team.relay()

    assert await _pairings(team) == [
        (WANG, "2026-11-02", "None"),
        (ZHAO, "2026-11-23", "2026-11-22"),
    ]
    told = "SELECT person_id, count(*) FROM notice WHERE kind = 'mentor_changed' GROUP BY person_id"
    assert sorted(await answers(team.store, told)) == [(LEI, 3), (WANG, 3), (ZHAO, 2)]


async def test_her_ratings_go_on_counting_when_her_mentor_is_given_back(team: Team) -> None:
    await team.pair(LEI, WANG)
    [before] = await answers(team.store, "SELECT id FROM pairing")
    await team.says(HR, "安排师傅 李雷 赵师傅")
    await team.does(HR, "", token=team.card(HR).actions[0].token)
    await team.presses(HR, "改回 王师傅")
    await team.presses(HR, "改回 赵师傅")
    await team.presses(HR, "改回 王师傅")

    async with team.store.read() as uow:
        [now] = await uow.mentoring.of_rep(LEI, date(2026, 11, 23), date(2026, 11, 30))
    assert (now.id,) == before
    assert len(await _pairings(team)) == 2


async def test_a_pairing_taken_back_weeks_later_keeps_the_weeks_between(team: Team) -> None:
    await _handed_to_zhao(team)
    team.clock.pass_time(days=14)
    back = (await team.presses(HR, "改回 王师傅")).text

    assert "12" in back
    assert await _pairings(team) == [
        (WANG, "2026-11-02", "2026-11-22"),
        (ZHAO, "2026-11-23", "2026-12-06"),
        (WANG, "2026-12-07", "None"),
    ]


async def test_a_hire_says_that_it_stays_and_what_takes_it_back(team: Team) -> None:
    await team.says(HR, "入职 王芳 A105")
    await team.submits(HR)
    done = (await team.presses(HR, "办理入职")).text

    assert "入职不能撤销" in done
    assert "离职 姓名" in done


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
    number = await drop(team, _sheet(("A001", "李蕾"), ("A300", "新人"), ("", "没工号")))
    preview = (await team.does(HR, "", text="导入花名册")).text
    assert "一起发给我" in preview

    shown = await press_import(team, number)
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


async def test_why_a_cell_is_refused_is_on_the_card(team: Team) -> None:
    titles = ("候选人编号", "维度", "得分", "满分", "测评日期")
    number = await drop(team, table(titles, ("C9", "抗压能力", "85", "10", "2026-11-20")))

    shown = await press_import(team, number)

    assert "问题行  2 · 得分" in shown
    assert "原因  第 2 行:分数要在 0 到 10 之间" in shown


async def test_a_mentor_without_room_is_said_so_before_it_counts(team: Team) -> None:
    for rep in (LEI, MEI):
        await team.pair(rep, WANG)
    await take_in(team.store, a_hire("A300", name="新人"), is_quiet=True)

    asked = (await team.says(HR, "安排师傅 新人 王师傅")).text
    free = (await team.says(HR, "安排师傅 新人 赵师傅")).text

    assert "王师傅(现在带 2/2)" in asked
    assert "已经带满了" in asked
    assert "赵师傅(现在带 0/2)" in free
    assert "带满" not in free


@pytest.mark.parametrize("role", list(Role))
async def test_help_says_something_to_every_role(team: Team, role: Role) -> None:
    await take_in(team.store, an_event("role", "employee.updated",
                  {"employee_id": "A005", "roles": [role.value]}, version=9))  # fmt: skip

    found = (await team.says(HR, "帮助")).text

    assert "系统出了点问题" not in found
    assert "·" in found


async def test_who_is_not_on_the_roster_waits_and_is_not_counted_as_new(team: Team) -> None:
    rows = (("A001", "A003", "2026-11-02"), ("A777", "A003", "2026-11-02"))
    number = await drop(team, table(("徒弟工号", "师傅工号", "开始日期"), *rows))

    shown = await press_import(team, number)
    done = (await team.presses(HR, "导入")).text

    for text in (shown, done):
        assert "新增  1" in text
        assert "在等  1" in text
        assert "等待行  3" in text
        assert "花名册里没有这个工号" in text


async def test_scores_of_a_candidate_not_known_wait_for_her(team: Team) -> None:
    titles = ("候选人编号", "维度", "得分", "满分", "测评日期")
    number = await drop(team, table(titles, ("C9", "抗压能力", "8", "10", "2026-11-20")))

    shown = await press_import(team, number)
    await team.presses(HR, "导入")
    waiting = await answers(team.store, "SELECT count(*) FROM inbox WHERE state = 'parked'")

    assert "候选人测评" in shown
    assert "还没有这位候选人" in shown
    assert "新增" not in shown
    assert waiting == [(1,)]


async def test_a_file_without_a_table_is_said_so(team: Team) -> None:
    number = await drop(team, b"PK\x03\x04 no workbook")

    assert "没有读出表格" in await press_import(team, number)


async def test_nothing_new_is_said_so(team: Team) -> None:
    number = await drop(team, _sheet(("A001", "李雷")))

    assert "没有要改的" in await press_import(team, number)


@pytest.mark.parametrize(
    ("rows", "shows", "query", "stored"),
    [
        pytest.param(
            (("徒弟工号", "师傅工号", "开始日期"), ("A001", "A003", "2026-11-02")),
            "师徒关系",
            "SELECT mentor_id FROM pairing ORDER BY id",
            [(3,)],
            id="pairings",
        ),
        pytest.param(
            (("工号", "周", "满意度", "学以致用"), ("A002", "2026-11-12", "8", "2")),
            "带教评分",
            "SELECT satisfaction, applied, source FROM mentor_rating",
            [(8, 2, "excel")],
            id="ratings",
        ),
        pytest.param(
            (("候选人编号", "姓名", "应聘岗位", "性别"), ("C1", "林晓", "顾问", "女")),
            "没有读  性别",
            "SELECT name, post FROM candidate",
            [("林晓", "顾问")],
            id="candidates",
        ),
    ],
)
async def test_other_tables_go_in_by_chat_too(
    team: Team,
    rows: tuple[tuple[str, ...], ...],
    shows: str,
    query: str,
    stored: list[tuple[object, ...]],
) -> None:
    await team.pair(MEI, ZHAO)
    number = await drop(team, table(*rows))

    preview = await press_import(team, number)
    before = await answers(team.store, query)
    done = (await team.presses(HR, "导入")).text
    again = await press_import(team, number)
    after = await answers(team.store, query)
    await team.relay()

    assert shows in preview
    assert "新增  1" in preview
    assert "已办好" in done
    assert "没有要改的" in again
    assert before != after
    assert after[-1:] == stored
    assert team.texts(LEI) == ""


_UNKNOWN = (
    ("徒弟工号", "师傅工号", "开始日期"),
    ("A001", "A003", "2026-11-02"),
    ("A002", "A900", "2026-11-02"),
)


@pytest.mark.parametrize(
    ("english", "press", "says"),
    [
        pytest.param(False, "导入", ("在等  1", "等待行  3", "没有这个工号"), id="zh"),
        pytest.param(True, "Import", ("Waiting  1", "Waits at  3", "no such number"), id="en"),
    ],
)
async def test_a_row_that_waits_for_a_number_is_told(
    store: Store, press: str, says: tuple[str, ...], *, english: bool
) -> None:
    team = Team(store)
    await team.prepare(english=english)
    await press_import(team, await drop(team, table(*_UNKNOWN)))

    done = (await team.presses(HR, press)).text
    number = await drop(team, table(*_UNKNOWN))
    await press_import(team, number)
    again = (await team.presses(HR, press)).text

    assert [word for word in says if word not in done] == []
    assert says[0] in again


async def drop(team: Team, body: bytes) -> int:
    async with team.store.begin() as uow:
        kept = await uow.attachments.keep(
            key=f"k{sha256(body).hexdigest()}",
            owner_id=HR,
            kind=AttachmentKind.DOCUMENT,
            name="roster.xlsx",
            media_type=XLSX,
            body=body,
            at=MONDAY,
        )
    return kept.id


async def press_import(team: Team, number: int) -> str:
    action = Action(label="", route="import_roster", argument=f"file:{number}")
    message = Message(key="", preview="", text="", card=Card(title="", actions=(action,)))
    sealed = seal(message, person_id=HR, key=KEY).card
    assert sealed is not None
    return (await team.does(HR, "", token=sealed.actions[0].token)).text


def _sheet(*people: tuple[str, str]) -> bytes:
    return table(("工号", "姓名"), *people)


def table(*rows: tuple[str, ...]) -> bytes:
    to = BytesIO()
    with xlsxwriter.Workbook(to, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)
    return to.getvalue()
