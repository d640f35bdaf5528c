"""The table of activities: what reps did with customers, as it was reported."""

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
)

from storage.tables import metadata
from storage.types import Id, UtcDateTime

activity = Table(
    "activity",
    metadata,
    Column("source", String(64), nullable=False),
    Column("key", String(300), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("customer", String(200), nullable=False),
    Column("count", Integer, nullable=False),
    Column("minutes", Integer),
    Column("is_automatic", Boolean, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    #: The stamp of the word it is from; a newer one replaces it.
    Column("stamp", Text, nullable=False),
    PrimaryKeyConstraint("source", "key"),
    Index("ix_activity_person_id_day", "person_id", "day"),
    # Of everybody on some days: whose activity is reported, and what is past its time.
    Index("ix_activity_day", "day"),
)
