"""The tables of 喜报: which group is a team's, and which deals were told."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, String, Table

from storage.tables import metadata
from storage.types import Id, UtcDateTime

#: A group in which a manager said that it is her team's, one on each platform.
team_group = Table(
    "team_group",
    metadata,
    Column("manager_id", Id, ForeignKey("person.id"), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("address", String(200), nullable=False),
    Column("bound_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("manager_id", "channel"),
)

#: A deal that was told to a team, once for ever.
good_news = Table(
    "good_news",
    metadata,
    Column("deal_id", Id, ForeignKey("deal.id"), primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
