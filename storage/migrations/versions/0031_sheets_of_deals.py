"""What a sheet of deals did, so that it may go back for an hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "deal_import",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.String(64), nullable=False),
        sa.Column("undone_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("run", "source", "number", name=op.f("pk_deal_import")),
    )
    op.create_index("ix_deal_import_at", "deal_import", ["at"])
