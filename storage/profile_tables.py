"""The tables of hiring: profiles by version, decisions about candidates, and who was hired."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: Append-only: a changed profile is a new version.
competency_profile = Table(
    "competency_profile",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", String(64), nullable=False, unique=True),
    Column("starts_on", Date, nullable=False),
    #: As `rules.hiring_document` writes it.
    Column("body", Text, nullable=False),
    #: "cli" or "person:7".
    Column("by_whom", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: Append-only: the newest word on a candidate counts, the others stay.
candidate_decision = Table(
    "candidate_decision",
    metadata,
    Column("id", Id, primary_key=True),
    #: The act that wrote it: the same submit twice is one.
    Column("key", String(300), nullable=False, unique=True),
    # No foreign key: the table of candidates is made after this one.
    Column("candidate_id", Id, nullable=False),
    Column("choice", String(16), nullable=False),
    #: A person's words; never logged, emptied with the candidate.
    Column("reason", Text, nullable=False),
    #: What she saw as she decided.
    Column("profile_version", String(64), nullable=False),
    Column("pool", String(32), nullable=False),
    #: Two places; empty where there was no score.
    Column("score", String(16), nullable=False),
    Column("weight_scored", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("by_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_candidate_decision_candidate_id", "candidate_id"),
)

#: Who became whom, with the match as it stood then: what the score is judged by later.
candidate_hire = Table(
    "candidate_hire",
    metadata,
    Column("candidate_id", Id, primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, unique=True),
    Column("pool", String(32), nullable=False),
    Column("score", String(16), nullable=False),
    Column("profile_version", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
