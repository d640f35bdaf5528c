"""$FOOTHOLD_HOME: the folder that holds everything the site owns, and who may use it now."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from rules.errors import Conflict, FootholdError

log = structlog.get_logger()

LOCK = "foothold.lock"
BACKUPS = "backups"
#: Lies beside the SQLite file of a company that `foothold demo` made up.
DEMO_MARK = "demo"
_OTHERS = 0o077


def open_home(home: Path) -> None:
    """Make the folder where it is missing, for its owner alone; raise where it may not be."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise FootholdError("upkeep.no_home", home=home, reason=error.strerror) from error


def warn_of_guests(home: Path) -> None:
    """Say so where others than its owner may enter; who set it so may have a reason."""
    if mode := home.stat().st_mode & _OTHERS:
        log.warning("home.open_to_others", home=str(home), mode=f"{mode:03o}")


@contextmanager
def holding(home: Path, *, alone: bool) -> Iterator[None]:
    """Hold the folder until the block is left or the process dies, however it dies.

    `alone` refuses everybody else, without it only those who want to be alone: raises `Conflict`.
    """
    open_home(home)
    kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    with _locked(home / LOCK, kind, Conflict("upkeep.home_is_held", home=home)):
        yield


@contextmanager
def backing_up(home: Path) -> Iterator[Path]:
    """Give the folder of backups; one process at a time may write there."""
    open_home(home)
    folder = home / BACKUPS
    folder.mkdir(exist_ok=True, mode=0o700)
    busy = Conflict("upkeep.backup_runs", folder=folder)
    with _locked(folder / ".lock", fcntl.LOCK_EX, busy):
        yield folder


@contextmanager
def _locked(path: Path, kind: int, refusal: Conflict) -> Iterator[None]:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        # Mostly a command that root ran before: what it made is root's.
        raise FootholdError("upkeep.no_home", home=path, reason=error.strerror) from error
    try:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusal from None
        yield
    finally:
        os.close(descriptor)
