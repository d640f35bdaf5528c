"""Foothold in a process of its own, made to stand still at a chosen moment, to be killed there."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

import aiohttp
import asyncpg

from tests import commands
from tests.commands import Running
from tests.journeys.site import SECRET
from tests.patience import SECONDS, until_found

_PAUSE = 0.05
#: What a stalled statement writes first: more than a writer's cache holds and a small site's log.
_MARK_BYTES = 64 * 1024 * 1024


class Process(Protocol):
    """What is the same of a process, however it was started."""

    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, number: int, /) -> None: ...
    async def wait(self) -> int: ...


async def start(
    home: Path,
    database_url: str,
    port: int,
    *,
    output: str | Path = os.devnull,
    roles: Sequence[str] = (),
    **settings: str,
) -> Running:
    """Run a site, with what it says going to `output`, and wait until it is ready.

    With `roles` it is these alone; without web among them, `port` is where it says how it is.
    """
    env = _environment(home, database_url, port, roles, settings)
    process = commands.start("run", *roles, env=env, out=output, err=output)
    await _ready_or_dead(process, port)
    return process


async def start_cold(
    home: Path, database_url: str, port: int, *, roles: Sequence[str] = (), **settings: str
) -> asyncio.subprocess.Process:
    """Do the same with a process that imports for itself: its memory is what one takes."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", *roles),
        env=_environment(home, database_url, port, roles, settings),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await _ready_or_dead(process, port)
    return process


async def _ready_or_dead(process: Process, port: int) -> None:
    """Wait until it is ready; nobody else would end one that never is."""
    try:
        await until_ready(process, port)
    except BaseException:
        await kill(process)
        raise


def _environment(
    home: Path, database_url: str, port: int, roles: Sequence[str], settings: Mapping[str, str]
) -> dict[str, str]:
    return {
        **os.environ,
        "FOOTHOLD_HOME": str(home),
        "FOOTHOLD_DATABASE_URL": database_url,
        ("FOOTHOLD_PROBE_PORT" if roles and "web" not in roles else "FOOTHOLD_PORT"): str(port),
        "FOOTHOLD_HOOKS__CRM__SECRET": SECRET,
        **settings,
    }


async def until_ready(process: Process, port: int) -> None:
    """Wait until a site says that it is ready: one that stood still for long is not at first."""
    async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as session:
        while True:
            assert process.returncode is None, "it ended before it was ready"
            with suppress(aiohttp.ClientConnectionError):
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == HTTPStatus.OK:
                        return
            await asyncio.sleep(_PAUSE)


async def kill(process: Process) -> None:
    """End a process as a power cut does, if it still runs."""
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()


@asynccontextmanager
async def a_process(
    home: Path,
    database_url: str,
    port: int,
    *,
    output: str | Path = os.devnull,
    **settings: str,
) -> AsyncIterator[Running]:
    """Run a site for as long as the block runs, at the longest."""
    process = await start(home, database_url, port, output=output, **settings)
    try:
        yield process
    finally:
        await kill(process)


@asynccontextmanager
async def a_command(home: Path, database_url: str, *arguments: str) -> AsyncIterator[Running]:
    """Run a command of Foothold for as long as the block runs, at the longest."""
    env = {**os.environ, "FOOTHOLD_HOME": str(home), "FOOTHOLD_DATABASE_URL": database_url}
    process = commands.start(*arguments, env=env)
    try:
        yield process
    finally:
        await kill(process)


class Stall(ABC):
    """Lets the database never finish one statement, so that a process stands still inside it.

    `on` is the event of a trigger ("INSERT ON identity"), `when` its condition.
    """

    def __init__(self, database_url: str, *, on: str, when: str) -> None:
        self._url = database_url
        self._on = on
        self._when = when

    async def reached(self) -> None:
        """Wait until a process stands still."""
        await until_found(self._is_reached, bool)

    @abstractmethod
    async def set_up(self) -> None: ...

    @abstractmethod
    async def take_down(self) -> None:
        """Let the statement be finished again, once the process is dead."""

    @abstractmethod
    async def _is_reached(self) -> bool: ...


class _SqliteStall(Stall):
    """Counts to infinity; what it wrote before that has spilled into the log, where all see it."""

    async def set_up(self) -> None:
        self._run(
            "CREATE TABLE mark (bytes BLOB)",
            "CREATE VIEW forever AS WITH RECURSIVE counting(n) AS "
            "(SELECT 1 UNION ALL SELECT n + 1 FROM counting) SELECT max(n) AS n FROM counting",
            f"CREATE TRIGGER stall BEFORE {self._on} WHEN {self._when} "  # noqa: S608 - our own words
            f"BEGIN INSERT INTO mark VALUES (zeroblob({_MARK_BYTES})); SELECT n FROM forever; END",
        )

    async def take_down(self) -> None:
        self._run("DROP TRIGGER stall", "DROP VIEW forever", "DROP TABLE mark")

    async def _is_reached(self) -> bool:
        return await asyncio.to_thread(self._log_bytes) > _MARK_BYTES / 2

    def _log_bytes(self) -> int:
        log = Path(f"{self._path}-wal")
        return log.stat().st_size if log.exists() else 0

    @property
    def _path(self) -> str:
        return self._url.partition(":///")[2]

    def _run(self, *statements: str) -> None:
        connection = sqlite3.connect(self._path, timeout=30.0, isolation_level=None)
        try:
            for statement in ("BEGIN IMMEDIATE", *statements, "COMMIT"):
                connection.execute(statement)
        finally:
            connection.close()


class _PostgresStall(Stall):
    """Waits for a lock that the test holds."""

    async def set_up(self) -> None:
        self._connection = await asyncpg.connect(self._url.replace("+asyncpg", ""))
        await self._connection.execute(
            "CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;"
            f"CREATE TRIGGER stall BEFORE {self._on} FOR EACH ROW WHEN ({self._when}) "
            "EXECUTE FUNCTION stall(); SELECT pg_advisory_lock(1)"
        )

    async def take_down(self) -> None:
        await self._connection.execute("SELECT pg_advisory_unlock(1)")
        await self._connection.execute("DROP FUNCTION stall() CASCADE")
        await self._connection.close()

    async def _is_reached(self) -> bool:
        return bool(
            await self._connection.fetchval(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE datname = current_database() AND locktype = 'advisory' "
                "AND objid = 1 AND NOT granted"
            )
        )


@asynccontextmanager
async def stalled(database_url: str, *, on: str, when: str) -> AsyncIterator[Stall]:
    """Let processes stand still at a statement until the block is left."""
    kind = _SqliteStall if database_url.startswith("sqlite") else _PostgresStall
    stall = kind(database_url, on=on, when=when)
    await stall.set_up()
    try:
        yield stall
    finally:
        await stall.take_down()
