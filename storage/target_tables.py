"""Tables of elastic targets; rows are added, none is ever changed."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables import metadata
from storage.types import Id, Minor, UtcDateTime

#: A month's base, or a proposed change of it, with the figures it was decided by.
target_step = Table(
    "target_step",
    metadata,
    Column("id", Id, primary_key=True),
    #: What it is: "base:7:2026-11", "skill:7:2026-11". The same is made once.
    Column("key", String(200), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("month", String(16), nullable=False),
    Column("cause", String(16), nullable=False),
    Column("pass_bar", Integer, nullable=False),
    Column("stretch", Integer),
    Column("before_pass_bar", Integer, nullable=False),
    Column("before_stretch", Integer),
    Column("after_pass_bar", Integer, nullable=False),
    Column("after_stretch", Integer),
    #: Decimals as text, exact on both databases; a base has none.
    Column("growth", String(16), nullable=False),
    Column("growth_before", String(40)),
    Column("growth_after", String(40)),
    Column("growth_percent", String(40)),
    Column("more_than", String(40), nullable=False),
    Column("window_days", Integer, nullable=False),
    Column("deals_before", Integer, nullable=False),
    Column("has_conflict", Boolean, nullable=False),
    Column("reward_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("policy_version", String(64), nullable=False),
    Column("strict_seed", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    #: Of a proposal: the day by whose figures it was judged; an earlier one after an outage.
    Column("judged_on", Date),
    Index("ix_target_step_person_id_month", "person_id", "month"),
)

#: Who said what to it.
target_word = Table(
    "target_word",
    metadata,
    Column("id", Id, primary_key=True),
    Column("step_id", Id, ForeignKey("target_step.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("person_id", Id, ForeignKey("person.id")),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("signature", String(200), nullable=False),
    Column("consent", String(16), nullable=False),
    UniqueConstraint("step_id", "kind"),
)
