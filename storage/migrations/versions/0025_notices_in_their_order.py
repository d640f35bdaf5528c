"""What waits is read in the order in which it is claimed, so that a backlog is not sorted anew."""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_index("ix_notice_state_priority_id", "notice", ["state", "priority", "id"])
    op.drop_index("ix_notice_state_retry_at", "notice")
