"""The tables of what a site learns: bands, a model's watch, arms by chance, thresholds."""

from __future__ import annotations

from sqlalchemy import (
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
from storage.types import Id, UtcDateTime

#: What the speaking model said of a rep; a row where that changed. HR alone reads it.
risk_band = Table(
    "risk_band",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    #: The company's day of the night.
    Column("night", Date, nullable=False),
    Column("model_id", Id, ForeignKey("risk_model.id"), nullable=False),
    #: prior or model.
    Column("stage", String(16), nullable=False),
    Column("band", String(16), nullable=False),
    #: Of those in the band when it was last tried: the share that left and its interval, per mille.
    Column("share", Integer, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    #: Topics that go together with it, by commas, the strongest first.
    Column("reasons", String(200), nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "night"),
)

#: How far the world has moved away from what a model learned, week by week.
risk_model_watch = Table(
    "risk_model_watch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("model_id", Id, ForeignKey("risk_model.id"), nullable=False),
    #: The Monday of the newest week that was looked at.
    Column("week", Date, nullable=False),
    #: none, recalibrate, retrain or rules.
    Column("answer", String(16), nullable=False),
    #: Figures as JSON; of no person.
    Column("body", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("model_id", "week"),
)

#: By chance: whether a rep's first alert is told now or later. One draw per rep, never another.
hold_back = Table(
    "hold_back",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    #: now or later.
    Column("arm", String(8), nullable=False),
    Column("drawn_on", Date, nullable=False),
    #: The day from which it is told to everybody alike.
    Column("until", Date, nullable=False),
    #: Why it was ended before: worse or stopped; empty while it was not.
    Column("ended", String(16), nullable=False),
    Index("ix_hold_back_until", "until"),
)

#: Teams in an order by chance: the day from which a manager is told of her people's alerts.
roll_out_step = Table(
    "roll_out_step",
    metadata,
    #: The manager.
    Column("team_id", Id, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("starts_on", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: Whose team it was at a rep's first alert; that is drawn in `hold_back`.
roll_out_case = Table(
    "roll_out_case",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("team_id", Id, ForeignKey("person.id"), nullable=False),
)

#: A change of a threshold that the figures speak for; HR decides.
threshold_proposal = Table(
    "threshold_proposal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("rule", String(32), nullable=False),
    #: Numbers as they are written.
    Column("present", String(16), nullable=False),
    Column("proposed", String(16), nullable=False),
    #: The back-test as JSON: figures alone.
    Column("evidence", Text, nullable=False),
    #: open, approved or declined.
    Column("state", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("decided_by", Id, ForeignKey("person.id")),
    Column("decided_at", UtcDateTime),
    Column("reason", Text, nullable=False),
    # The same finding is proposed once.
    UniqueConstraint("rule", "present", "proposed"),
)

#: Versions of a threshold, added to and never changed: the newest that has begun counts.
threshold_version = Table(
    "threshold_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("rule", String(32), nullable=False),
    Column("value", String(16), nullable=False),
    #: The first day it counts; never before the day it was decided on.
    Column("starts_on", Date, nullable=False),
    Column("proposal_id", Id, ForeignKey("threshold_proposal.id"), unique=True),
    Column("by_id", Id, ForeignKey("person.id")),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_threshold_version_rule", "rule"),
)

#: Of whom the roster said that she left: resignation, dismissal or other. Its newest word.
departure = Table(
    "departure",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("left_on", Date, nullable=False),
    Column("kind", String(16), nullable=False),
)
