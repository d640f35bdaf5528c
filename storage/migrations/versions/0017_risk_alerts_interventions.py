"""Risk is assessed each night, alerts are open once per rep, and interventions are followed up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Id, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; there is no way back but a backup."""
    _assessments()
    _alerts()
    _interventions()


def _assessments() -> None:
    op.create_table(
        "risk_assessment",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("kinds", sa.String(64), nullable=False),
        sa.Column("kinds_before", sa.String(64), nullable=False),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.String(64), nullable=False),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("known_at", UtcDateTime(), nullable=False),
        _person("risk_assessment", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessment")),
        sa.UniqueConstraint("person_id", "night", name=op.f("uq_risk_assessment_person_id_night")),
    )
    op.create_table(
        "risk_objection",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("objects", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _person("risk_objection", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_objection")),
        sa.UniqueConstraint("key", name=op.f("uq_risk_objection_key")),
    )
    op.create_index("ix_risk_objection_person_id", "risk_objection", ["person_id"], unique=False)


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("owner_id", Id, nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("news", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("news_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_why", sa.String(16), nullable=False),
        sa.Column("assessment_id", Id, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        _person("alert", "person_id"),
        _person("alert", "owner_id"),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["risk_assessment.id"],
            name=op.f("fk_alert_assessment_id_risk_assessment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index("ix_alert_person_id", "alert", ["person_id"], unique=False)
    op.create_index(
        "uq_alert_open",
        "alert",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("is_open = 1"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "alert_word",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("news", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("to_id", Id, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        _alert("alert_word"),
        _person("alert_word", "by_id"),
        _person("alert_word", "to_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_word")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_word_key")),
    )
    op.create_index("ix_alert_word_alert_id", "alert_word", ["alert_id"], unique=False)
    op.create_index("ix_alert_word_to_id_at", "alert_word", ["to_id", "at"], unique=False)


def _interventions() -> None:
    op.create_table(
        "intervention",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("alert_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("owner_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("check_on", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("outcome_at", UtcDateTime(), nullable=True),
        sa.Column("ended", sa.String(16), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        _alert("intervention"),
        _person("intervention", "person_id"),
        _person("intervention", "owner_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
        sa.UniqueConstraint("key", name=op.f("uq_intervention_key")),
    )
    op.create_index("ix_intervention_person_id", "intervention", ["person_id"], unique=False)
    op.create_index("ix_intervention_check_on", "intervention", ["check_on"], unique=False)


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["person.id"], name=op.f(f"fk_{table}_{column}_person")
    )


def _alert(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["alert_id"], ["alert.id"], name=op.f(f"fk_{table}_alert_id_alert")
    )
