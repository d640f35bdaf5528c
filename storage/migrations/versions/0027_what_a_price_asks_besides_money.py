"""What a price asks besides money: how many deals, and what gives a margin rate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Minor

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_NEW = {
    "deal_credit": ("units", "beside_minor"),
    "account": ("units",),
    "commission_line": (
        "units_before",
        "units_after",
        "beside_before_minor",
        "beside_after_minor",
    ),
}


def upgrade() -> None:
    """Apply; there is no way back but a backup. No plan of before asks for these: 0 is right."""
    for table, names in _NEW.items():
        for name in names:
            op.add_column(table, sa.Column(name, Minor(), nullable=False, server_default="0"))
