"""The processes of a site, two of each role, started again whenever they end."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.servers import free_port

ROLES = ("web", "relay", "worker", "clock")
_PAUSE = 0.1
_EACH = 2
_DRAIN_SECONDS = 60


@dataclass(slots=True)
class Member:
    """One process of a role; `up` once it has said that it is ready."""

    role: str
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    up: asyncio.Event = field(default_factory=asyncio.Event)


class Crowd:
    """Supervises them as systemd would, and kills them as the power company would."""

    def __init__(self, home: Path, env: Mapping[str, str]) -> None:
        self._home = home
        self._env = {**os.environ, **env, "FOOTHOLD_HOME": str(home)}
        self._tasks: list[asyncio.Task[None]] = []
        self.members = [Member(role) for role in ROLES for _ in range(_EACH)]
        self.kills: Counter[str] = Counter()
        #: Processes that ended by themselves, as where PostgreSQL was away while they started.
        self.ends: Counter[str] = Counter()

    @property
    def webs(self) -> Sequence[str]:
        """Where each of the web processes is to be found."""
        return [f"http://127.0.0.1:{one.port}" for one in self.members if one.role == "web"]

    async def start(self) -> None:
        """Start all and wait until each is ready."""
        self._tasks = [asyncio.create_task(self._kept(one)) for one in self.members]
        for one in self.members:
            await one.up.wait()

    async def stop(self) -> None:
        """End all, in order, and wait for it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for one in self.members:
            if one.process is not None and one.process.returncode is None:
                one.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(_DRAIN_SECONDS):
            await asyncio.gather(*(one.process.wait() for one in self.members if one.process))

    def kill_one(self, role: str, *, chance: random.Random) -> bool:
        """Kill -9 one that is ready; False where none of the role is."""
        up = [one for one in self.members if one.role == role and one.up.is_set()]
        if not up:
            return False
        one = chance.choice(up)
        assert one.process is not None
        one.up.clear()
        one.process.send_signal(signal.SIGKILL)
        self.kills[role] += 1
        return True

    async def _kept(self, one: Member) -> None:
        port = "FOOTHOLD_PORT" if one.role == "web" else "FOOTHOLD_PROBE_PORT"
        env = {**self._env, port: str(one.port)}
        command = [sys.executable, "-m", "tests.chaos.process", "run", one.role]
        with (self._home / f"{one.role}.log").open("ab") as log:
            while True:
                one.process = await asyncio.create_subprocess_exec(
                    *command, env=env, stdout=log, stderr=log
                )
                watching = asyncio.create_task(self._watched(one))
                try:
                    code = await one.process.wait()
                finally:
                    watching.cancel()
                one.up.clear()
                if code != -signal.SIGKILL:
                    self.ends[one.role] += 1
                    await asyncio.sleep(_PAUSE)

    async def _watched(self, one: Member) -> None:
        """Wait until it is ready; whether it stays so is its own affair."""
        async with aiohttp.ClientSession() as session:
            while not one.up.is_set():
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with session.get(f"http://127.0.0.1:{one.port}/readyz") as answer:
                        if answer.ok:
                            one.up.set()
                await asyncio.sleep(_PAUSE)
