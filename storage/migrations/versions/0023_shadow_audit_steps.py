"""Models in their shadow weeks, the audit's groups apart from all else, teams told in turn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "risk_trial",
        sa.Column("id", Id, nullable=False),
        sa.Column("model_id", Id, nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["model_id"], ["risk_model.id"], name=op.f("fk_risk_trial_model_id_risk_model")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_trial")),
        sa.UniqueConstraint("model_id", name=op.f("uq_risk_trial_model_id")),
    )
    op.create_index(
        "uq_risk_trial_watched", "risk_trial", ["state"], unique=True,
        sqlite_where=sa.text("state = 'watched'"), postgresql_where=sa.text("state = 'watched'"),
    )  # fmt: skip
    op.create_table(
        "risk_shadow",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("model_id", Id, nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("spoken", sa.Integer(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_risk_shadow_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["risk_model.id"], name=op.f("fk_risk_shadow_model_id_risk_model")
        ),
        sa.PrimaryKeyConstraint("person_id", "week", "model_id", name=op.f("pk_risk_shadow")),
    )
    op.create_table(
        "audit_group",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("attribute", sa.String(32), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_audit_group_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "attribute", name=op.f("pk_audit_group")),
    )
    op.create_table(
        "roll_out_step",
        sa.Column("team_id", Id, nullable=False, autoincrement=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["person.id"], name=op.f("fk_roll_out_step_team_id_person")
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_roll_out_step")),
    )
    op.create_table(
        "roll_out_case",
        sa.Column("person_id", Id, nullable=False, autoincrement=False),
        sa.Column("team_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roll_out_case_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["person.id"], name=op.f("fk_roll_out_case_team_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_roll_out_case")),
    )
