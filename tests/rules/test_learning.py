"""A path holds the courses of the gaps and of the base, each with its reason and its due date."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from rules.errors import Invalid
from rules.learning import (
    Assessment,
    Catalogue,
    Course,
    Domain,
    EntryTest,
    Progress,
    Score,
    Strength,
    Why,
    learning_path,
    passed_retests,
)
from rules.workdays import Workdays

_MONDAY = date(2026, 11, 2)
_CATALOGUE = Catalogue(
    domains=(
        Domain(id="product", title={"zh": "产品知识"}),
        Domain(id="trade", title={"zh": "行业知识"}, pass_mark=Decimal("69.5")),
    ),
    courses=(
        Course(id="p1", domain="product", title={"zh": "产品入门"}, workdays=2, is_base=True),
        Course(id="p2", domain="product", title={"zh": "产品进阶"}, workdays=3),
        Course(id="t1", domain="trade", title={"zh": "行业入门"}, workdays=5),
    ),
)


def _path(
    scores: dict[str, str], strength: Strength = Strength.NORMAL
) -> list[tuple[str, str, str]]:
    test = EntryTest(
        scores={domain: Score(value=Decimal(value)) for domain, value in scores.items()},
        strength=strength,
    )
    path = learning_path(_CATALOGUE, test, starts_on=_MONDAY, workdays=Workdays())
    return [(step.course.id, step.reason.why, f"{step.due_on:%m-%d}") for step in path]


@pytest.mark.parametrize(
    ("scores", "courses"),
    [
        pytest.param({}, ["p1"], id="no test: the base"),
        pytest.param({"trade": "69.49"}, ["p1", "t1"], id="just under a pass mark"),
        pytest.param({"trade": "69.50"}, ["p1"], id="at it"),
        pytest.param({"trade": "69.51"}, ["p1"], id="just over it"),
        pytest.param({"trade": "69.495"}, ["p1"], id="compared as shown: 69.50"),
        pytest.param({"product": "0"}, ["p1", "p2"], id="zero is a score, not a missing one"),
        pytest.param({"product": "10", "trade": "10"}, ["p1", "p2", "t1"], id="two gaps"),
        pytest.param({"other": "10"}, ["p1"], id="a domain the catalogue does not have"),
    ],
)
def test_each_domain_under_its_pass_mark_adds_its_courses(
    scores: dict[str, str], courses: list[str]
) -> None:
    assert [course for course, _, _ in _path(scores)] == courses


def test_each_course_says_why_it_is_there() -> None:
    assert [why for _, why, _ in _path({})] == [Why.UNTESTED]
    assert [why for _, why, _ in _path({"trade": "52"})] == [Why.BASE, Why.GAP]


def test_a_gap_is_shown_with_its_two_figures() -> None:
    test = EntryTest(scores={"trade": Score(value=Decimal("2.6"), out_of=Decimal(5))})

    path = learning_path(_CATALOGUE, test, starts_on=_MONDAY, workdays=Workdays())

    assert (path[-1].reason.score, path[-1].reason.pass_mark) == (Decimal("52.00"), Decimal("69.5"))


@pytest.mark.parametrize(
    ("strength", "due"),
    [
        pytest.param(Strength.NORMAL, ["11-04", "11-09", "11-16"], id="normal: 2, 3 and 5 days"),
        pytest.param(Strength.FAST, ["11-03", "11-05", "11-10"], id="fast: 1, 2 and 3"),
        pytest.param(Strength.SLOW, ["11-05", "11-12", "11-24"], id="slow: 3, 5 and 8"),
    ],
)
def test_strength_sets_the_pace_and_not_the_content(strength: Strength, due: list[str]) -> None:
    path = _path({"product": "10", "trade": "10"}, strength)

    assert [day for _, _, day in path] == due
    assert [course for course, _, _ in path] == ["p1", "p2", "t1"]


def test_a_path_that_starts_on_a_day_off_starts_on_the_next_workday() -> None:
    path = learning_path(_CATALOGUE, EntryTest(), starts_on=date(2026, 10, 31), workdays=Workdays())

    assert path[0].due_on == date(2026, 11, 4)


@pytest.mark.parametrize(
    ("value", "out_of"), [("-0.01", "5"), ("5.01", "5"), ("1", "0"), ("1", "-1")]
)
def test_a_score_outside_of_its_scale_is_refused(value: str, out_of: str) -> None:
    with pytest.raises(Invalid):
        Score(value=Decimal(value), out_of=Decimal(out_of))


def _tested(score: str, day: int, *, domain: str = "trade") -> Assessment:
    return Assessment(
        source="lms",
        ext_id=f"{domain}-{day}",
        person_id=1,
        domain=domain,
        score=Score(value=Decimal(score)),
        taken_at=datetime(2026, 11, day, 3, tzinfo=UTC),
    )


@pytest.mark.parametrize(("score", "is_passed"), [("69.49", False), ("69.5", True), ("100", True)])
def test_a_re_test_is_passed_at_its_mark(*, score: str, is_passed: bool) -> None:
    passed = passed_retests(_CATALOGUE, [_tested("50", 2), _tested(score, 9)])

    assert ("trade" in passed) is is_passed


def test_a_first_test_and_one_of_no_domain_are_no_passed_re_tests() -> None:
    gone = [_tested("100", day, domain="gone") for day in (2, 9)]

    assert passed_retests(_CATALOGUE, [_tested("100", 2), *gone]) == {}


def test_what_is_not_in_the_catalogue_is_not_found() -> None:
    assert _CATALOGUE.course("gone") is None
    assert _CATALOGUE.course("t1") is _CATALOGUE.courses[2]


@pytest.mark.parametrize(
    ("done", "due", "percent"),
    [
        pytest.param(0, 0, None, id="nothing due: no figure"),
        pytest.param(0, 3, "0.00", id="zero of three"),
        pytest.param(2, 3, "66.67", id="rounded half-up"),
        pytest.param(3, 3, "100.00", id="all"),
    ],
)
def test_completion_is_of_what_is_due_so_far(done: int, due: int, percent: str | None) -> None:
    progress = Progress(completed=done, total=9, due=due, due_completed=done)

    assert progress.percent_of_due == (None if percent is None else Decimal(percent))
