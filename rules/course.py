"""Answers and news about courses, as facts; days are ISO, titles by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.learning import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLine:
    """One open course: why it was asked for and by when."""

    course_id: str
    title: Mapping[str, str]
    domain: Mapping[str, str]
    #: A word of `learning.Why`.
    why: str
    #: On 100, with two places; None where it is no gap.
    score: str | None
    pass_mark: str | None
    due_on: str
    is_overdue: bool
    url: str = ""
    #: The day of her newest attempt that did not pass; empty where there is none.
    failed_on: str = ""
    may_be_self_reported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDigest:
    """What somebody is reminded of on one day, the overdue first."""

    lines: tuple[CourseLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOverdue:
    """Told once to her mentor: she was reminded of this course three times after its day."""

    name: str
    line: CourseLine
    #: Whose course it is; 0 in notices of earlier releases.
    person_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """How far somebody is on her path."""

    name: str
    is_own: bool
    progress: Progress
    #: The open ones, those due first in front.
    lines: tuple[CourseLine, ...]
    #: Only what is next was asked for.
    is_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDone:
    """Her own word that a course is done is to be confirmed; several: which one."""

    lines: tuple[CourseLine, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDone:
    """A course is completed on her word; `next` is what comes after it."""

    title: Mapping[str, str]
    progress: Progress
    next: CourseLine | None


@dataclass(frozen=True, slots=True)
class CourseLater:
    """The digest comes again: in an hour, or on her next working morning."""

    is_tomorrow: bool
    count: int
