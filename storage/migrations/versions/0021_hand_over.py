"""What HR orders in chat is kept, plans are signed, somebody takes over from who leaves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column("person", sa.Column("post", sa.String(200), nullable=True))
    op.create_table(
        "hr_order",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hr_order_by_id_person")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hr_order_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hr_order")),
        sa.UniqueConstraint("key", name=op.f("uq_hr_order_key")),
    )
    op.create_index("ix_hr_order_by_id", "hr_order", ["by_id"])
    op.create_index("ix_hr_order_person_id", "hr_order", ["person_id"])
    op.create_index("ix_hr_order_at", "hr_order", ["at"])
    op.create_table(
        "plan_signature",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("plan_name", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_plan_signature_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_plan_signature_by_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "starts_on", name=op.f("pk_plan_signature")),
    )
    op.create_table(
        "takeover",
        sa.Column("leaver_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("ref", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("to_id", Id, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leaver_id"], ["person.id"], name=op.f("fk_takeover_leaver_id_person")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_takeover_to_id_person")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_takeover_by_id_person")),
        sa.PrimaryKeyConstraint("leaver_id", "kind", "ref", name=op.f("pk_takeover")),
    )
    op.create_index("ix_takeover_to_id", "takeover", ["to_id"])
