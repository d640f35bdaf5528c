"""What is wrong with a joint review's lines, and what the site says of its mentors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.mentor_joint import joint_problems
from rules.mentor_record import MAX_FIELD
from rules.mentoring import MentoringPolicy, MentorTerms


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        pytest.param({1: "好", 2: "好"}, {}, id="both there"),
        pytest.param({1: "", 2: "好"}, {}, id="one was not there"),
        pytest.param({1: "", 2: "  "}, {1: "missing"}, id="nobody"),
        pytest.param({1: "x" * MAX_FIELD, 2: ""}, {}, id="as long as may be"),
        pytest.param({1: "x" * (MAX_FIELD + 1), 2: ""}, {1: "too_long"}, id="one letter more"),
        pytest.param({}, {}, id="no mentee"),
    ],
)
def test_who_was_there_has_a_line(lines: dict[int, str], problems: dict[int, str]) -> None:
    assert joint_problems(lines) == problems


@pytest.mark.parametrize(
    ("number", "capacity"),
    [
        pytest.param("A001", 2, id="as all"),
        pytest.param("A007", 3, id="her own"),
        pytest.param("A008", 0, id="none"),
        pytest.param("A009", 2, id="only strengths are named"),
    ],
)
def test_a_mentor_may_have_a_capacity_of_her_own(number: str, capacity: int) -> None:
    policy = MentoringPolicy(
        mentors={
            "A007": MentorTerms(capacity=3),
            "A008": MentorTerms(capacity=0),
            "A009": MentorTerms(strong=frozenset({"tools"})),
        }
    )

    assert policy.capacity_of(number) == capacity


@pytest.mark.parametrize(
    ("score", "strong"),
    [
        pytest.param("84.99", {"tools"}, id="just under"),
        pytest.param("85.00", {"tools", "product"}, id="at"),
        pytest.param(None, {"tools"}, id="not tested"),
    ],
)
def test_strong_is_what_the_site_names_and_what_was_tested(
    score: str | None, strong: set[str]
) -> None:
    policy = MentoringPolicy(mentors={"A007": MentorTerms(strong=frozenset({"tools"}))})
    scores = {} if score is None else {"product": Decimal(score)}

    assert policy.strong_of("A007", scores) == strong
