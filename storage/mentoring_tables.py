"""The tables of mentoring: who mentors whom, weekly tasks, records, ratings, proposed changes."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: Dated: a change of mentor ends one row and begins another.
pairing = Table(
    "pairing",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mentor_id", Id, ForeignKey("person.id"), nullable=False),
    Column("rep_id", Id, ForeignKey("person.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    #: The last day together; None while it lasts. One that ends before it starts never was.
    Column("ends_on", Date),
    #: Somebody who helps out for a few days, beside the rep's own mentor.
    Column("is_stand_in", Boolean, nullable=False),
    Index("ix_pairing_mentor_id", "mentor_id"),
    Index("ix_pairing_rep_id", "rep_id"),
)

mentor_leave = Table(
    "mentor_leave",
    metadata,
    Column("mentor_id", Id, ForeignKey("person.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    #: The last day away.
    Column("ends_on", Date, nullable=False),
    PrimaryKeyConstraint("mentor_id", "starts_on"),
)

mentor_task = Table(
    "mentor_task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("pairing_id", Id, ForeignKey("pairing.id"), nullable=False),
    #: The week's Monday.
    Column("week", Date, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("is_joint", Boolean, nullable=False),
    Column("is_optional", Boolean, nullable=False),
    #: When its record was attached.
    Column("done_on", Date),
    Column("record_id", Id),
    UniqueConstraint("pairing_id", "week", "kind"),
    Index("ix_mentor_task_week", "week"),
)

#: What was written about a mentee, by her mentor or, a review report, by herself.
mentor_record = Table(
    "mentor_record",
    metadata,
    Column("id", Id, primary_key=True),
    #: The interaction that wrote it first: the same submit twice is one record.
    Column("key", String(300), nullable=False, unique=True),
    Column("author_id", Id, ForeignKey("person.id"), nullable=False),
    #: None while it is not known which of two persons is meant.
    Column("pairing_id", Id, ForeignKey("pairing.id")),
    Column("kind", String(16), nullable=False),
    #: draft, saved or dropped.
    Column("state", String(16), nullable=False),
    Column("on_day", Date, nullable=False),
    #: Its answers by field, as JSON; words of persons, never logged.
    Column("fields", Text, nullable=False),
    #: The report that a comment is about.
    Column("report_id", Id),
    Column("at", UtcDateTime, nullable=False),
    Column("saved_at", UtcDateTime),
    #: What the rep said of a visit: yes or no; None while she has said nothing.
    Column("is_confirmed", Boolean),
    Index("ix_mentor_record_pairing_id", "pairing_id"),
)

#: One week's answers of a rep about her mentoring, 0 to 10 each; seen by HR alone.
mentor_rating = Table(
    "mentor_rating",
    metadata,
    Column("pairing_id", Id, ForeignKey("pairing.id"), nullable=False),
    #: The week's Monday.
    Column("week", Date, nullable=False),
    Column("satisfaction", Integer),
    Column("applied", Integer),
    Column("at", UtcDateTime, nullable=False),
    #: Which file told it; None is her own answer.
    Column("source", String(64)),
    PrimaryKeyConstraint("pairing_id", "week"),
)

#: A change that is proposed to HR; a named person decides.
mentor_proposal = Table(
    "mentor_proposal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("pairing_id", Id, ForeignKey("pairing.id"), nullable=False),
    Column("reason", String(16), nullable=False),
    #: The Monday of the week it is of: one proposal per pairing, reason and week.
    Column("week", Date, nullable=False),
    #: open, talked, changed, kept.
    Column("state", String(16), nullable=False),
    #: What the rep wrote; for HR alone.
    Column("words", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("decided_by", Id, ForeignKey("person.id")),
    Column("decided_at", UtcDateTime),
    UniqueConstraint("pairing_id", "reason", "week"),
)
