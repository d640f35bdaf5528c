"""Sheets of pairings and weekly ratings: all that is wrong at once, and twice is once."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards.actions import token_of
from bot.cards.words import catalogue as words
from handlers.ingest import Outcome
from handlers.rating_import import RatingPlan, keep_ratings, plan_ratings
from handlers.sheet import Cell, Row, Sheet
from handlers.sheet_columns import Titles, key
from handlers.sheet_kinds import kind_of
from handlers.sheet_mentoring import (
    PAIRINGS,
    RATINGS,
    RatingRow,
    map_pairings,
    map_ratings,
    plan_pairings,
)
from storage.pulse import Answers
from storage.store import Store
from tests.builders import take_in
from tests.mentoring_team import KEY, LEI, MEI, MONDAY, WANG, ZHAO, Team

_WEEK = date(2026, 11, 9)
_TODAY = date(2026, 11, 24)
_PAIRS = ("工号", "师傅工号", "开始日期")
_RATED = ("Employee ID", "Week of", "Satisfaction", "Can apply")


def _sheet(header: tuple[str, ...], *rows: tuple[Cell, ...]) -> Sheet:
    listed = [Row(number=n, cells=cells) for n, cells in enumerate(rows, start=2)]
    return Sheet(header=header, rows=listed, read_as="utf-8")


def _rated(number: str = "A001", satisfaction: int = 8, applied: int = 7) -> RatingRow:
    return RatingRow(row=2, employee=number, week=_WEEK, satisfaction=satisfaction, applied=applied)


@pytest.fixture
async def team(store: Store) -> Team:
    """Wang mentors Lei from 2 November on."""
    made = Team(store)
    await made.prepare()
    await made.pair(LEI, WANG)
    return made


async def _keep(
    team: Team, *rows: RatingRow, source: str = "excel", at: datetime = MONDAY
) -> RatingPlan:
    async with team.store.begin() as uow:
        plan = await plan_ratings(rows, uow, at=at, holds=True)
        await keep_ratings(plan, uow, source=source, actor="cli", at=at)
    return plan


async def _kept(team: Team) -> Answers:
    async with team.store.read() as uow:
        [pairing] = await uow.mentoring.ever_of_rep(LEI)
        return await uow.pulses.answers(pairing.id, _WEEK)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        pytest.param("0", "", id="the least"),
        pytest.param("10", "", id="the most"),
        pytest.param("11", "import.whole", id="out of scale"),
        pytest.param("-1", "import.whole", id="below"),
        pytest.param("7.5", "import.whole", id="between"),
        pytest.param(None, "import.blank", id="missing"),
    ],
)
def test_an_answer_is_a_whole_number_up_to_ten(written: Cell, reason: str) -> None:
    read = map_ratings(_sheet(_RATED, ("A001", "2026-11-12", written, "8")), today=_TODAY)

    assert [error.reason_id for error in read.errors] == ([reason] if reason else [])
    assert [row.week for row in read.rows] == ([] if reason else [_WEEK])


@pytest.mark.parametrize(
    ("day", "is_read"),
    [
        pytest.param("2026-11-29", True, id="in this week"),
        pytest.param("2026-11-30", False, id="in the next"),
    ],
)
def test_a_week_that_has_not_begun_is_refused(day: str, *, is_read: bool) -> None:
    read = map_ratings(_sheet(_RATED, ("A001", day, "8", "8")), today=_TODAY)

    assert [error.reason_id for error in read.errors] == ([] if is_read else ["import.week_ahead"])


def test_two_rows_of_a_week_that_differ_are_both_refused() -> None:
    rows = (("A001", "2026-11-09", "8", "8"), ("A001", "2026-11-13", "8", "6"))

    read = map_ratings(_sheet(_RATED, *rows), today=_TODAY)

    assert [error.row for error in read.errors] == [2, 3]


def test_nobody_mentors_herself() -> None:
    [error] = map_pairings(_sheet(_PAIRS, ("A001", "A001", "2026-11-02"))).errors

    assert (error.column, error.reason_id) == ("师傅工号", "import.own_mentor")


async def test_pairings_are_taken_in_and_the_same_file_changes_nothing(team: Team) -> None:
    rows = map_pairings(_sheet(_PAIRS, ("A002", "A006", "2026-11-02"))).rows
    async with team.store.read() as uow:
        first = await plan_pairings(rows, uow, source="x", zone="Asia/Shanghai", at=MONDAY)
    await take_in(team.store, *[(source, raw) for source, raw in first.events])
    async with team.store.read() as uow:
        again = await plan_pairings(rows, uow, source="x", zone="Asia/Shanghai", at=MONDAY)
        [pairing] = await uow.mentoring.ever_of_rep(2)

    assert (first.new, again.new, again.same, len(again.events)) == (1, 0, 1, 0)
    assert (pairing.mentor_id, pairing.starts_on) == (ZHAO, date(2026, 11, 2))


async def _paired_by_file(team: Team, mentor: str, *, hour: int) -> list[Outcome]:
    """Import a file that gives Mei a mentor from 2 November on; give what became of its rows."""
    rows = map_pairings(_sheet(_PAIRS, ("A002", mentor, "2026-11-02"))).rows
    at = MONDAY + timedelta(hours=hour)
    async with team.store.read() as uow:
        plan = await plan_pairings(rows, uow, source="x", zone="Asia/Shanghai", at=at)
    results = await take_in(team.store, *[(source, raw) for source, raw in plan.events], at=at)
    return [one.outcome for one in results]


async def test_a_file_puts_a_mentor_back_whom_an_earlier_one_had_named(team: Team) -> None:
    first = await _paired_by_file(team, "A003", hour=0)
    other = await _paired_by_file(team, "A006", hour=1)
    back = await _paired_by_file(team, "A003", hour=2)
    again = await _paired_by_file(team, "A003", hour=3)

    assert (first, other, back, again) == (*[[Outcome.ACCEPTED]] * 3, [])
    async with team.store.read() as uow:
        assert await uow.mentoring.mentor_of(MEI, date(2026, 11, 2)) == WANG


async def test_to_and_fro_between_two_mentors_each_file_counts(team: Team) -> None:
    await _paired_by_file(team, "A003", hour=0)
    await _paired_by_file(team, "A006", hour=1)
    await _paired_by_file(team, "A003", hour=2)

    last = await _paired_by_file(team, "A006", hour=3)

    assert last == [Outcome.ACCEPTED]
    async with team.store.read() as uow:
        assert await uow.mentoring.mentor_of(MEI, date(2026, 11, 2)) == ZHAO


async def test_who_is_not_known_yet_waits_once_however_often_the_file_comes(team: Team) -> None:
    await _paired_by_file(team, "A003", hour=0)
    parked = await _paired_by_file(team, "A900", hour=1)
    again = await _paired_by_file(team, "A900", hour=2)

    async with team.store.read() as uow:
        waiting = await uow.inbox.listed(["parked"])
    assert (parked, again, len(waiting)) == ([Outcome.PARKED], [Outcome.PARKED], 1)


async def test_an_old_file_does_not_take_a_later_arrangement_back(team: Team) -> None:
    rows = map_pairings(_sheet(_PAIRS, ("A001", "A003", "2026-11-02"))).rows
    await team.pair(LEI, ZHAO, date(2026, 11, 20))
    async with team.store.read() as uow:
        planned = await plan_pairings(rows, uow, source="x", zone="Asia/Shanghai", at=MONDAY)

    assert (planned.same, planned.events) == (1, [])


async def test_ratings_are_kept_and_the_same_file_changes_nothing(team: Team) -> None:
    first = await _keep(team, _rated())
    again = await _keep(team, _rated())

    assert (first.new, again.new, again.same) == (1, 0, 1)
    assert await _kept(team) == Answers(satisfaction=8, applied=7)


async def test_a_row_that_changed_is_an_amendment_of_a_file(team: Team) -> None:
    await _keep(team, _rated())
    changed = await _keep(team, _rated(applied=3), source="paper")

    assert (changed.changed, changed.low) == (1, 1)
    assert await _kept(team) == Answers(satisfaction=8, applied=3)


async def test_what_she_answered_herself_stays(team: Team) -> None:
    async with team.store.begin() as uow:
        [pairing] = await uow.mentoring.ever_of_rep(LEI)
        own = Answers(satisfaction=2)
        await uow.pulses.save(pairing.id, _WEEK, own, at=MONDAY)

    plan = await _keep(team, _rated())

    assert (plan.same, plan.saves) == (1, ())
    assert await _kept(team) == own


async def test_her_own_answer_takes_the_place_of_a_files(team: Team) -> None:
    await _keep(team, _rated())
    async with team.store.begin() as uow:
        [pairing] = await uow.mentoring.ever_of_rep(LEI)
        own = Answers(satisfaction=2, applied=2)
        await uow.pulses.save(pairing.id, _WEEK, own, at=MONDAY)

    assert (await _keep(team, _rated())).same == 1
    assert await _kept(team) == own


#: The end, in Shanghai, of the Monday after the week: its one workday of grace.
_CUT = datetime(2026, 11, 16, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        pytest.param(_CUT - timedelta(seconds=1), ["import.week_open"], id="just before the cut"),
        pytest.param(_CUT, [], id="at the cut"),
    ],
)
async def test_a_week_that_she_may_still_rate_herself_is_refused(
    team: Team, at: datetime, reasons: list[str]
) -> None:
    plan = await _keep(team, _rated(), at=at)

    assert [error.reason_id for error in plan.errors] == reasons
    assert await _kept(team) == (Answers() if reasons else Answers(satisfaction=8, applied=7))


async def test_her_answer_that_is_under_way_is_seen_by_the_import(team: Team) -> None:
    own = Answers(satisfaction=2)
    async with team.store.begin() as uow:
        [pairing] = await uow.mentoring.ever_of_rep(LEI)
        await uow.mentoring.lock(LEI)
        await uow.pulses.save(pairing.id, _WEEK, own, at=MONDAY)
        importing = asyncio.create_task(_keep(team, _rated()))
        await asyncio.sleep(0.3)

    assert ((await importing).same, await _kept(team)) == (1, own)


async def test_one_answer_of_hers_is_not_completed_by_a_file(team: Team) -> None:
    async with team.store.begin() as uow:
        [pairing] = await uow.mentoring.ever_of_rep(LEI)
        filed = Answers(satisfaction=8, applied=7)
        await uow.pulses.save(pairing.id, _WEEK, filed, at=MONDAY, source="excel")
    team.clock.now = _CUT - timedelta(hours=1)
    token = token_of("pulse", f"{pairing.id}:{_WEEK}:satisfaction:4", person_id=LEI, key=KEY)

    answer = await team.does(LEI, "", token=token)

    assert await _kept(team) == Answers(satisfaction=4)
    assert answer.card is not None
    assert answer.card.actions


async def test_a_row_of_nobody_or_without_a_mentor_is_refused(team: Team) -> None:
    plan = await _keep(team, _rated("A999"), _rated("A002"))

    assert [error.reason_id for error in plan.errors] == [
        "import.no_such_number",
        "import.no_mentor_then",
    ]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (("工号", "姓名"), "people"),
        (("工号", "姓名", "课程", "完成日期"), "enrolments"),
        (("工号", "科目", "成绩", "考试日期"), "assessments"),
        (_PAIRS, "pairings"),
        (("Employee ID", "Name", "Start Date", "Mentor ID"), "people"),
        (("Employee ID", "Mentor ID", "Start Date"), "pairings"),
        (("Employee ID", "Name", "Mentor ID", "Since"), "pairings"),
        (("工号", "姓名", "岗位", "师傅工号", "开始日期"), "pairings"),
        (("工号", "姓名", "入职日期", "师傅工号", "带教开始日期"), "pairings"),
        (("工号", "姓名", "主管工号", "师傅工号", "开始日期"), "people"),
        (("工号", "姓名", "用工形式", "师傅工号", "开始日期"), "people"),
        (("工号", "姓名", "入职日期", "课程", "完成日期"), "enrolments"),
        (("工号", "姓名", "入职日期", "科目", "成绩", "考试日期"), "assessments"),
        (("工号", "姓名", "主管工号", "周", "满意度", "学以致用"), "ratings"),
        (_RATED, "ratings"),
        (("颜色",), "people"),
        (("候选人编号", "姓名", "应聘岗位", "手机"), "candidates"),
        (("姓名", "手机", "应聘岗位", "性别"), "candidates"),
        (("Applicant", "Email"), "candidates"),
        (("姓名", "手机", "邮箱"), "people"),
        (("工号", "姓名", "手机", "邮箱", "候选人编号"), "people"),
        (("候选人编号", "维度", "得分", "满分", "测评日期"), "candidate_scores"),
        (("面试编号", "候选人编号", "面试官工号", "面试时间"), "interviews"),
    ],
)
def test_a_table_is_told_by_its_columns(header: tuple[str, ...], kind: str) -> None:
    assert kind_of(header) == kind


@pytest.mark.parametrize("titles", [PAIRINGS, RATINGS])
def test_no_title_means_two_fields(titles: Titles) -> None:
    keys = [key(title) for names in titles.accepted.values() for title in names]

    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "why", ["own_mentor", "week_ahead", "week_open", "no_such_number", "no_mentor_then"]
)
def test_every_reason_is_worded(language: str, why: str) -> None:
    assert f"import.{why}" in words(language)
