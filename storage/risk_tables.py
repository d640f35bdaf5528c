"""The tables of risk: assessments, objections, alerts with their words, and interventions."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: Append-only: a row for each new week of figures, and for each night that found something else.
risk_assessment = Table(
    "risk_assessment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    #: The company's day of the night, and the Monday of the newest week of its figures.
    Column("night", Date, nullable=False),
    Column("week", Date, nullable=False),
    Column("level", String(16), nullable=False),
    #: The signals that are on, by commas, in this one and the one before it.
    Column("kinds", String(64), nullable=False),
    Column("kinds_before", String(64), nullable=False),
    #: Every signal with its figures, as JSON; none where she objected.
    Column("signals", Text, nullable=False),
    Column("policy_version", String(64), nullable=False),
    Column("is_excluded", Boolean, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "night"),
)

#: What a rep said about being assessed; the newest word counts.
risk_objection = Table(
    "risk_objection",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(300), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("objects", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_risk_objection_person_id", "person_id"),
)

alert = Table(
    "alert",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    #: Who is asked, or follows; None is all of HR.
    Column("owner_id", Id, ForeignKey("person.id")),
    Column("state", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("signals", Text, nullable=False),
    Column("news", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("news_at", UtcDateTime, nullable=False),
    Column("due_on", Date),
    Column("closed_at", UtcDateTime),
    Column("closed_why", String(16), nullable=False),
    #: The assessment that it was last moved by.
    Column("assessment_id", Id, ForeignKey("risk_assessment.id"), nullable=False),
    Column("is_open", Boolean, nullable=False),
    Index("ix_alert_person_id", "person_id"),
    # One open alert per rep, whoever opens it.
    Index(
        "uq_alert_open",
        "person_id",
        unique=True,
        sqlite_where=text("is_open = 1"),
        postgresql_where=text("is_open"),
    ),
)

alert_word = Table(
    "alert_word",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(400), nullable=False, unique=True),
    Column("alert_id", Id, ForeignKey("alert.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("news", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by_id", Id, ForeignKey("person.id")),
    Column("to_id", Id, ForeignKey("person.id")),
    #: The key of a notice, or a person's reason; never logged.
    Column("note", Text, nullable=False),
    Index("ix_alert_word_alert_id", "alert_id"),
    Index("ix_alert_word_to_id_at", "to_id", "at"),
)

intervention = Table(
    "intervention",
    metadata,
    Column("id", Id, primary_key=True),
    #: The act that wrote it: the same submit twice is one.
    Column("key", String(300), nullable=False, unique=True),
    Column("alert_id", Id, ForeignKey("alert.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("owner_id", Id, ForeignKey("person.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("check_on", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    #: better, same, worse, not_done; empty until its owner says.
    Column("outcome", String(16), nullable=False),
    Column("outcome_at", UtcDateTime),
    #: What became of the rep: confirmed, left ...; empty while she is new.
    Column("ended", String(16), nullable=False),
    Column("ended_at", UtcDateTime),
    Index("ix_intervention_person_id", "person_id"),
    Index("ix_intervention_check_on", "check_on"),
)
