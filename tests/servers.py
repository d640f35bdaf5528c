"""Real PostgreSQL and Valkey from their wheels, on loopback, owned by the test run."""

from __future__ import annotations

import random
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

from tests import programs
from tests.memory import memory

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
_ATTEMPTS = 3
#: Below what any Linux takes for the near end of a connection, above what services use.
_PORTS = range(20_000, 32_000)
#: Waits for the end of the process that tests, however it came, and takes the server along.
_GUARD = 'read -r _; kill -QUIT "$1"; sleep 1; kill -KILL "$1"; shift; rm -rf "$@"'


#: Where databases live for seconds nothing in them is worth a vacuum, or a standby's log.
_SHORT_LIVED = {
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
}


class Refused(Exception):
    """The server was started and ended at once; the text is the end of its log."""


def free_port() -> int:
    """Give a loopback port that nobody uses now, and nobody else is given while this process runs.

    It is none of those that the kernel hands out by itself, or it might be gone before it is bound.
    Processes that test keep it from each other by a socket of UDP, whose ports are others.
    """
    while True:
        port = random.choice(_PORTS)  # noqa: S311 - no secret
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            keeper = socket.socket(type=socket.SOCK_DGRAM)
            with closing(keeper):
                keeper.bind(("127.0.0.1", port))
                keeper.detach()  # open until this process ends
            return port


class Server(ABC):
    """A process of ours with a port and a folder of its own, both the same until `stop`."""

    def __init__(self) -> None:
        self.port = 0
        self._folder: Path | None = None
        #: Where what it stores lies, if not in its folder.
        self._elsewhere: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def _prepare(self, folder: Path) -> None:
        """Lay out an empty store in `folder`, once."""

    @abstractmethod
    def _command(self, folder: Path) -> list[str]: ...

    @abstractmethod
    def _answers(self, folder: Path) -> bool: ...

    def start(self) -> None:
        """Start it and wait until it answers; tried again, on another port if it never ran."""
        try:
            self._start()
        except BaseException:  # Ctrl-C during initdb, too
            self.stop()
            raise

    def kill(self) -> None:
        """End it without a chance to tidy up; what it wrote stays for the next `start`."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """End it in order, if it runs, and start it on the same port and data."""
        self._end(signal.SIGINT)
        self.start()

    def stop(self) -> None:
        """End it and remove what was its own."""
        self._end(signal.SIGINT)
        for folder in self._folders():
            shutil.rmtree(folder, ignore_errors=True)
        self._folder = self._elsewhere = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> None:
        if self._folder is None:
            self._folder = programs.open_folder()
            self._prepare(self._folder)
        kept = self.port
        for _ in range(_ATTEMPTS - 1):
            self.port = kept or free_port()
            try:
                return self._run(self._folder)
            except Refused:
                # Its port was taken meanwhile; or what a kill left of it is still going.
                time.sleep(0.5)
        return self._run(self._folder)

    def _run(self, folder: Path) -> None:
        log = folder / "log"
        with log.open("wb") as output:
            self._process = programs.start(self._command(folder), folder=folder, output=output)
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(self._process.pid), *map(str, self._folders())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers(folder):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise Refused(log.read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    def _folders(self) -> list[Path]:
        return [one for one in (self._folder, self._elsewhere) if one is not None]

    def _end(self, how: signal.Signals) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.kill()
            self._guard.wait()
            self._guard.stdin.close()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._guard = self._process = None


class Postgres(Server):
    """PostgreSQL; `is_durable` keeps it on the disk with fsync on, for tests that kill it.

    In memory a database is copied in .02 s, on a disk in half a second.
    """

    def __init__(self, *, is_durable: bool = False) -> None:
        super().__init__()
        self._durable = "on" if is_durable else "off"
        self._memory = None if is_durable else memory()
        self._bin = programs.postgres_bin()

    def url(self, database: str = "postgres") -> str:
        """Give the address for SQLAlchemy."""
        return f"postgresql+asyncpg://foothold@127.0.0.1:{self.port}/{database}"

    def _prepare(self, folder: Path) -> None:
        self._bin = programs.reachable(self._bin, folder=folder)
        if self._memory is not None:
            self._elsewhere = programs.open_folder(self._memory)
        data = str(self._data(folder))
        command = [str(self._bin / "initdb"), "--pgdata", data, "--no-sync"]
        command += ["--username=foothold", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        log = folder / "initdb.log"
        with log.open("wb") as output:
            self._process = programs.start(command, folder=folder, output=output)
        if self._process.wait(_START_SECONDS) != 0:
            raise Refused(log.read_text(errors="replace")[-2000:])

    def _command(self, folder: Path) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": self._durable,
            "synchronous_commit": self._durable,
            "full_page_writes": self._durable,
            "max_connections": "300",
            **({} if self._durable == "on" else _SHORT_LIVED),
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [str(self._bin / "postgres"), "-D", str(self._data(folder)), *options]

    def _answers(self, folder: Path) -> bool:
        # What pg_ctl looks at. A kill leaves the file behind, so it must name our process.
        try:
            lines = (self._data(folder) / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        is_ours = self._process is not None and lines[:1] == [str(self._process.pid)]
        return is_ours and lines[-1].strip() == "ready"

    def _data(self, folder: Path) -> Path:
        return (self._elsewhere or folder) / "data"


class Valkey(Server):
    """Valkey without persistence: a kill or a restart empties it."""

    def __init__(self) -> None:
        super().__init__()
        self._program = programs.valkey_server()

    @property
    def url(self) -> str:
        """Give the address for redis-py."""
        return f"redis://127.0.0.1:{self.port}/0"

    def _prepare(self, folder: Path) -> None:
        self._program = programs.reachable(self._program, folder=folder)

    def _command(self, folder: Path) -> list[str]:
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)]
        return [str(self._program), *options, "--save", "", "--databases", "64"]

    def _answers(self, folder: Path) -> bool:
        del folder
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False
