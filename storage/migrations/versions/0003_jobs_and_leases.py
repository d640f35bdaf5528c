"""Runs of jobs, their shards and failures, leases, and what reconciliation found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("fencing", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("slot", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_scheduled", sa.Boolean(), nullable=False),
        sa.Column("shards", sa.Integer(), nullable=True),
        *_lease_columns(),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        *_outcome_columns(),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_job_run")),
    )
    op.create_index("ix_job_run_state", "job_run", ["state"])
    op.create_table(
        "job_shard",
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("slot", UtcDateTime(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("lo", Id, nullable=False),
        sa.Column("hi", Id, nullable=False),
        sa.Column("cursor", Id, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        *_lease_columns(),
        *_outcome_columns(),
        sa.PrimaryKeyConstraint("job", "slot", "shard", name=op.f("pk_job_shard")),
    )
    op.create_index("ix_job_shard_state", "job_shard", ["state"])
    op.create_table(
        "job_failure",
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("slot", UtcDateTime(), nullable=False),
        sa.Column("subject", Id, nullable=False),
        sa.Column("error", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", "subject", name=op.f("pk_job_failure")),
    )
    op.create_table(
        "finding",
        sa.Column("slot", UtcDateTime(), nullable=False),
        sa.Column("lo", Id, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slot", "lo", "kind", name=op.f("pk_finding")),
    )
    has_facts = sa.text("facts <> ''")
    op.create_index(
        "ix_notice_created_at",
        "notice",
        ["created_at"],
        sqlite_where=has_facts,
        postgresql_where=has_facts,
    )


def _lease_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("lease_owner", sa.String(length=100), nullable=True),
        sa.Column("lease_token", sa.String(length=64), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
    ]


def _outcome_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
    ]
