"""The tables of candidates. No contact is in them, only digests; an erased one is a bare number."""

from __future__ import annotations

from sqlalchemy import (
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

candidate = Table(
    "candidate",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    #: Empty once she is erased.
    Column("name", String(200), nullable=False),
    Column("post", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("email_sha", String(64)),
    Column("phone_sha", String(64)),
    Column("looks_like_id", Id),
    Column("added_at", UtcDateTime, nullable=False),
    #: The day on which the application ended; her days of keeping count from it.
    Column("settled_on", Date),
    #: Field name -> [version, time, event id] of the newest word on it, as JSON.
    Column("stamps", Text, nullable=False),
    Index("ix_candidate_name", "name"),
    Index("ix_candidate_email_sha", "email_sha"),
    Index("ix_candidate_phone_sha", "phone_sha"),
    Index("ix_candidate_settled_on", "settled_on"),
)

#: What a source calls her: one candidate may come from several.
candidate_ref = Table(
    "candidate_ref",
    metadata,
    Column("source", String(64), nullable=False),
    Column("ref", String(200), nullable=False),
    Column("candidate_id", Id, ForeignKey("candidate.id"), nullable=False),
    PrimaryKeyConstraint("source", "ref"),
    Index("ix_candidate_ref_candidate_id", "candidate_id"),
)

#: A score of one day as given (RULES 27: raw, with its scale); a newer word on the day replaces it.
candidate_score = Table(
    "candidate_score",
    metadata,
    Column("candidate_id", Id, ForeignKey("candidate.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("trait", String(64), nullable=False),
    Column("taken_on", Date, nullable=False),
    #: Decimals as text, exact on both databases.
    Column("score", String(40), nullable=False),
    Column("low", String(40), nullable=False),
    Column("high", String(40), nullable=False),
    #: Where it is from: a source, or "interview:7".
    Column("source", String(80), nullable=False),
    #: What speaks for it, as a JSON list; words of persons, never logged.
    Column("evidence", Text, nullable=False),
    Column("stamp", Text, nullable=False),
    PrimaryKeyConstraint("candidate_id", "kind", "trait", "taken_on", "source"),
)

candidate_resume = Table(
    "candidate_resume",
    metadata,
    Column("id", Id, primary_key=True),
    Column("candidate_id", Id, ForeignKey("candidate.id"), nullable=False),
    #: Of the file's bytes: the same file twice is one resume.
    Column("sha", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    #: JSON Resume, and lines and evidence as read; without contacts and protected attributes.
    Column("resume", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("points", Text, nullable=False),
    Column("dropped", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("pages_read", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("taken_by", Id, ForeignKey("person.id")),
    UniqueConstraint("candidate_id", "sha"),
)

interview = Table(
    "interview",
    metadata,
    Column("id", Id, primary_key=True),
    #: The source's own id, "ats/I-9", or the act that wrote it: the same twice is one interview.
    Column("key", String(300), nullable=False, unique=True),
    Column("candidate_id", Id, ForeignKey("candidate.id"), nullable=False),
    Column("interviewer_id", Id, ForeignKey("person.id"), nullable=False),
    #: planned, recorded or cancelled.
    Column("state", String(16), nullable=False),
    #: When it ends, or ended: nobody is reminded before.
    Column("ends_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime),
    #: What was said beside the ratings; words of persons, never logged.
    Column("note", Text, nullable=False),
    Column("stamp", Text, nullable=False),
    Index("ix_interview_candidate_id", "candidate_id"),
    Index("ix_interview_state_ends_at", "state", "ends_at"),
    Index("ix_interview_interviewer_id", "interviewer_id"),
)
