"""A sheet that HR took in by mistake goes back within the hour, unless somebody has used it."""

from __future__ import annotations

import pytest

from storage.store import Store
from tests.builders import a_deal, an_event, take_in
from tests.jobs.crew import answers
from tests.journeys.test_hr_orders import drop, press_import, table
from tests.mentoring_team import HR, Team

_TITLES = ("候选人编号", "姓名", "应聘岗位", "手机")
_CANDIDATES = (_TITLES, ("C1", "林晓", "顾问", "13800000001"), ("C2", "唐果", "顾问", ""))
_OPEN = "SELECT name FROM candidate WHERE state = 'open' AND name <> '' ORDER BY name"
_PEOPLE = (("工号", "姓名"), ("A001", "李蕾"), ("A300", "新人"))
_HERE = "SELECT number, name FROM person WHERE left_on IS NULL ORDER BY number"
_BEFORE = [
    *[("A001", "李雷"), ("A002", "韩梅"), ("A003", "王师傅")],
    *[("A004", "张经理"), ("A005", "陈人事"), ("A006", "赵师傅")],
]


@pytest.fixture
async def team(store: Store) -> Team:
    team = Team(store)
    await team.prepare()
    return team


async def _imported(team: Team, rows: tuple[tuple[str, ...], ...]) -> int:
    number = await drop(team, table(*rows))
    await press_import(team, number)
    await team.presses(HR, "导入")
    return number


async def test_new_candidates_go_and_may_come_again(team: Team) -> None:
    number = await _imported(team, _CANDIDATES)
    came = await answers(team.store, _OPEN)
    undone = (await team.presses(HR, "撤销")).text
    gone = await answers(team.store, _OPEN)
    kept = await answers(team.store, "SELECT count(*) FROM candidate WHERE phone_sha IS NOT NULL")
    shown = await press_import(team, number)
    await team.presses(HR, "导入")

    assert len(came) == 2
    assert "已撤销" in undone
    assert gone == []
    assert kept == [(0,)]
    assert "新增  2" in shown
    assert await answers(team.store, _OPEN) == came


async def test_undone_twice_is_once(team: Team) -> None:
    await _imported(team, _CANDIDATES)
    token = next(one.token for one in team.card(HR).actions if one.label == "撤销")
    await team.does(HR, "", token=token)
    again = (await team.does(HR, "", token=token)).text

    assert "已撤销" in again
    assert await answers(team.store, "SELECT count(*) FROM candidate") == [(2,)]


async def test_who_was_known_keeps_what_the_file_said_and_is_told_of(team: Team) -> None:
    await _imported(team, _CANDIDATES[:2])
    await _imported(team, (_TITLES, ("C1", "林晓", "主管", ""), ("C2", "唐果", "顾问", "")))
    undone = (await team.presses(HR, "撤销")).text

    assert "原来就有的候选人保留文件里的内容" in undone
    assert await answers(team.store, _OPEN) == [("林晓",)]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (
            "candidate.assessed",
            {"kind": "assessment", "trait": "learning", "score": "80", "out_of": "100"},
        ),
        ("candidate.updated", {"name": "林小晓"}),
    ],
)
async def test_a_candidate_of_whom_more_is_known_stays_with_all_of_them(
    team: Team, kind: str, data: dict[str, object]
) -> None:
    await _imported(team, _CANDIDATES)
    event = an_event("more", kind, {"candidate_id": "C1", **data}, version=9, source="excel")
    await take_in(team.store, event)
    refused = (await team.presses(HR, "撤销")).text

    assert "处理过其中 1 位" in refused
    assert "林" in refused
    assert len(await answers(team.store, _OPEN)) == 2


async def test_an_hour_later_it_is_too_late(team: Team) -> None:
    await _imported(team, _CANDIDATES)
    team.clock.pass_time(minutes=61)

    assert "这一条不行了" in (await team.presses(HR, "撤销")).text
    assert len(await answers(team.store, _OPEN)) == 2


async def test_tables_without_a_way_back_say_so_and_have_no_button(team: Team) -> None:
    titles = ("候选人编号", "维度", "得分", "满分", "测评日期")
    number = await drop(team, table(titles, ("C1", "学习能力", "8", "10", "2026-11-02")))
    shown = await press_import(team, number)
    await team.presses(HR, "导入")

    assert "不能整批撤销" in shown
    assert "撤销" not in [one.label for one in team.card(HR).actions]


async def test_a_roster_that_went_back_may_come_again(team: Team) -> None:
    number = await _imported(team, _PEOPLE)
    await team.presses(HR, "撤销")
    undone = await answers(team.store, _HERE)
    team.clock.pass_time(minutes=1)
    shown = await press_import(team, number)
    await team.presses(HR, "导入")

    assert undone == _BEFORE
    assert "新增  1" in shown
    assert await answers(team.store, _HERE) == [("A001", "李蕾"), *_BEFORE[1:], ("A300", "新人")]


@pytest.mark.parametrize("what", ["a deal", "a mentor", "a chat", "a word", "a word on the known"])
async def test_a_roster_with_somebody_who_has_begun_stays(team: Team, what: str) -> None:
    await _imported(team, _PEOPLE)
    if what == "a chat":
        async with team.store.begin() as uow:
            [person] = await uow.people.named("新人")
            await uow.links.link(
                channel="fake", address="@7", person_id=person.id, at=team.clock.now
            )
    number = "A001" if what == "a word on the known" else "A300"
    said = {"employee_id": number, "email": "x@example.com"}
    paired = {"employee_id": "A300", "mentor_id": "A003", "starts_on": "2026-11-02"}
    events = {
        "a deal": a_deal("D1", employee_id="A300", closed_at="2026-11-23T08:00:00+08:00"),
        "a mentor": an_event("pair", "mentoring.paired", paired),
        "a word": an_event("word", "employee.updated", said, version=2_000_000_000),
        "a word on the known": an_event("word", "employee.updated", said, version=2_000_000_000),
    }
    if what in events:
        await take_in(team.store, events[what])
    refused = (await team.presses(HR, "撤销")).text

    assert "1 人有了新的记录" in refused
    assert ("A300", "新人") in await answers(team.store, _HERE)
    assert ("A001", "李蕾") in await answers(team.store, _HERE)
