"""One line of the doctor's report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How it stands: WARN may be meant so, FAIL is not."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at and how it stands. No secret, no name of a person."""

    check: str
    status: Status
    said: str
    #: The command to run or the file to change; empty where nothing is to be done.
    next: str = ""


def ok(check: str, said: str) -> Finding:
    """All is well."""
    return Finding(check=check, status=Status.OK, said=said)


def warn(check: str, said: str, then: str) -> Finding:
    """It works, but perhaps not as was meant."""
    return Finding(check=check, status=Status.WARN, said=said, next=then)


def fail(check: str, said: str, then: str) -> Finding:
    """It does not work."""
    return Finding(check=check, status=Status.FAIL, said=said, next=then)
