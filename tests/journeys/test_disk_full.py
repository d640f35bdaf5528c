"""The disk of an SQLite site is full: senders are told to come again, nothing is half-written."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.opening import open_store
from config.plans import read_plan
from storage.check import Outcome
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire
from tests.journeys.processes import a_process, kill, until_ready
from tests.journeys.site import SECRET, Answer, post, site_settings
from tests.servers import free_port

_MOST = 2000
#: Whoever is nobody's root makes a namespace of her own first.
_UNSHARE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-Urm"]
_MOUNT = (
    'mount -t tmpfs -o size=6m none "$1" && cp -a "$2/." "$1" && '
    'head -c 4000000 /dev/zero > "$1/ballast" && exec "$3" -m bot run'
)


class Crm:
    """Sends deals, each until it is accepted, and knows which were."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._url = f"http://127.0.0.1:{port}"
        self._number = 0
        self.accepted: list[str] = []

    async def sends(self) -> Answer:
        """Send the deal that is next: the same again where it was not accepted."""
        number = f"D{self._number}"
        _, raw = a_deal(number, amount="10.00", closed_at="2026-11-24T10:00:00+08:00")
        answer = await post(self._session, self._url, json.dumps(raw).encode())
        if answer.status == 202:
            assert answer.results[0]["result"] == "accepted"
            self.accepted.append(number)
            self._number += 1
        return answer

    async def sends_until_refused(self) -> Answer:
        for _ in range(_MOST):
            answer = await self.sends()
            if answer.status != 202:
                return answer
        raise AssertionError("the disk never was full")

    async def is_alive(self) -> bool:
        async with self._session.get(f"{self._url}/healthz") as answer:
            return answer.status == 200


async def _prepare(home: Path) -> None:
    store = open_store(site_settings(home))
    await store.upgrade()
    async with store.begin() as uow:
        now = datetime.now(UTC)
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=now)
    await store.close()


async def _lives_through(port: int, *, fill: Callable[[], None], free: Callable[[], None]) -> Crm:
    async with aiohttp.ClientSession() as session:
        crm = Crm(session, port)
        await post(session, f"http://127.0.0.1:{port}", json.dumps(a_hire()[1]).encode())
        await crm.sends()
        fill()

        refused = await crm.sends_until_refused()
        again = await crm.sends()
        assert (refused.status, refused.retry_after) == (503, "5")
        assert (again.status, again.retry_after) == (503, "5")
        assert await crm.is_alive()

        free()
        for _ in range(3):
            assert (await crm.sends()).status == 202
        return crm


async def _holds_exactly(database: Path, accepted: list[str]) -> None:
    """Every accepted deal once, with its lines; of the refused ones nothing."""
    store = Store(f"sqlite+aiosqlite:///{database}", read_plan=read_plan)
    async with store.read() as uow:
        known = await uow.deals.by_key({("crm", f"D{n}") for n in range(len(accepted) + 5)})
        credited = await uow.ledger.credits([deal.id for deal in known.values()])
        left = await uow.inbox.listed(["received", "parked", "refused"])
    findings = await store.check()
    await store.close()
    assert {number for _, number in known} == set(accepted)
    assert len(credited) == len(accepted) == len(set(accepted))
    assert left == []
    assert [one for one in findings if one.outcome is Outcome.FAILED] == []


async def test_no_file_may_grow_and_then_it_may(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    await _prepare(home)

    async with a_process(home, "", port) as process:
        soft, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        crm = await _lives_through(
            port,
            fill=lambda: _may_write(process.pid, 4096, hard),
            free=lambda: _may_write(process.pid, soft, hard),
        )

    await _holds_exactly(home / "foothold.db", crm.accepted)


def _may_write(pid: int, most: int, hard: int) -> None:
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))


async def test_a_small_disk_is_full_and_then_has_room(tmp_path: Path) -> None:
    home, disk, port = tmp_path / "home", tmp_path / "disk", free_port()
    await _prepare(home)
    disk.mkdir()
    _needs_mount()
    process = await asyncio.create_subprocess_exec(
        *_UNSHARE,
        *("sh", "-c", _MOUNT, "disk", str(disk), str(home), sys.executable),
        env={
            **os.environ,
            "FOOTHOLD_HOME": str(disk),
            "FOOTHOLD_PORT": str(port),
            "FOOTHOLD_HOOKS__CRM__SECRET": SECRET,
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    inside = Path(f"/proc/{process.pid}/root{disk}")
    try:
        await until_ready(process, port)
        crm = await _lives_through(port, fill=lambda: None, free=(inside / "ballast").unlink)
        process.send_signal(signal.SIGSTOP)  # what is copied now is of one moment
        for name in ("foothold.db", "foothold.db-wal"):
            shutil.copy(inside / name, tmp_path)
    finally:
        await kill(process)

    await _holds_exactly(tmp_path / "foothold.db", crm.accepted)


def _needs_mount() -> None:
    command = [*_UNSHARE, "sh", "-c", "mount -t tmpfs none /mnt"]
    if shutil.which("unshare") is None or subprocess.run(command, check=False).returncode:
        pytest.skip("no small disk can be mounted here, so ENOSPC itself was not tried")
