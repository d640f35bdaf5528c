"""A team has a group, a deal is told there once; a report has a photo and a manager's word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "team_group",
        sa.Column("manager_id", Id, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("bound_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["person.id"], name=op.f("fk_team_group_manager_id_person")
        ),
        sa.PrimaryKeyConstraint("manager_id", "channel", name=op.f("pk_team_group")),
    )
    op.create_table(
        "good_news",
        sa.Column("deal_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_good_news_deal_id_deal")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_good_news_person_id_person")
        ),
        sa.PrimaryKeyConstraint("deal_id", name=op.f("pk_good_news")),
    )
    op.add_column("reported_deal", sa.Column("photo", sa.String(500), nullable=True))
    op.add_column("reported_deal", sa.Column("word", sa.String(8), nullable=True))
    op.add_column("reported_deal", sa.Column("word_by", Id, nullable=True))
