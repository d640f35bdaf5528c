"""The text of a plan version may lose the number of who was erased: who read it reads it anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column(
        "plan_version", sa.Column("revision", sa.Integer, nullable=False, server_default="0")
    )
