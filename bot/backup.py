"""Backups of a site: its database, its key and its own files in one archive, made and put back."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot.home import BACKUPS, DEMO_MARK, backing_up, holding
from config.settings import Settings
from rules.errors import Conflict, FootholdError, Invalid, NotFound
from storage import archive, postgres_dump, sqlite_file
from storage.archive import Manifest
from storage.migrate import BeforeUpgrade, is_known

#: What the site owns beside its database.
_OWN = ("site.key", "foothold.toml", "calendar.toml", DEMO_MARK)
_FOLDER = "policies"
_SQLITE, _POSTGRESQL = "foothold.db", "foothold.dump"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of a restore."""

    manifest: Manifest
    #: Where the database that was there before is kept; None where there was none.
    kept: Path | None
    #: The site's own files that were left as they are, though the backup's differ.
    left_alone: tuple[str, ...]


def before_upgrade(settings: Settings) -> BeforeUpgrade | None:
    """Give what makes a backup before a migration, None where the operator does without."""
    if not settings.backup.before_upgrade:
        return None

    async def back_up_first(revision: str) -> None:
        del revision
        try:
            await back_up(settings)
        except FootholdError as error:
            raise Conflict("upkeep.no_backup_no_upgrade", reason=error) from error

    return back_up_first


async def back_up(settings: Settings, *, is_pruned: bool = True) -> Path:
    """Write a backup while the site runs and give its path; the oldest beyond `keep` go.

    Raises a `FootholdError` where there is nothing to back up, or the database is damaged: then
    the good backups are kept.
    """
    with backing_up(settings.home) as folder, _workshop(folder / ".work") as workshop:
        database, revision = await _database(settings, workshop)
        made_at = datetime.now(UTC)
        manifest = Manifest(
            made_at=made_at.isoformat(timespec="seconds"),
            release=version("foothold-bot"),
            revision=revision,
            database="sqlite" if settings.is_sqlite else "postgresql",
            files={},
        )
        target = folder / f"{_name(made_at, revision)}.tar"
        files = {database.name: database, **_own_files(settings.home)}
        with _room_needed(folder):
            await asyncio.to_thread(archive.pack, workshop / target.name, manifest, files)
            (workshop / target.name).replace(target)
            archive.sync_folder(folder)
        if is_pruned:
            for old in sorted(folder.glob("*Z-*.tar"))[: -settings.backup.keep]:
                old.unlink()
    return target


async def restore(settings: Settings, file: Path) -> Restored:
    """Put a backup back, after looking it over and keeping what is there now.

    Raises a `FootholdError`, and changes nothing, where the backup is no good, was made by a newer
    release, or a Foothold runs on this home.
    """
    with holding(settings.home, alone=True), _workshop(settings.home / ".restore") as workshop:
        manifest = await _looked_over(settings, file, workshop)
        if not settings.is_sqlite:
            await postgres_dump.refuse_others(settings.database)
        kept, is_damaged = await _keep_present(settings)
        left_alone = _put_files(settings.home, workshop, manifest)
        if settings.is_sqlite:
            put = sqlite_file.put_in_place_of_damaged if is_damaged else sqlite_file.put_back
            await asyncio.to_thread(put, workshop / _SQLITE, settings.home / _SQLITE)
        else:
            source = workshop / _POSTGRESQL
            await postgres_dump.load(settings.database, source, workshop=workshop)
    return Restored(manifest=manifest, kept=kept, left_alone=left_alone)


async def _database(settings: Settings, workshop: Path) -> tuple[Path, str]:
    """Copy the database into the workshop; give the copy, looked over, and its revision."""
    if not settings.is_sqlite:
        revision = await postgres_dump.revision(settings.database)
        if revision is None:
            raise NotFound("upkeep.no_database", place="PostgreSQL")
        copy = workshop / _POSTGRESQL
        await postgres_dump.dump(settings.database, copy)
        return copy, revision
    live, copy = settings.home / _SQLITE, workshop / _SQLITE
    if not live.exists():
        raise NotFound("upkeep.no_database", place=settings.home)
    with _room_needed(workshop):
        await asyncio.to_thread(sqlite_file.copy, live, copy)
    return copy, await asyncio.to_thread(sqlite_file.look_over, copy)


async def _looked_over(settings: Settings, file: Path, workshop: Path) -> Manifest:
    with _room_needed(workshop):
        manifest = await asyncio.to_thread(archive.unpack, file, workshop)
    database = _SQLITE if settings.is_sqlite else _POSTGRESQL
    if database not in manifest.files:
        raise Invalid(file.name, f"holds a database of {manifest.database}; this site's is another")
    if not is_known(manifest.revision):
        raise Conflict("error.schema_is_newer", revision=manifest.revision)
    if not settings.is_sqlite:
        await postgres_dump.look_over(settings.database, workshop / database)
    elif await asyncio.to_thread(sqlite_file.look_over, workshop / database) != manifest.revision:
        raise Invalid(file.name, "holds another schema than its manifest says")
    return manifest


async def _keep_present(settings: Settings) -> tuple[Path | None, bool]:
    """Back up what is there now; a damaged SQLite database is kept as its bare files.

    Gives where it is kept, and whether it is damaged.
    """
    try:
        return await back_up(settings, is_pruned=False), False
    except NotFound as error:
        if error.message_id == "upkeep.no_database":
            return None, False
        raise
    except Invalid:
        return await asyncio.to_thread(_set_aside, settings.home), True


def _set_aside(home: Path) -> Path:
    kept = home / BACKUPS / _name(datetime.now(UTC), "damaged")
    kept.mkdir(mode=0o700)
    for path in home.glob(f"{_SQLITE}*"):
        shutil.copy2(path, kept / path.name)
    return kept


def _put_files(home: Path, workshop: Path, manifest: Manifest) -> tuple[str, ...]:
    """Put back the key and what is missing; settings and policies that are there now stay."""
    left_alone = []
    for name in manifest.files:
        target = home / name
        if name in {_SQLITE, _POSTGRESQL}:
            continue
        if name != "site.key" and target.exists():
            if archive.digest(target) != manifest.files[name]:
                left_alone.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        (workshop / name).replace(target)
        archive.sync_folder(target.parent)
    if DEMO_MARK not in manifest.files:
        (home / DEMO_MARK).unlink(missing_ok=True)  # a real company is not open to everybody
    return tuple(left_alone)


def _own_files(home: Path) -> Mapping[str, Path]:
    policies = sorted(path for path in (home / _FOLDER).rglob("*") if path.is_file())
    present = [path for path in (home / name for name in _OWN) if path.is_file()]
    return {path.relative_to(home).as_posix(): path for path in (*present, *policies)}


def _name(moment: datetime, what: str) -> str:
    """Name what is made in a moment; names sort as they were made, two of one second too."""
    return f"{moment:%Y%m%dT%H%M%S.%fZ}-{what}"


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """Give an empty folder for half-done work; what a kill leaves in it the next one clears."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _room_needed(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise FootholdError("upkeep.not_written", folder=folder, reason=error) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise FootholdError("upkeep.not_written", folder=folder, reason=reason) from error
