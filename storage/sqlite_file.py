"""A whole SQLite database as one file: copied while it is in use, looked over, and put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from rules.errors import Conflict, Invalid
from storage.archive import sync_folder

_WAIT_SECONDS = 30.0
#: Names of problems that are shown; a damaged file may have thousands.
_SHOWN = 3


def copy(source: Path, target: Path) -> None:
    """Copy what is committed now, without holding up whoever writes; `target` must be new.

    Raises `Invalid` where the source can not be read as a database.
    """
    try:
        with closing(_open(source, "ro")) as live, closing(sqlite3.connect(target)) as file:
            live.backup(file)
            file.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    except sqlite3.OperationalError:
        raise  # no room, or no right to write: says nothing about the source
    except sqlite3.DatabaseError as error:
        raise Invalid(source.name, f"is damaged: {error}") from error


def look_over(path: Path) -> str:
    """Give the revision; raise `Invalid` for a file that is damaged or no Foothold database."""
    try:
        with closing(_open(path, "ro")) as connection:
            if problems := damage(connection):
                raise Invalid(path.name, f"is damaged: {problems}")
            return _revision(connection, path)
    except sqlite3.DatabaseError as error:
        raise Invalid(path.name, f"is damaged: {error}") from error


def damage(connection: sqlite3.Connection) -> str:
    """Give what SQLite finds wrong in the file or between its tables; empty is sound."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
    problems = [] if found == ["ok"] else found
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        problems.append(f"{table} row {row} names a {parent} that is not there")
        if len(problems) > _SHOWN:
            break
    return "; ".join(problems[:_SHOWN])


def put_back(source: Path, target: Path) -> None:
    """Make `target` hold what `source` holds, in one transaction: a kill leaves old or new.

    Raises `Conflict` where somebody keeps writing to it.
    """
    with closing(_open(source, "ro")) as good, closing(sqlite3.connect(target)) as file:
        file.execute("PRAGMA synchronous=FULL")
        _wait_for_writers(file, target)
        good.backup(file)
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def put_in_place_of_damaged(source: Path, target: Path) -> None:
    """Exchange the file itself, for a target that SQLite can not write into any more.

    What lies beside the damaged file goes first: it would be taken for the new one's.
    """
    for beside in ("-wal", "-shm", "-journal"):
        target.with_name(f"{target.name}{beside}").unlink(missing_ok=True)
    source.replace(target)
    sync_folder(target.parent)


def _wait_for_writers(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute(f"PRAGMA busy_timeout={int(_WAIT_SECONDS * 1000)}")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise Conflict("upkeep.in_use", place=path) from error


def _revision(connection: sqlite3.Connection, path: Path) -> str:
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not {"alembic_version", "commission_line"} <= names:
        raise Invalid(path.name, "is no database of Foothold")
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise Invalid(path.name, "is no database of Foothold")
    return str(row[0])


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_WAIT_SECONDS
    )
