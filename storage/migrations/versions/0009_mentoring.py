"""Pairings, weekly tasks, records, ratings and proposed changes are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["person.id"], name=op.f(f"fk_{table}_{column}_person")
    )


def _pairing(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["pairing_id"], ["pairing.id"], name=op.f(f"fk_{table}_pairing_id_pairing")
    )


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "pairing",
        sa.Column("id", Id, nullable=False),
        sa.Column("mentor_id", Id, nullable=False),
        sa.Column("rep_id", Id, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("is_stand_in", sa.Boolean(), nullable=False),
        _person("pairing", "mentor_id"),
        _person("pairing", "rep_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )
    op.create_index("ix_pairing_mentor_id", "pairing", ["mentor_id"])
    op.create_index("ix_pairing_rep_id", "pairing", ["rep_id"])
    op.create_table(
        "mentor_leave",
        sa.Column("mentor_id", Id, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _person("mentor_leave", "mentor_id"),
        sa.PrimaryKeyConstraint("mentor_id", "starts_on", name=op.f("pk_mentor_leave")),
    )
    _create_tasks_and_records()
    _create_ratings_and_proposals()


def _create_tasks_and_records() -> None:
    op.create_table(
        "mentor_task",
        sa.Column("id", Id, nullable=False),
        sa.Column("pairing_id", Id, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_joint", sa.Boolean(), nullable=False),
        sa.Column("is_optional", sa.Boolean(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("record_id", Id),
        _pairing("mentor_task"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_task")),
        sa.UniqueConstraint(
            "pairing_id", "week", "kind", name=op.f("uq_mentor_task_pairing_id_week_kind")
        ),
    )
    op.create_index("ix_mentor_task_week", "mentor_task", ["week"])
    op.create_table(
        "mentor_record",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("pairing_id", Id),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("report_id", Id),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("saved_at", UtcDateTime()),
        sa.Column("is_confirmed", sa.Boolean()),
        _person("mentor_record", "author_id"),
        _pairing("mentor_record"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_record")),
        sa.UniqueConstraint("key", name=op.f("uq_mentor_record_key")),
    )
    op.create_index("ix_mentor_record_pairing_id", "mentor_record", ["pairing_id"])


def _create_ratings_and_proposals() -> None:
    op.create_table(
        "mentor_rating",
        sa.Column("pairing_id", Id, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("satisfaction", sa.Integer()),
        sa.Column("applied", sa.Integer()),
        sa.Column("at", UtcDateTime(), nullable=False),
        _pairing("mentor_rating"),
        sa.PrimaryKeyConstraint("pairing_id", "week", name=op.f("pk_mentor_rating")),
    )
    op.create_table(
        "mentor_proposal",
        sa.Column("id", Id, nullable=False),
        sa.Column("pairing_id", Id, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", UtcDateTime()),
        _pairing("mentor_proposal"),
        _person("mentor_proposal", "decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_proposal")),
        sa.UniqueConstraint(
            "pairing_id",
            "reason",
            "week",
            name=op.f("uq_mentor_proposal_pairing_id_reason_week"),
        ),
    )
