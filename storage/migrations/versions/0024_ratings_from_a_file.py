"""A rating says which system told it; one without is the rep's own answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column("mentor_rating", sa.Column("source", sa.String(64), nullable=True))
