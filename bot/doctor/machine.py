"""The machine under a site: Python, the data folder, room on the disk, fonts."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bot.doctor.finding import Finding, fail, ok, warn
from config.settings import Settings

_OLDEST_SQLITE = (3, 35, 0)  # RETURNING
_PLENTY_BYTES = 2**30
_LEAST_BYTES = 100 * 2**20
_OTHERS = 0o077
_FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
#: Files of fonts that hold Chinese: WenQuanYi, Noto, Source Han, those of Windows and macOS.
_CHINESE = re.compile(
    r"wqy|noto.*(cjk|sc|tc)|source.?han|simhei|simsun|msyh|pingfang|heiti|songti|droidsansfallback",
    re.IGNORECASE,
)
_FONT_FILES = {".ttf", ".ttc", ".otf", ".otc"}


def python() -> Finding:
    """Tell which Python and SQLite run."""
    said = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return fail("python", f"{said} has SQLite {sqlite3.sqlite_version}", "use one of 3.35 on")
    return ok("python", f"{said}, SQLite {sqlite3.sqlite_version}")


def home(settings: Settings) -> Finding:
    """Tell whether the data folder is there and nobody else's."""
    folder = settings.home.absolute()
    if not folder.is_dir():
        return fail("home", f"there is no folder {folder}", "set FOOTHOLD_HOME, or `foothold run`")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return fail("home", f"{folder} is not ours to use", f"`chown -R $(id -u) {folder}`")
    if not folder.stat().st_mode & _OTHERS:
        return ok("home", f"{folder}, closed to others")
    opened = [
        name
        for name in ("site.key", "foothold.db", "foothold.toml")
        if (folder / name).exists() and (folder / name).stat().st_mode & _OTHERS
    ]
    if not opened:
        said = f"others may look into {folder}, though its files are closed"
        return warn("home", said, f"`chmod 700 {folder}`")
    return fail("home", f"others may read {', '.join(opened)}", f"`chmod 700 {folder}`")


def disk(settings: Settings) -> Finding:
    """Tell whether the volume of the data folder has room."""
    folder = settings.home.absolute()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return room(shutil.disk_usage(there).free)


def room(free: int) -> Finding:
    """Judge how many bytes are free."""
    said = f"{free // 2**20} MB free"
    if free < _LEAST_BYTES:
        return fail("disk", said, "make room: a full disk refuses every event")
    if free < _PLENTY_BYTES:
        return warn("disk", said, "make room for backups and growth, 1 GB at least")
    return ok("disk", said)


def font(folders: Sequence[Path] = _FONT_FOLDERS) -> Finding:
    """Tell whether charts could be labelled in Chinese."""
    for folder in folders:
        for _, _, files in os.walk(folder):
            named = [Path(name) for name in files if _CHINESE.search(name)]
            if any(file.suffix.lower() in _FONT_FILES for file in named):
                return ok("font", "a font with Chinese is there")
    said = "no font with Chinese, charts would be labelled in English"
    return warn("font", said, "Debian: `apt install fonts-wqy-microhei`")
