"""Weeks of reps as they were known, fitted risk models, and which of them speaks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "rep_snapshot",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("event_time", UtcDateTime(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rep_snapshot_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "week", "known_at", name=op.f("pk_rep_snapshot")),
    )
    op.create_index("ix_rep_snapshot_week", "rep_snapshot", ["week"], unique=False)
    op.create_table(
        "risk_model",
        sa.Column("id", Id, nullable=False),
        sa.Column("fitted_at", UtcDateTime(), nullable=False),
        sa.Column("seen_until", sa.Date(), nullable=False),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("leavers", sa.Integer(), nullable=False),
        sa.Column("schema_hash", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("evaluation", sa.Text(), nullable=False),
        sa.Column("is_admitted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_model")),
    )
    op.create_table(
        "risk_model_choice",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("model_id", Id, nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("by_whom", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["risk_model.id"], name=op.f("fk_risk_model_choice_model_id_risk_model")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_model_choice")),
    )
