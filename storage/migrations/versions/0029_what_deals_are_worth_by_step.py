"""An account keeps what its deals are worth at each step that their period may reach."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Minor

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column("account", sa.Column("by_step", sa.Text, nullable=False, server_default="[]"))
    for name in ("all_units_before", "all_units_after", "worth_after_minor"):
        op.add_column("commission_line", sa.Column(name, Minor, nullable=False, server_default="0"))
