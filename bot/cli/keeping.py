"""The database and the audit log."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from pathlib import Path

from bot.cli.groups import Json, audit, db


@audit.command
async def verify() -> None:
    """Check the chain of audit rows."""
    from bot.commands import verify_audit

    await verify_audit()


@db.command
async def upgrade(*, backup: bool = True) -> None:
    """Bring the database to the schema of this release, after a backup.

    Parameters
    ----------
    backup: --no-backup goes on without one, where you made your own.

    """
    from bot.upkeep import upgrade_database

    await upgrade_database(is_backed_up=backup)


@db.command(name="check")
async def check_database(*, json: Json = False) -> None:
    """Look over schema, file, references, ledger sums and audit chain; exit 1 on a failure."""
    from bot.upkeep import check_database as checked

    await checked(as_json=json)


@db.command
async def backup(*, json: Json = False) -> None:
    """Write database, key and settings to one file in $FOOTHOLD_HOME/backups."""
    from bot.upkeep import back_up_site

    await back_up_site(as_json=json)


@db.command
async def restore(file: Path, *, json: Json = False) -> None:
    """Put a backup back; what is there now is kept as a backup first.

    Parameters
    ----------
    file: a .tar that `foothold db backup` wrote.

    """
    from bot.upkeep import restore_site

    await restore_site(file, as_json=json)
