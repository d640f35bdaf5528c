"""Tables of probation; facts are added, none is ever changed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String, Table, Text

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: The engagement as the roster told it last.
probation_contract = Table(
    "probation_contract",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("starts_on", Date, nullable=False),
    #: None is open-ended.
    Column("ends_on", Date),
    Column("had_probation", Boolean, nullable=False),
)

#: Criteria told, acknowledged, signed; pauses; reminders; what waits for a day or a signature;
#: the outcome.
probation_fact = Table(
    "probation_fact",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("until", Date),
    Column("at", UtcDateTime, nullable=False),
    Column("by_id", Id, ForeignKey("person.id")),
    Column("detail", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("signature", String(200), nullable=False),
    Column("second_signature", String(200), nullable=False),
    #: Of a decision: [month, bar, valid deals] of each month that it relied on, as JSON.
    Column("results", Text),
    Index("ix_probation_fact_person_id_id", "person_id", "id"),
)
