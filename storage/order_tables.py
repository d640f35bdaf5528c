"""Tables of hand-over: what HR ordered in chat, signed plans, and who took over from a leaver."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table
from sqlalchemy import Text as Words

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: An order as it was written, what became of it, and what an undoing would put back.
hr_order = Table(
    "hr_order",
    metadata,
    Column("id", Id, primary_key=True),
    #: The act that it came by.
    Column("key", String(200), nullable=False, unique=True),
    Column("by_id", Id, ForeignKey("person.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("person_id", Id, ForeignKey("person.id")),
    #: By field, as JSON.
    Column("said", Words, nullable=False),
    Column("before", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Index("ix_hr_order_by_id", "by_id"),
    Index("ix_hr_order_person_id", "person_id"),
    Index("ix_hr_order_at", "at"),
)

#: Where the plan that a person signed is, and which version of it that was.
plan_signature = Table(
    "plan_signature",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("plan_name", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reference", String(200), nullable=False),
    Column("by_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("person_id", "starts_on"),
)

#: Who takes over what from whoever leaves, until when; the newest word on each thing.
takeover = Table(
    "takeover",
    metadata,
    Column("leaver_id", Id, ForeignKey("person.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("title", String(200), nullable=False),
    Column("to_id", Id, ForeignKey("person.id"), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("by_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("leaver_id", "kind", "ref"),
    Index("ix_takeover_to_id", "to_id"),
)
