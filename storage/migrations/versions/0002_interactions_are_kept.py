"""An act in a chat is kept until it is answered; a notice knows whom its bytes are for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "interaction",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("ext_id", sa.String(length=200), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("body_sha", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("lease_token", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("channel", "ext_id", name=op.f("pk_interaction")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interaction_person_id_person")
        ),
    )
    op.create_index("ix_interaction_state_due_at", "interaction", ["state", "due_at"])
    op.create_index("ix_interaction_person_id", "interaction", ["person_id"])
    op.add_column("notice", sa.Column("address", sa.String(length=200), nullable=True))
