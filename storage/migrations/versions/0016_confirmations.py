"""Who is confirmed since when, what a decision relied on, by which day a proposal was judged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column("person", sa.Column("confirmed_on", sa.Date()))
    op.add_column("probation_fact", sa.Column("results", sa.Text()))
    op.add_column("target_step", sa.Column("judged_on", sa.Date()))
    # What was decided in chat before a person had this standing.
    op.execute(
        "UPDATE person SET confirmed_on = ("
        "SELECT min(on_day) FROM probation_fact WHERE person_id = person.id"
        " AND kind = 'outcome' AND detail = 'confirmed')"
    )
