"""Who is proposed in a mentor's place: by gaps, team, post and room, with the reasons."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date

import pytest

from config.catalogue import read_catalogue
from config.plans import read_plan
from handlers.mentor_fit import free_mentors
from rules.mentor_change import MentorFit
from rules.mentoring import MentoringPolicy, MentorTerms
from storage.store import Store
from tests.builders import Event, a_hire, an_event, take_in
from tests.mentoring_team import LEI, MANAGER, MEI, WANG, ZHAO, Team

_WEEK = date(2026, 11, 23)


@pytest.fixture
async def team(store: Store) -> AsyncIterator[Team]:
    """Wang mentors Lei, who has gaps in industry; Zhao (A006) is free, and so is Qian (A007)."""
    known = Store(store.url, read_plan=read_plan, catalogue=read_catalogue())
    found = Team(known)
    await found.prepare()
    await found.pair(LEI, WANG)
    await take_in(known, a_hire("A007", name="钱师傅", roles=["mentor"]), _score("A001", "52"))
    yield found
    await known.close()


def _score(number: str, score: str) -> Event:
    said = {"employee_id": number, "domain": "industry", "score": score}
    return an_event(f"t-{number}", "assessment.scored", said, taken_at="2026-11-20T09:00:00+08:00")


async def _free(team: Team) -> list[MentorFit]:
    async with team.store.read() as uow:
        [pairing] = await uow.mentoring.of_rep(LEI, _WEEK, _WEEK)
        rep = (await uow.people.by_id([LEI]))[LEI]
        return list(await free_mentors(pairing, rep, uow, week=_WEEK))


async def test_her_own_team_goes_first_and_says_so(team: Team) -> None:
    found = await _free(team)

    assert [(one.name, one.is_same_team) for one in found] == [("赵师傅", True), ("钱师傅", False)]


@pytest.mark.parametrize(
    ("score", "is_strong"),
    [pytest.param("84.99", False, id="just under"), pytest.param("85", True, id="at")],
)
async def test_a_score_of_her_own_makes_a_mentor_strong(
    team: Team, score: str, *, is_strong: bool
) -> None:
    await take_in(team.store, _score("A007", score))

    found = {one.name: one for one in await _free(team)}

    assert bool(found["钱师傅"].strong) is is_strong


@pytest.mark.parametrize(
    ("hers", "his", "is_same"),
    [
        pytest.param("电话 销售", "电话 销售", True, id="the same"),
        pytest.param("Inside Sales", " inside  sales", True, id="written otherwise"),
        pytest.param("电话销售", "渠道销售", False, id="another"),
        pytest.param("电话销售", "", False, id="the mentor's is not known"),
        pytest.param("", "", False, id="neither is known"),
    ],
)
async def test_the_same_post_is_part_of_fit(
    team: Team, hers: str, his: str, *, is_same: bool
) -> None:
    await take_in(
        team.store,
        an_event("p1", "employee.updated", {"employee_id": "A001", "post": hers}, version=5),
        an_event("p7", "employee.updated", {"employee_id": "A007", "post": his}, version=5),
    )

    found = {one.name: one for one in await _free(team)}

    assert found["钱师傅"].is_same_post is is_same
    assert not found["赵师傅"].is_same_post


async def test_of_equal_fit_who_has_more_room_goes_first(team: Team) -> None:
    team.store.mentoring_policy = MentoringPolicy(
        mentors={"A007": MentorTerms(capacity=3, strong=frozenset({"industry"}))}
    )

    found = await _free(team)

    assert [(one.name, one.capacity) for one in found] == [("钱师傅", 3), ("赵师傅", 2)]


async def test_who_is_full_or_takes_nobody_is_not_proposed(team: Team) -> None:
    await team.pair(MEI, ZHAO)
    team.store.mentoring_policy = MentoringPolicy(
        capacity=1, mentors={"A007": MentorTerms(capacity=0)}
    )

    assert await _free(team) == []


async def test_hr_reads_the_reason_on_the_card(team: Team) -> None:
    team.store.mentoring_policy = MentoringPolicy(
        mentors={"A006": MentorTerms(strong=frozenset({"industry"}))}
    )
    await team.says(LEI, "换导师 因为讲得太快")
    await team.submits(LEI)
    await team.relay()

    shown = json.dumps([row.value for row in team.card(5).rows], ensure_ascii=False)
    assert "赵师傅(带 0/2):强在行业知识、同一小组" in shown


async def test_before_a_visit_a_mentor_sees_courses_and_no_sum(team: Team) -> None:
    card = await team.says(WANG, "李雷 近况")
    by_manager = await team.says(MANAGER, "李雷 近况")

    assert "课程" in card.text
    assert "下一门" in card.text
    assert "¥" not in card.text
    assert "课程" in by_manager.text


async def test_a_report_whose_mentor_has_left_is_kept_and_hr_is_asked(team: Team) -> None:
    left = {"employee_id": "A003", "last_active_on": "2026-11-20"}
    await take_in(team.store, an_event("left", "employee.left", left, version=2))

    await team.says(LEI, "提交复盘 客户:华星 复盘:报价太早")
    saved = await team.presses(LEI, "提交")
    await team.relay()

    assert "王师傅已离职,已请人事安排新导师" in saved.text
    assert "王师傅已离职" in team.card(5).text
