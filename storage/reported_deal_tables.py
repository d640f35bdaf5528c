"""The table of deals reported in chat."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from storage.tables import metadata
from storage.types import Id, Minor, UtcDateTime

#: A deal that its rep has told of in chat, and what became of it.
reported_deal = Table(
    "reported_deal",
    metadata,
    Column("id", Id, primary_key=True),
    #: The act that it came by.
    Column("key", String(200), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("customer", String(200), nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("product", String(200), nullable=False),
    Column("sold_on", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", Id, ForeignKey("person.id")),
    Column("reason", Text, nullable=False),
    #: Of `deal`; without a foreign key, as it may be written in the same statement.
    Column("deal_id", Id),
    Column("open_case", String(16), nullable=False),
    Column("other_deal_id", Id),
    Column("other_report_id", Id),
    #: Ids of deals that it is not, by commas.
    Column("cleared", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("is_posted", Boolean, nullable=False),
    Column("photo", String(500)),
    #: What one of two managers has said of a case, and which of them.
    Column("word", String(8)),
    Column("word_by", Id),
    Index("ix_reported_deal_state_sold_on", "state", "sold_on"),
    Index("ix_reported_deal_person_id", "person_id"),
)
