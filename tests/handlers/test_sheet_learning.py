"""Sheets of tests, courses and activities: all that is wrong at once, twice is once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.cards.words import catalogue as words
from config.catalogue import read_catalogue
from handlers.sheet import Cell, Row, Sheet
from handlers.sheet_columns import Titles, key
from handlers.sheet_learning import map_activities, map_assessments, map_enrolments
from handlers.sheet_learning_cells import ACTIVITIES, ASSESSMENTS, ENROLMENTS
from rules.activity import ActivityKind
from rules.learning import Score, Strength

_CATALOGUE = read_catalogue()
_TESTS = ("工号", "科目", "成绩", "满分", "考试日期", "学习速度")
_COURSES = ("Employee ID", "课程", "安排日期", "到期日期", "完成日期")
_DONE = ("工号", "日期", "方式", "客户", "次数", "时长(分钟)")


def _sheet(header: tuple[str, ...], *rows: tuple[Cell, ...]) -> Sheet:
    listed = [Row(number=n, cells=cells) for n, cells in enumerate(rows, start=2)]
    return Sheet(header=header, rows=listed, read_as="utf-8")


@pytest.mark.parametrize(
    ("domain", "score", "out_of", "pace", "expected"),
    [
        pytest.param("product", "67", None, None, Score(value=Decimal(67)), id="by id"),
        pytest.param("产品知识", "67.5分", None, "快", Score(value=Decimal("67.5")), id="by title"),
        pytest.param("Product Knowledge", "67%", None, "", Score(value=Decimal(67)), id="English"),
        pytest.param(
            "product",
            Decimal("3.5"),
            Decimal(5),
            "slow",
            Score(value=Decimal("3.5"), out_of=Decimal(5)),
            id="another scale",
        ),
        pytest.param("product", "0", None, None, Score(value=Decimal(0)), id="the worst"),
        pytest.param("product", "100", None, None, Score(value=Decimal(100)), id="the best"),
    ],
)
def test_a_test_is_read(
    domain: str, score: Cell, out_of: Cell, pace: Cell, expected: Score
) -> None:
    sheet = _sheet(_TESTS, ("A001", domain, score, out_of, "2026/11/24", pace or None))

    mapped = map_assessments(sheet, _CATALOGUE)

    [row] = mapped.rows
    assert (row.employee, row.domain, row.score) == ("A001", "product", expected)
    assert row.taken_on == date(2026, 11, 24)
    assert row.strength in (None, Strength.FAST, Strength.SLOW)


def test_all_bad_cells_of_a_row_are_named_at_once() -> None:
    bad = ("", "园艺", "很好", "-1", "2026-13-01", "飞快")
    sheet = _sheet(_TESTS, tuple(cell or None for cell in bad))

    mapped = map_assessments(sheet, _CATALOGUE)

    assert mapped.rows == ()
    assert [(error.column, error.reason_id) for error in mapped.errors] == [
        ("工号", "import.blank"),
        ("科目", "import.choice"),
        ("成绩", "import.score"),
        ("满分", "import.score"),
        ("考试日期", "import.date_none"),
        ("学习速度", "import.choice"),
    ]


@pytest.mark.parametrize(
    ("score", "out_of"),
    [pytest.param("100.01", None, id="just over"), pytest.param("6", "5", id="another scale")],
)
def test_a_score_above_its_scale_is_refused(score: str, out_of: Cell) -> None:
    sheet = _sheet(_TESTS, ("A001", "product", score, out_of, "2026-11-24", None))

    [error] = map_assessments(sheet, _CATALOGUE).errors

    assert (error.column, error.reason_id) == ("成绩", "import.score_above")


def test_equal_rows_count_once_and_rows_that_differ_are_both_refused() -> None:
    one = ("A001", "product", "67", None, "2026-11-24", None)
    two = ("A002", "product", "67", None, "2026-11-24", None)
    other = ("A002", "product", "68", None, "2026-11-24", None)

    mapped = map_assessments(_sheet(_TESTS, one, one, two, other), _CATALOGUE)

    assert [row.employee for row in mapped.rows] == ["A001"]
    assert mapped.repeated == (3,)
    assert [(error.row, error.values["rows"]) for error in mapped.errors] == [(4, "5"), (5, "4")]


def test_a_course_is_found_by_title_and_its_days_are_read() -> None:
    sheet = _sheet(_COURSES, ("A001", "CRM 使用", "2026-11-02", "2026-11-20", None))

    [row] = map_enrolments(sheet, _CATALOGUE).rows

    assert (row.course, row.due_on, row.completed_on) == ("tool-crm", date(2026, 11, 20), None)


def test_due_before_it_was_assigned_is_refused() -> None:
    sheet = _sheet(_COURSES, ("A001", "tool-crm", "2026-11-20", "2026-11-19", None))

    [error] = map_enrolments(sheet, _CATALOGUE).errors

    assert error.reason_id == "import.due_before"


@pytest.mark.parametrize(
    ("kind", "count", "minutes", "reason"),
    [
        pytest.param("电话", "10000", "1440", "", id="at the limits"),
        pytest.param("电话", "10001", None, "import.whole", id="too many"),
        pytest.param("电话", None, "1441", "import.whole", id="more than a day"),
        pytest.param("电话", None, "1.5", "import.whole", id="half a minute"),
        pytest.param("传真", None, None, "import.choice", id="kind"),
    ],
)
def test_an_activity_is_read_or_refused(kind: str, count: Cell, minutes: Cell, reason: str) -> None:
    mapped = map_activities(_sheet(_DONE, ("A001", "2026-11-24", kind, "华星", count, minutes)))

    assert [error.reason_id for error in mapped.errors] == ([reason] if reason else [])
    assert [row.kind for row in mapped.rows] == ([] if reason else [ActivityKind.CALL])


@pytest.mark.parametrize("titles", [ASSESSMENTS, ENROLMENTS, ACTIVITIES])
def test_no_title_means_two_fields(titles: Titles) -> None:
    keys = [key(title) for names in titles.accepted.values() for title in names]

    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reason", ["score", "score_above", "whole", "due_before", "same_twice"])
def test_every_reason_is_worded(language: str, reason: str) -> None:
    assert f"import.{reason}" in words(language)


def test_the_same_row_is_the_same_event_whenever_it_is_imported() -> None:
    sheet = _sheet(_TESTS, ("A001", "product", "67", None, "2026-11-24", None))
    [row] = map_assessments(sheet, _CATALOGUE).rows
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in (24, 25)]

    first, second = (row.events(version=1, zone="Asia/Shanghai", at=at) for at in days)

    assert first == second
