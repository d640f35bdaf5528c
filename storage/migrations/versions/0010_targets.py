"""Elastic targets, what was said to them, weekly skill scores; probations and their facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, Minor, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "target_step",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("month", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("pass_bar", sa.Integer(), nullable=False),
        sa.Column("stretch", sa.Integer(), nullable=True),
        sa.Column("before_pass_bar", sa.Integer(), nullable=False),
        sa.Column("before_stretch", sa.Integer(), nullable=True),
        sa.Column("after_pass_bar", sa.Integer(), nullable=False),
        sa.Column("after_stretch", sa.Integer(), nullable=True),
        sa.Column("growth", sa.String(16), nullable=False),
        sa.Column("growth_before", sa.String(40), nullable=True),
        sa.Column("growth_after", sa.String(40), nullable=True),
        sa.Column("growth_percent", sa.String(40), nullable=True),
        sa.Column("more_than", sa.String(40), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("deals_before", sa.Integer(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("reward_minor", Minor(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("policy_version", sa.String(64), nullable=False),
        sa.Column("strict_seed", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_target_step_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_step")),
        sa.UniqueConstraint("key", name=op.f("uq_target_step_key")),
    )
    op.create_index("ix_target_step_person_id_month", "target_step", ["person_id", "month"])
    op.create_table(
        "target_word",
        sa.Column("id", Id, nullable=False),
        sa.Column("step_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(200), nullable=False),
        sa.Column("consent", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_target_word_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["target_step.id"], name=op.f("fk_target_word_step_id_target_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_word")),
        sa.UniqueConstraint("step_id", "kind", name=op.f("uq_target_word_step_id_kind")),
    )
    op.create_table(
        "skill_score",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("product", sa.String(40), nullable=False),
        sa.Column("communication", sa.String(40), nullable=False),
        sa.Column("scale", sa.String(40), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_skill_score_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "week", name=op.f("pk_skill_score")),
    )
    op.create_table(
        "probation_contract",
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("had_probation", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_probation_contract_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_probation_contract")),
    )
    op.create_table(
        "probation_fact",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("detail", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(200), nullable=False),
        sa.Column("second_signature", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_probation_fact_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_probation_fact_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probation_fact")),
        sa.UniqueConstraint("key", name=op.f("uq_probation_fact_key")),
    )
    op.create_index("ix_probation_fact_person_id_id", "probation_fact", ["person_id", "id"])
