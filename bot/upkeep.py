"""`foothold db`: upgrade, check, backup and restore, as an operator sees them."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from bot.backup import back_up, before_upgrade, restore
from bot.command_store import as_it_is
from bot.opening import now, start_logging
from config.settings import Settings, read_settings
from rules.errors import NotFound
from storage.check import Outcome

console = Console(soft_wrap=True)


async def upgrade_database(*, is_backed_up: bool) -> None:
    """Apply missing migrations; exit with a sentence where a backup is wanted and can not be."""
    settings = start_logging(read_settings(), at_least="warning")
    async with as_it_is(settings) as store:
        await store.upgrade(before=before_upgrade(settings) if is_backed_up else None)
    console.print("database is up to date")


async def check_database(*, as_json: bool) -> None:
    """Print each finding; exit 1 where one failed. Nothing is changed, no schema upgraded."""
    settings = start_logging(read_settings(), at_least="warning")
    if settings.is_sqlite and not (settings.home / "foothold.db").exists():
        raise NotFound("upkeep.no_database", place=settings.home)
    async with as_it_is(settings) as store:
        findings = await store.check()
    is_sound = all(finding.outcome is not Outcome.FAILED for finding in findings)
    if as_json:
        print(json.dumps({"ok": is_sound, "checks": [asdict(one) for one in findings]}))
    else:
        for one in findings:
            console.print(f"{one.check}: {one.outcome} {one.detail}".rstrip(), markup=False)
    if not is_sound:
        sys.exit(1)


async def back_up_site(*, as_json: bool) -> None:
    """Write a backup and say where; it holds pay and keys."""
    settings = start_logging(read_settings(), at_least="warning")
    path = await back_up(settings)
    await _note(settings, "db.backup", path)
    if as_json:
        print(json.dumps({"file": str(path), "bytes": path.stat().st_size}))
        return
    console.print(f"backup written to {path}", markup=False)
    console.print("It holds people's pay and the site's keys: only its owner may read it.")


async def restore_site(file: Path, *, as_json: bool) -> None:
    """Put a backup back and say what became of the rest."""
    settings = start_logging(read_settings(), at_least="warning")
    done = await restore(settings, file)
    await _note(settings, "db.restore", file)
    made = done.manifest
    kept = str(done.kept) if done.kept else None
    if as_json:
        said = {"revision": made.revision, "made_at": made.made_at, "kept": kept}
        print(json.dumps({**said, "left_alone": done.left_alone}))
        return
    console.print(f"restored: schema {made.revision}, made {made.made_at} by {made.release}")
    if kept:
        console.print(f"what was there before is in {kept}", markup=False)
    for name in done.left_alone:
        console.print(f"{name} was left as it is; the backup's differs", markup=False)


async def _note(settings: Settings, action: str, file: Path) -> None:
    """Write down that everybody's pay left the database, or came back into it."""
    async with as_it_is(settings) as store:
        if (await store.schema()).is_current:
            async with store.begin() as uow:
                await uow.audit.add(at=now(), actor="cli", action=action, subject=file.name[:200])
