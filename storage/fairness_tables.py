"""The audit's own table: groups of reps, apart from everything that a model or a rule reads."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, String, Table

from storage.tables import metadata
from storage.types import Id

#: A rep's group of one attribute, as a file said it. `storage.fairness` alone reads it.
audit_group = Table(
    "audit_group",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("attribute", String(32), nullable=False),
    Column("value", String(64), nullable=False),
    PrimaryKeyConstraint("person_id", "attribute"),
)
