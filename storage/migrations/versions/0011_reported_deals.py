"""Deals reported in chat are kept, and deals are found by their day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, Minor, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "reported_deal",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("customer", sa.String(200), nullable=False),
        sa.Column("amount_minor", Minor(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("product", sa.String(200), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("deal_id", Id, nullable=True),
        sa.Column("open_case", sa.String(16), nullable=False),
        sa.Column("other_deal_id", Id, nullable=True),
        sa.Column("other_report_id", Id, nullable=True),
        sa.Column("cleared", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_posted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reported_deal_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_reported_deal_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_deal")),
        sa.UniqueConstraint("key", name=op.f("uq_reported_deal_key")),
    )
    op.create_index(
        "ix_reported_deal_state_sold_on", "reported_deal", ["state", "sold_on"], unique=False
    )
    op.create_index("ix_reported_deal_person_id", "reported_deal", ["person_id"], unique=False)
    op.create_index("ix_deal_closed_at", "deal", ["closed_at"], unique=False)
