"""Persons belong to branches, and posts are dated: one known so far is of her first day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

#: The word of a post that nobody dated: older than any other.
_FIRST = '[0, "1970-01-01T00:00:00+00:00", ""]'


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    op.add_column("person", sa.Column("branch", sa.String(200), nullable=True))
    op.create_table(
        "person_post",
        sa.Column("person_id", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("post", sa.String(200), nullable=False),
        sa.Column("stamp", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "starts_on"),
    )
    person = sa.table(
        "person",
        sa.column("id", Id),
        sa.column("hired_on", sa.Date),
        sa.column("post", sa.String),
    )
    rows = op.get_bind().execute(
        sa.select(person.c.id, person.c.hired_on, person.c.post).where(person.c.post.is_not(None))
    )
    posts = sa.table(
        "person_post",
        sa.column("person_id", Id),
        sa.column("starts_on", sa.Date),
        sa.column("post", sa.String),
        sa.column("stamp", sa.Text),
    )
    known = [
        {
            "person_id": row.id,
            "starts_on": row.hired_on or sa.func.current_date(),
            "post": row.post,
            "stamp": _FIRST,
        }
        for row in rows
    ]
    for one in known:
        op.execute(sa.insert(posts).values(one))
