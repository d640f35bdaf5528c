"""Candidates, their scores, resumes and interviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "candidate",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("post", sa.String(200), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("email_sha", sa.String(64), nullable=True),
        sa.Column("phone_sha", sa.String(64), nullable=True),
        sa.Column("looks_like_id", Id, nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
    )
    for column in ("name", "email_sha", "phone_sha", "settled_on"):
        op.create_index(f"ix_candidate_{column}", "candidate", [column], unique=False)
    op.create_table(
        "candidate_ref",
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("ref", sa.String(200), nullable=False),
        sa.Column("candidate_id", Id, nullable=False),
        _candidate("candidate_ref"),
        sa.PrimaryKeyConstraint("source", "ref", name=op.f("pk_candidate_ref")),
    )
    op.create_index(
        "ix_candidate_ref_candidate_id", "candidate_ref", ["candidate_id"], unique=False
    )
    op.create_table(
        "candidate_score",
        sa.Column("candidate_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("trait", sa.String(64), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("score", sa.String(40), nullable=False),
        sa.Column("low", sa.String(40), nullable=False),
        sa.Column("high", sa.String(40), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        _candidate("candidate_score"),
        sa.PrimaryKeyConstraint(
            "candidate_id",
            "kind",
            "trait",
            "taken_on",
            "source",
            name=op.f("pk_candidate_score"),
        ),
    )
    op.create_table(
        "candidate_resume",
        sa.Column("id", Id, nullable=False),
        sa.Column("candidate_id", Id, nullable=False),
        sa.Column("sha", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("resume", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pages_read", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("taken_by", Id, nullable=True),
        _candidate("candidate_resume"),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["person.id"], name=op.f("fk_candidate_resume_taken_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_resume")),
        sa.UniqueConstraint(
            "candidate_id", "sha", name=op.f("uq_candidate_resume_candidate_id_sha")
        ),
    )
    _interviews()


def _interviews() -> None:
    op.create_table(
        "interview",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("candidate_id", Id, nullable=False),
        sa.Column("interviewer_id", Id, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        _candidate("interview"),
        sa.ForeignKeyConstraint(
            ["interviewer_id"], ["person.id"], name=op.f("fk_interview_interviewer_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("key", name=op.f("uq_interview_key")),
    )
    op.create_index("ix_interview_candidate_id", "interview", ["candidate_id"], unique=False)
    op.create_index("ix_interview_interviewer_id", "interview", ["interviewer_id"], unique=False)
    op.create_index("ix_interview_state_ends_at", "interview", ["state", "ends_at"], unique=False)


def _candidate(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_candidate_id_candidate")
    return sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=name)
