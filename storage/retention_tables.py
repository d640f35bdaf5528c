"""The tables of the risk model: what was known of reps by week, models, and who chose which."""

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
    text,
)

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: A week of a rep as it was known at a moment. A correction is another row; none is rewritten.
rep_snapshot = Table(
    "rep_snapshot",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    #: The week's Monday.
    Column("week", Date, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    #: The end of the week that the facts are of.
    Column("event_time", UtcDateTime, nullable=False),
    #: Figures by name as JSON; null is not known.
    Column("facts", Text, nullable=False),
    PrimaryKeyConstraint("person_id", "week", "known_at"),
    Index("ix_rep_snapshot_week", "week"),
)

#: A fitted model: plain JSON with its own hash (`rules.retention_model`).
risk_model = Table(
    "risk_model",
    metadata,
    Column("id", Id, primary_key=True),
    Column("fitted_at", UtcDateTime, nullable=False),
    #: The Monday of the newest week that it has seen.
    Column("seen_until", Date, nullable=False),
    Column("horizon", Integer, nullable=False),
    Column("leavers", Integer, nullable=False),
    Column("schema_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
    #: What its evaluation found, as JSON.
    Column("evaluation", Text, nullable=False),
    Column("is_admitted", Boolean, nullable=False),
)

#: Which model speaks from when on: the newest row. None of any model is the rules.
risk_model_choice = Table(
    "risk_model_choice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("model_id", Id, ForeignKey("risk_model.id")),
    #: promoted, prior, recalibrated, pinned, rolled_back or rules.
    Column("kind", String(16), nullable=False),
    Column("by_whom", String(64), nullable=False),
)

#: A newer model in its shadow weeks: it scores beside the one that speaks, and nobody reads it.
risk_trial = Table(
    "risk_trial",
    metadata,
    Column("id", Id, primary_key=True),
    Column("model_id", Id, ForeignKey("risk_model.id"), nullable=False, unique=True),
    #: The Monday of the first week that it may score.
    Column("began_on", Date, nullable=False),
    #: watched, promoted, refused or ended.
    Column("state", String(16), nullable=False),
    #: Why, and the figures, as JSON; of no person.
    Column("verdict", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # One at a time.
    Index(
        "uq_risk_trial_watched",
        "state",
        unique=True,
        sqlite_where=text("state = 'watched'"),
        postgresql_where=text("state = 'watched'"),
    ),
)

#: What a watched model and the speaking one said of a rep's week, as first known; shown to nobody.
risk_shadow = Table(
    "risk_shadow",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    #: The week's Monday.
    Column("week", Date, nullable=False),
    #: The watched one.
    Column("model_id", Id, ForeignKey("risk_model.id"), nullable=False),
    #: Its risk and that of the model that spoke then, per million.
    Column("risk", Integer, nullable=False),
    Column("spoken", Integer, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "week", "model_id"),
)
