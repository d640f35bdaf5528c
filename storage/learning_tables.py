"""The tables of learning: tests as they were given, courses of persons, days of reminders."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: A score with its scale, as it was given (RULES row 27); numbers are kept as written.
assessment = Table(
    "assessment",
    metadata,
    Column("source", String(64), nullable=False),
    Column("ext_id", String(200), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("domain", String(64), nullable=False),
    Column("value", String(40), nullable=False),
    Column("out_of", String(40), nullable=False),
    Column("strength", String(16)),
    Column("taken_at", UtcDateTime, nullable=False),
    #: The Monday of the week it is said of as a whole; such a word makes no path.
    Column("week", Date),
    #: How new that word is; a newer one replaces it.
    Column("stamp", Text),
    PrimaryKeyConstraint("source", "ext_id"),
    Index("ix_assessment_person_id", "person_id"),
)

#: One course of one person. Completed before it was asked of her: no reason, no due day.
enrolment = Table(
    "enrolment",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("course_id", String(64), nullable=False),
    Column("why", String(16)),
    Column("score", String(16)),
    Column("pass_mark", String(16)),
    Column("assigned_on", Date),
    Column("due_on", Date),
    Column("completed_at", UtcDateTime),
    #: "course.completed", "xapi.statement", "retest", "self", "import".
    Column("completed_by", String(32)),
    #: The newest attempt that did not pass.
    Column("failed_on", Date),
    Column("is_open", Boolean, nullable=False),
    PrimaryKeyConstraint("person_id", "course_id"),
    Index("ix_enrolment_is_open_due_on", "is_open", "due_on"),
)

#: The days on which somebody was reminded of a course, written with the notice.
course_reminder = Table(
    "course_reminder",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("course_id", String(64), nullable=False),
    Column("told_on", Date, nullable=False),
    PrimaryKeyConstraint("person_id", "course_id", "told_on"),
)
