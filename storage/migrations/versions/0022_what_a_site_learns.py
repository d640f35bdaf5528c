"""Bands by night, a model's watch, arms by chance, thresholds by version, how somebody left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "risk_band",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("model_id", Id, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("band", sa.String(16), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(200), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_risk_band_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["risk_model.id"], name=op.f("fk_risk_band_model_id_risk_model")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_band")),
        sa.UniqueConstraint("person_id", "night", name=op.f("uq_risk_band_person_id_night")),
    )
    op.create_table(
        "risk_model_watch",
        sa.Column("id", Id, nullable=False),
        sa.Column("model_id", Id, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["risk_model.id"], name=op.f("fk_risk_model_watch_model_id_risk_model")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_model_watch")),
        sa.UniqueConstraint("model_id", "week", name=op.f("uq_risk_model_watch_model_id_week")),
    )
    op.create_table(
        "hold_back",
        sa.Column("person_id", Id, nullable=False, autoincrement=False),
        sa.Column("arm", sa.String(8), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hold_back_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_hold_back")),
    )
    op.create_index("ix_hold_back_until", "hold_back", ["until"], unique=False)
    op.create_table(
        "threshold_proposal",
        sa.Column("id", Id, nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("present", sa.String(16), nullable=False),
        sa.Column("proposed", sa.String(16), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_threshold_proposal_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold_proposal")),
        sa.UniqueConstraint(
            "rule",
            "present",
            "proposed",
            name=op.f("uq_threshold_proposal_rule_present_proposed"),
        ),
    )
    op.create_table(
        "threshold_version",
        sa.Column("id", Id, nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("value", sa.String(16), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("proposal_id", Id, nullable=True),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["threshold_proposal.id"],
            name=op.f("fk_threshold_version_proposal_id_threshold_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_threshold_version_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold_version")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_threshold_version_proposal_id")),
    )
    op.create_index("ix_threshold_version_rule", "threshold_version", ["rule"], unique=False)
    op.create_table(
        "departure",
        sa.Column("person_id", Id, nullable=False, autoincrement=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_departure_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_departure")),
    )
