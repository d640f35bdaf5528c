"""Tests, courses of persons and the days on which they were reminded are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "assessment",
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("ext_id", sa.String(200), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("domain", sa.String(64), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("out_of", sa.String(40), nullable=False),
        sa.Column("strength", sa.String(16)),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assessment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("source", "ext_id", name=op.f("pk_assessment")),
    )
    op.create_index("ix_assessment_person_id", "assessment", ["person_id"])
    op.create_table(
        "enrolment",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("course_id", sa.String(64), nullable=False),
        sa.Column("why", sa.String(16)),
        sa.Column("score", sa.String(16)),
        sa.Column("pass_mark", sa.String(16)),
        sa.Column("assigned_on", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("completed_at", UtcDateTime()),
        sa.Column("completed_by", sa.String(32)),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "course_id", name=op.f("pk_enrolment")),
    )
    op.create_index("ix_enrolment_is_open_due_on", "enrolment", ["is_open", "due_on"])
    op.create_table(
        "course_reminder",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("course_id", sa.String(64), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_course_reminder_person_id_person")
        ),
        sa.PrimaryKeyConstraint(
            "person_id", "course_id", "told_on", name=op.f("pk_course_reminder")
        ),
    )
