"""What a statement's verb and result come to for a course."""

from __future__ import annotations

import pytest

from rules.xapi import Attempt, attempt

_ADL = "http://adlnet.gov/expapi/verbs/"


@pytest.mark.parametrize(
    ("verb", "completion", "success", "expected"),
    [
        pytest.param("completed", None, None, Attempt.COMPLETED, id="completed, no result"),
        pytest.param("completed", True, True, Attempt.COMPLETED, id="completed and passed"),
        pytest.param("completed", True, False, Attempt.FAILED, id="got through, not passed"),
        pytest.param("completed", False, None, None, id="completed, and not: a contradiction"),
        pytest.param("passed", None, None, Attempt.COMPLETED, id="passed, no result"),
        pytest.param("passed", False, True, Attempt.COMPLETED, id="passed before the end"),
        pytest.param("passed", True, False, None, id="passed, and not: a contradiction"),
        pytest.param("failed", None, None, Attempt.FAILED, id="failed, no result"),
        pytest.param("failed", None, False, Attempt.FAILED, id="failed"),
        pytest.param("failed", None, True, None, id="failed, and passed: a contradiction"),
        pytest.param("experienced", True, True, None, id="another verb"),
        pytest.param("Completed", None, None, None, id="an IRI has its case"),
    ],
)
def test_what_moves_a_course(
    *, verb: str, completion: bool | None, success: bool | None, expected: Attempt | None
) -> None:
    assert attempt(f"{_ADL}{verb}", completion=completion, success=success) is expected


def test_a_verb_of_the_same_name_elsewhere_is_another() -> None:
    elsewhere = "http://example.com/verbs/completed"

    assert attempt(elsewhere, completion=None, success=None) is None
