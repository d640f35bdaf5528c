"""Files for offices: the roster, the audit log, a period's ledger."""

# ruff: noqa: PLC0415 - each command imports what it needs

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.cli.groups import export


@export.command
async def people(*, out: Path) -> None:
    """Write everybody who works here as a workbook that `foothold import people` reads.

    Parameters
    ----------
    out: the .xlsx to write.

    """
    from bot.exports import export_people

    await export_people(out)


@export.command
async def audit(*, out: Path, since: date | None = None) -> None:
    """Write the audit log as JSON lines: ids and reasons, never a name or sum.

    Parameters
    ----------
    out: the file to write.
    since: from this day on; all of it if not given.

    """
    from bot.exports import export_audit

    await export_audit(out, since=since)


@export.command
async def commission(*, period: str, out: Path) -> None:
    """Write a period's ledger line by line, to the cent, with each account's states.

    Parameters
    ----------
    period: as plans name it, such as 2026-11.
    out: the .xlsx to write.

    """
    from bot.exports import export_commission

    await export_commission(period, out)
