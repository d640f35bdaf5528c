"""Competency profiles by version, what was decided about candidates, and who was hired of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "competency_profile",
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_whom", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_profile")),
        sa.UniqueConstraint("version", name=op.f("uq_competency_profile_version")),
    )
    op.create_table(
        "candidate_decision",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("candidate_id", Id, nullable=False),
        sa.Column("choice", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("profile_version", sa.String(64), nullable=False),
        sa.Column("pool", sa.String(32), nullable=False),
        sa.Column("score", sa.String(16), nullable=False),
        sa.Column("weight_scored", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_candidate_decision_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_decision")),
        sa.UniqueConstraint("key", name=op.f("uq_candidate_decision_key")),
    )
    op.create_index(
        "ix_candidate_decision_candidate_id", "candidate_decision", ["candidate_id"], unique=False
    )
    op.create_table(
        "candidate_hire",
        sa.Column("candidate_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("pool", sa.String(32), nullable=False),
        sa.Column("score", sa.String(16), nullable=False),
        sa.Column("profile_version", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_candidate_hire_person_id_person")
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_hire")),
        sa.UniqueConstraint("person_id", name=op.f("uq_candidate_hire_person_id")),
    )
