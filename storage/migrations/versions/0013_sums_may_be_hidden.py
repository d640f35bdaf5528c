"""A person may hide her sums, and answers that hid one are kept until she taps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column("preference", sa.Column("hides_sums", sa.Boolean(), nullable=True))
    op.create_table(
        "hidden_sum",
        sa.Column("ref", sa.String(32), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hidden_sum_person_id_person")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_hidden_sum")),
    )
    op.create_index("ix_hidden_sum_at", "hidden_sum", ["at"], unique=False)
    op.create_index("ix_hidden_sum_person_id", "hidden_sum", ["person_id"], unique=False)
