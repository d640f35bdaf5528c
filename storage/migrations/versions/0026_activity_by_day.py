"""Activities are found by their day alone: whose are reported in a week, and which are old."""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_index("ix_activity_day", "activity", ["day"])
