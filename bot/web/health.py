"""/healthz and /readyz: whether this process lives, and whether it can do its work."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import structlog
from aiohttp import web

from bot.loops import Loops
from bot.web.probe import Probe
from storage.migrate import head
from storage.store import Store

log = structlog.get_logger()

#: /readyz answers within two seconds, whatever hangs.
_WAITS = 1.5
#: Whoever asks all the time costs one question a second.
_KEEPS = 1.0
#: Less is not ready, unless the whole volume is small: then it is a twentieth of it.
LEAST_FREE_BYTES = 100 * 2**20
_LEAST_PART = 20

#: Gives what is wrong, each in a sentence without a secret; nothing where all is well.
Check = Callable[[], Awaitable[list[str]]]


class Health:
    """Answers a supervisor. While the process drains it is not ready, whatever the checks say."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._probes = {
            name: Probe(check, waits=_WAITS, keeps=_KEEPS) for name, check in checks.items()
        }
        self._is_draining = False
        self._was_ready = True

    def drain(self) -> None:
        """Send no more work here: what is in flight is being finished."""
        self._is_draining = True

    async def close(self, app: web.Application) -> None:
        """Drop open questions (`on_cleanup`)."""
        del app
        for probe in self._probes.values():
            probe.close()

    async def healthz(self, request: web.Request) -> web.Response:
        """Answer while the loop runs; no question is asked of anybody."""
        del request
        return web.json_response({"status": "ok"})

    async def readyz(self, request: web.Request) -> web.Response:
        """Answer 200, or 503 with every reason."""
        del request
        if self._is_draining:
            return web.json_response({"status": "draining", "reasons": []}, status=503)
        found = await asyncio.gather(*(self._reasons(name) for name in self._probes))
        reasons = [reason for some in found for reason in some]
        if bool(reasons) is self._was_ready:
            self._was_ready = not reasons
            log.warning("site.ready", is_ready=not reasons, reasons=reasons)
        status = "not ready" if reasons else "ready"
        body = {"status": status, "reasons": reasons}
        return web.json_response(body, status=503 if reasons else 200)

    async def _reasons(self, name: str) -> list[dict[str, str]]:
        try:
            found = await self._probes[name].answer()
        except TimeoutError:
            found = [f"no answer within {_WAITS} s"]
        except Exception as error:  # noqa: BLE001 - any failure means not ready
            found = [f"no answer ({type(error).__name__})"]
        return [{"check": name, "reason": reason} for reason in found]


def schema_check(store: Store) -> Check:
    """Ask whether the database answers, takes writes and has this release's schema."""

    async def check() -> list[str]:
        async with store.read() as uow:
            revision = await uow.server.revision()
            only_reads = await uow.server.only_reads()
        found = ["it takes no writes: is it a standby, and FOOTHOLD_DATABASE_URL the primary's?"]
        found = found if only_reads else []
        if revision != head():
            found.append(f"its schema is {revision or 'empty'}, this release needs {head()}")
        return found

    return check


def loops_check(loops: Loops) -> Check:
    """Ask whether every background loop runs and none stands still."""

    async def check() -> list[str]:
        return loops.faults()

    return check


def disk_check(folder: Path, *, least: int = LEAST_FREE_BYTES, part: int = _LEAST_PART) -> Check:
    """Ask whether the volume of a folder has room."""

    async def check() -> list[str]:
        usage = await asyncio.to_thread(shutil.disk_usage, folder)
        if usage.free >= min(least, usage.total // part):
            return []
        return [f"only {usage.free // 2**20} MB are free"]

    return check


def answers_check(ask: Callable[[], Awaitable[None]]) -> Check:
    """Ask whether something answers at all; it raises where it does not."""

    async def check() -> list[str]:
        await ask()
        return []

    return check
