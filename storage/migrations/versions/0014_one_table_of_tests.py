"""Weekly skill scores are tests like others, failed attempts and activities are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WEEKLY = """
INSERT INTO assessment
    (source, ext_id, person_id, domain, value, out_of, strength, taken_at, week, stamp)
SELECT source, 'week:' || person_id || ':' || week || ':' || '{domain}', person_id, '{domain}',
    {domain}, scale, NULL, {midnight}, week, stamp
FROM skill_score
"""
#: As `UtcDateTime` keeps it.
_MIDNIGHT = {
    "sqlite": "week || ' 00:00:00.000000'",
    "postgresql": "CAST(week AS timestamp) AT TIME ZONE 'UTC'",
}


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column("assessment", sa.Column("week", sa.Date()))
    op.add_column("assessment", sa.Column("stamp", sa.Text()))
    op.add_column("enrolment", sa.Column("failed_on", sa.Date()))
    midnight = _MIDNIGHT[op.get_bind().dialect.name]
    for domain in ("product", "communication"):
        op.execute(_WEEKLY.format(domain=domain, midnight=midnight))
    op.drop_table("skill_score")
    op.create_table(
        "activity",
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("customer", sa.String(200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_activity_person_id_person")
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_person_id_day", "activity", ["person_id", "day"])
