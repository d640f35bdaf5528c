"""The table of files that people sent; in SQL, so that a backup holds them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: A file, once for each act and place that it came in.
attachment = Table(
    "attachment",
    metadata,
    Column("id", Id, primary_key=True),
    #: A hash of the platform's own id of it: a redelivery has the same.
    Column("key", String(64), nullable=False, unique=True),
    Column("owner_id", Id, ForeignKey("person.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    #: The record that holds it; empty for one that will be deleted.
    Column("used_for", String(64), nullable=False),
    Index("ix_attachment_owner_id", "owner_id"),
    Index("ix_attachment_used_for_at", "used_for", "at"),
)
