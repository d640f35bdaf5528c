"""A server in a process of its own, so that its clients do not take its time."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot import logs
from bot.commands import spare_what_is_loaded

_START_SECONDS = 60
_WHO = text(
    "SELECT person.name FROM identity JOIN person ON person.id = identity.person_id"
    " WHERE identity.channel = :channel AND identity.address = :address"
)

#: Gives the name of whose address this is.
Look = Callable[[str], Awaitable[str]]


@asynccontextmanager
async def child(module: str, *arguments: str) -> AsyncIterator[Child]:
    """Start a module that ends with `until_ended`, and give it once it has said its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    one = Child(process)
    try:
        one.url = await one.line()
        yield one
    finally:
        one.end()
        await process.wait()


class Child:
    """A process that serves; what it says after its address is read by `line`, save `cpu`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.url = ""
        self._process = process

    async def line(self) -> str:
        """Wait for the next line it prints."""
        assert self._process.stdout is not None
        return (
            (await asyncio.wait_for(self._process.stdout.readline(), _START_SECONDS))
            .decode()
            .strip()
        )

    async def cpu(self) -> float:
        """Give the seconds of CPU that it has taken so far, in all its threads."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"cpu\n")
        return float(await self.line())

    def end(self) -> None:
        """Let it end; that it does so is waited for elsewhere."""
        assert self._process.stdin is not None
        self._process.stdin.close()


async def until_ended(url: str) -> None:
    """Tell the parent our address, and our CPU as often as it asks, until it wants us no more."""
    print(url, flush=True)  # noqa: T201 - read by our parent
    while await asyncio.to_thread(sys.stdin.readline):
        print(time.process_time(), flush=True)  # noqa: T201 - the same


async def until_ended_as_a_site(url: str) -> None:
    """Do as `foothold run` does once it is up, and then as `until_ended`."""
    spare_what_is_loaded()
    await until_ended(url)


def log_into(home: Path) -> None:
    """Write lines as a site does, redacted, into a file: stdout is our answer."""
    home.mkdir(parents=True, exist_ok=True)
    stream = (home / "log").open("a", encoding="utf-8")
    logs.configure(level="info", written=logs.Format.JSON, secrets=(), stream=stream)


async def serve(app: web.Application) -> None:
    """Serve an app until the parent wants us no more."""
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await until_ended(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await runner.cleanup()


def look_up(url: str, channel: str) -> Look:
    """Give what asks the same indexed query as we do, by itself."""
    engine = create_async_engine(url)

    async def look(address: str) -> str:
        async with engine.connect() as connection:
            return str(await connection.scalar(_WHO, {"channel": channel, "address": address}))

    return look
