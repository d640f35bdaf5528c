"""Reads that a course is completed: 客户开发 学完了, "I finished objection handling"."""

from __future__ import annotations

from handlers.intent import Intent
from handlers.understood import Understanding
from rules.course_names import CourseNames
from rules.spoken_course import done_course
from rules.typed_text import fold

_LONGEST = 80


def read_course_done(typed: str, courses: CourseNames) -> Understanding | None:
    """Read a cleaned text; None where it is about something else, or names no course of the site.

    What is completed is asked back before it counts, so a name with a slip in it is taken too.
    """
    if len(typed) > _LONGEST:
        return None
    name = done_course(fold(typed))
    found = courses.find(name) if name else ()
    if not found:
        return None
    return Understanding(
        intent=Intent.COURSE_DONE, confidence=1.0, text=typed.lower(), courses=found
    )
