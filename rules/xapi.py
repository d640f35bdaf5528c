"""What an xAPI statement says about a course (RULES row 8): taken, not passed, or nothing."""

from __future__ import annotations

from enum import StrEnum

_ADL = "http://adlnet.gov/expapi/verbs/"


class Verb(StrEnum):
    """The verbs that move a course, by their IRIs; all others are kept and move nothing."""

    COMPLETED = f"{_ADL}completed"
    PASSED = f"{_ADL}passed"
    FAILED = f"{_ADL}failed"


class Attempt(StrEnum):
    """How an attempt at a course ended."""

    COMPLETED = "completed"
    FAILED = "failed"


def attempt(verb: str, *, completion: bool | None, success: bool | None) -> Attempt | None:
    """Give what a statement's verb and result come to; None where they move nothing.

    Who got through a course without passing it has not completed it: `success` false under
    "completed" is a failed attempt. A verb that its own result contradicts moves nothing.
    """
    match verb:
        case Verb.COMPLETED if completion is not False:
            return Attempt.FAILED if success is False else Attempt.COMPLETED
        case Verb.PASSED if success is not False:
            return Attempt.COMPLETED
        case Verb.FAILED if success is not True:
            return Attempt.FAILED
        case _:
            return None
