"""A release to come: our migrations and one more, that changes a table with rows in it.

`python -m tests.storage.later_release URL SCRIPTS` upgrades a database to it and prints "backup"
where it would make one.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from storage import migrate
from storage.database import writer_engine

REVISION = "9001"
_CHANGE = """
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{down}"


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("person", recreate="auto") as person:
        person.add_column(sa.Column("nick", sa.String(64), nullable=True))
        person.alter_column("name", type_=sa.String(300), existing_type=sa.String(200))
    op.execute("UPDATE person SET nick = name")
"""


def later_release(folder: Path) -> Path:
    """Lay the migrations of a later release out in a folder and give it."""
    scripts = folder / "migrations"
    shutil.copytree(migrate.MIGRATIONS, scripts)  # with what Python has compiled of them
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    head = ScriptDirectory.from_config(config).get_current_head()
    (scripts / "versions" / "9001_later.py").write_text(_CHANGE.format(down=head))
    return scripts


async def _upgrade(url: str, scripts: Path) -> None:
    async def before(revision: str) -> None:
        del revision
        sys.stdout.write("backup\n")

    engine = writer_engine(url)
    await migrate.upgrade(engine, before=before, scripts=scripts)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_upgrade(sys.argv[1], Path(sys.argv[2])))
