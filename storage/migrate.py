"""Bring a database to the schema of this release, forward only."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from rules.errors import Conflict


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@cache
def head() -> str:
    """Give the revision of this release's schema."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


async def upgrade(engine: AsyncEngine) -> None:
    """Apply what is missing; raise `Conflict` on a schema that a newer release made."""
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise Conflict("error.schema_is_newer", revision=current)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
