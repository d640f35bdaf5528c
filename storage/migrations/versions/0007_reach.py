"""Addresses that nothing reaches, accounts of who left, and since when a notice may be there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column("identity", sa.Column("dead_at", UtcDateTime()))
    op.add_column("identity", sa.Column("dead_reason", sa.String(100)))
    op.add_column("notice", sa.Column("maybe_since", UtcDateTime()))
    op.create_table(
        "identity_past",
        sa.Column("id", Id, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_identity_past_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_past")),
    )
    op.create_index("ix_identity_past_person_id", "identity_past", ["person_id"])
    # Earlier releases let those who left keep their accounts.
    op.execute(
        "INSERT INTO identity_past (channel, address, person_id, linked_at, closed_at, why) "
        "SELECT channel, address, person_id, linked_at, CURRENT_TIMESTAMP, 'left' FROM identity "
        "WHERE person_id IN (SELECT id FROM person WHERE left_on IS NOT NULL)"
    )
    op.execute(
        "DELETE FROM identity WHERE person_id IN (SELECT id FROM person WHERE left_on IS NOT NULL)"
    )
