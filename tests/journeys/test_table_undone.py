"""A table of tests, courses, pairings or ratings goes back within the hour, unless it was used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from config.catalogue import read_catalogue
from config.plans import read_plan
from storage.store import Store
from tests.builders import a_hire, an_event, take_in
from tests.jobs.crew import answers
from tests.journeys.test_hr_orders import drop, press_import, table
from tests.mentoring_team import HR, LEI, MANAGER, WANG, ZHAO, Team

_TESTS = (("工号", "领域", "得分", "测评日期"), ("A001", "产品知识", "52", "2026-11-20"))
_COURSES = (("工号", "课程", "完成日期"), ("A001", "product-line", "2026-11-20"))
_PAIRS = (("徒弟工号", "师傅工号", "开始日期"), ("A001", "A003", "2026-11-23"))
_RATED = (("徒弟工号", "周", "满意度", "学以致用"), ("A001", "2026-11-09", "8", "7"))
_KNOWN = {
    "tests": "SELECT person_id, domain, value FROM assessment ORDER BY person_id, domain",
    "path": "SELECT course_id, CAST(due_on AS TEXT), completed_by, CAST(completed_at AS TEXT)"
    " FROM enrolment WHERE person_id = 1 ORDER BY course_id",
    "ratings": "SELECT CAST(week AS TEXT), satisfaction, applied FROM mentor_rating ORDER BY week",
}


@pytest.fixture
async def team(store: Store) -> AsyncIterator[Team]:
    known = Store(store.url, read_plan=read_plan, catalogue=read_catalogue())
    team = Team(known)
    await team.prepare()
    await team.pair(LEI, ZHAO)
    yield team
    await known.close()


async def _imported(team: Team, rows: tuple[tuple[str, ...], ...]) -> int:
    number = await drop(team, table(*rows))
    await press_import(team, number)
    await team.presses(HR, "导入")
    return number


async def _state(team: Team) -> dict[str, object]:
    found: dict[str, object] = {
        name: await answers(team.store, query) for name, query in _KNOWN.items()
    }
    async with team.store.read() as uow:
        pairs = await uow.mentoring.of_rep(LEI, date(2026, 11, 1), date.max)
    return {**found, "pairs": [(one.mentor_id, one.starts_on, one.ends_on) for one in pairs]}


@pytest.mark.parametrize("rows", [_TESTS, _COURSES, _PAIRS, _RATED])
async def test_a_table_goes_back_as_if_it_had_not_come_and_may_come_again(
    team: Team, rows: tuple[tuple[str, ...], ...]
) -> None:
    before = await _state(team)
    number = await _imported(team, rows)
    after = await _state(team)
    undone = (await team.presses(HR, "撤销")).text
    back = await _state(team)
    shown = await press_import(team, number)
    await team.presses(HR, "导入")

    assert after != before
    assert "已撤销" in undone
    assert back == before
    assert "一小时内可以整批撤销" in shown
    assert await _state(team) == after


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_TESTS, (_TESTS[0], ("A001", "产品知识", "91", "2026-11-20"))),
        (_COURSES, (_COURSES[0], ("A001", "product-line", "2026-11-10"))),
        (_PAIRS, (_PAIRS[0], ("A001", "A006", "2026-11-23"))),
        (_RATED, (_RATED[0], ("A001", "2026-11-09", "3", "2"))),
    ],
)
async def test_what_a_table_changed_is_as_it_was(
    team: Team, first: tuple[tuple[str, ...], ...], second: tuple[tuple[str, ...], ...]
) -> None:
    await _imported(team, first)
    before = await _state(team)
    await _imported(team, second)
    after = await _state(team)
    await team.presses(HR, "撤销")

    assert after != before
    assert await _state(team) == before


async def test_a_retest_that_goes_back_takes_its_completion_along(team: Team) -> None:
    await _imported(team, _TESTS)
    before = await _state(team)
    await _imported(team, (_TESTS[0], ("A001", "产品知识", "95", "2026-11-22")))
    after = await _state(team)
    await team.presses(HR, "撤销")

    assert after["path"] != before["path"]
    assert await _state(team) == before


async def test_undone_twice_is_once(team: Team) -> None:
    before = await _state(team)
    await _imported(team, _TESTS)
    token = next(one.token for one in team.card(HR).actions if one.label == "撤销")
    await team.does(HR, "", token=token)
    await _imported(team, _COURSES)
    after = await _state(team)
    again = (await team.does(HR, "", token=token)).text

    assert "已撤销" in again
    assert after != before
    assert await _state(team) == after


async def test_a_newer_test_keeps_the_whole_table(team: Team) -> None:
    await _imported(team, (*_TESTS, ("A002", "产品知识", "40", "2026-11-20")))
    said = {
        "employee_id": "A001", "assessment_id": "A001:product:2026-11-20",
        "domain": "product", "score": "80",
    }  # fmt: skip
    newer = an_event("newer", "assessment.scored", said, version=9, source="excel")
    await take_in(team.store, newer)
    before = await _state(team)
    refused = (await team.presses(HR, "撤销")).text

    assert "1 人又有了新的成绩或课程记录(李雷)" in refused
    assert await _state(team) == before


async def test_a_course_that_she_went_on_with_keeps_the_whole_table(team: Team) -> None:
    await _imported(team, _TESTS)
    course = (await answers(team.store, "SELECT course_id FROM enrolment"))[0][0]
    done = an_event("done", "course.completed", {"employee_id": "A001", "course_id": course})
    await take_in(team.store, done)
    before = await _state(team)

    assert "又有了新的成绩或课程记录" in (await team.presses(HR, "撤销")).text
    assert await _state(team) == before


async def test_a_mentor_who_has_begun_keeps_the_pairing(team: Team) -> None:
    await _imported(team, _PAIRS)
    button = team.card(HR)
    await team.says(WANG, "陪访 李雷 客户:华星 做得好:倾听 待改进:报价 下一步:再约 倾听:4")
    await team.presses(WANG, "提交")
    token = next(one.token for one in button.actions if one.label == "撤销")
    refused = (await team.does(HR, "", token=token)).text

    assert "1 人已经按新安排有了带教记录(李雷)" in refused
    assert [one[0] for one in (await _state(team))["pairs"]] == [ZHAO, WANG]  # type: ignore[attr-defined]


async def test_another_mentor_since_keeps_the_pairing(team: Team) -> None:
    await _imported(team, _PAIRS)
    token = next(one.token for one in team.card(HR).actions if one.label == "撤销")
    await team.pair(LEI, ZHAO, date(2026, 11, 25))

    assert "师徒安排又变过(李雷)" in (await team.does(HR, "", token=token)).text


async def test_a_rating_told_anew_since_keeps_the_table(team: Team) -> None:
    await _imported(team, _RATED)
    token = next(one.token for one in team.card(HR).actions if one.label == "撤销")
    await _imported(team, (_RATED[0], ("A001", "2026-11-09", "9", "9")))

    assert "评分又变过" in (await team.does(HR, "", token=token)).text
    assert (await _state(team))["ratings"] == [("2026-11-09", 9, 9)]


async def test_rows_that_waited_go_back_too(team: Team) -> None:
    await _imported(team, (_TESTS[0], ("A900", "产品知识", "52", "2026-11-20"), _TESTS[1]))
    await team.presses(HR, "撤销")
    await take_in(team.store, a_hire("A900", name="新人", roles=["manager"]))

    assert await answers(team.store, _KNOWN["tests"]) == []


async def test_a_row_that_waited_and_has_found_its_person_keeps_the_table(team: Team) -> None:
    await _imported(team, (_TESTS[0], ("A900", "产品知识", "52", "2026-11-20"), _TESTS[1]))
    await take_in(team.store, a_hire("A900", name="新人", roles=["manager"]))
    refused = (await team.presses(HR, "撤销")).text

    assert "有 1 行等到了人" in refused
    assert len(await answers(team.store, _KNOWN["tests"])) == 2


async def test_nobody_else_takes_it_back(team: Team) -> None:
    await _imported(team, _TESTS)
    token = next(one.token for one in team.card(HR).actions if one.label == "撤销")
    before = await _state(team)
    await team.does(MANAGER, "", token=token)

    assert await _state(team) == before


async def test_an_erasure_closes_the_way_back_since_it_names_persons(team: Team) -> None:
    await _imported(team, _TESTS)
    async with team.store.begin() as uow:
        [mei] = await uow.people.named("韩梅")
        await uow.person_records.erase(mei, today=date(2026, 11, 23))
    refused = (await team.presses(HR, "撤销")).text

    assert "这一条不行了" in refused
    assert len(await answers(team.store, _KNOWN["tests"])) == 1


@pytest.mark.parametrize(
    "text",
    ["撤销", "撤销导入", "导错了怎么撤销", "刚才的导入撤回", "误导入了怎么撤销",
     "undo", "undo the import", "How do I undo the last import?"],
)  # fmt: skip
async def test_the_way_back_is_found_again_by_word_and_pressed(team: Team, text: str) -> None:
    before = await _state(team)
    await _imported(team, _TESTS)
    await team.says(HR, "帮助")
    shown = await team.says(HR, text)
    undone = (await team.presses(HR, "撤销")).text

    assert "已办好" in shown.text
    assert "已撤销" in undone
    assert await _state(team) == before


async def test_nothing_to_take_back_is_said_so(team: Team) -> None:
    await _imported(team, _TESTS)
    of_another = (await team.says(MANAGER, "撤销")).text
    team.clock.pass_time(minutes=61)

    assert "现在没有可以撤销的" in of_another
    assert "现在没有可以撤销的" in (await team.says(HR, "撤销")).text


async def test_what_an_import_would_put_back_is_dropped_after_its_hour(team: Team) -> None:
    await _imported(team, _TESTS)
    async with team.store.begin() as uow:
        early = await uow.orders.close_ways_back(before=team.clock.now)
        late = await uow.orders.close_ways_back(before=team.clock.now + timedelta(days=1))

    assert (early, late) == (0, 1)
    assert await answers(team.store, "SELECT before FROM hr_order") == [("{}",)]
