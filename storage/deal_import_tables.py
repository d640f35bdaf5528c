"""The table of sheets of deals that came by command: what each did, while it may go back."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from storage.tables import metadata
from storage.types import UtcDateTime

#: A deal that a sheet brought or changed; `run` counts the sheets.
deal_import = Table(
    "deal_import",
    metadata,
    Column("run", Integer, nullable=False),
    Column("source", String(64), nullable=False),
    Column("number", String(200), nullable=False),
    #: When its sheet was taken in: the same for all of a run.
    Column("at", UtcDateTime, nullable=False),
    #: The ids of its events, as JSON.
    Column("events", Text, nullable=False),
    #: The deal as it was before, as JSON; empty where there was none.
    Column("before", Text, nullable=False),
    #: A digest of the deal as the sheet left it; empty while its rows wait for somebody.
    Column("after", String(64), nullable=False),
    Column("undone_at", UtcDateTime),
    PrimaryKeyConstraint("run", "source", "number"),
    Index("ix_deal_import_at", "at"),
)
