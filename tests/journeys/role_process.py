"""`foothold run ROLE` whose business time begins where it is told, and goes on as real time does.

`python -m tests.journeys.role_process ROLE SINCE`: an ISO time; the settings are the environment's.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from bot.app import ProcessRole, running
from bot.opening import start_logging
from config.settings import read_settings


async def _main(role: str, since: datetime) -> None:
    started = datetime.now(UTC)
    settings = start_logging(read_settings())
    async with running(
        settings,
        clock=lambda: since + (datetime.now(UTC) - started),
        roles={ProcessRole(role)},
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
