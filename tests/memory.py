"""Folders in memory: a test's files live for a second, and a disk takes its time for each."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import disk_usage

_MEMORY = Path("/dev/shm")  # noqa: S108 - whoever uses it makes a folder of her own there
#: Less is left to others; a container may have 64 MB.
_PLENTY = 2 << 30


def memory() -> Path | None:
    """Give where there is plenty of it; None where the disk must do."""
    if not os.access(_MEMORY, os.W_OK) or disk_usage(_MEMORY).free < _PLENTY:
        return None
    return _MEMORY
