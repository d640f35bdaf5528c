"""The table of dated posts."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, PrimaryKeyConstraint, String, Table, Text

from storage.tables import metadata
from storage.types import Id

#: From a day on a person has this post, until her next row; "" is none.
person_post = Table(
    "person_post",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("post", String(200), nullable=False),
    #: [version, time, event id] of the newest word on this row, as JSON.
    Column("stamp", Text, nullable=False),
    PrimaryKeyConstraint("person_id", "starts_on"),
)
