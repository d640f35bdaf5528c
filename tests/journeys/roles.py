"""All roles of a site in processes of their own, whose business time begins where it is told."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

from storage.store import Store
from tests import commands
from tests.jobs.crew import answers
from tests.journeys.processes import kill
from tests.patience import until_found

_CREW = ("clock", "clock", "worker", "relay", "relay")


@asynccontextmanager
async def running_roles(
    folder: Path, store: Store, redis_url: str, at: datetime
) -> AsyncIterator[None]:
    """Run all roles, two of some, until the block is left; then kill them with -9."""
    env = {
        **os.environ,
        "FOOTHOLD_HOME": str(folder / "site"),
        "FOOTHOLD_DATABASE_URL": store.url,
        "FOOTHOLD_REDIS_URL": redis_url,
    }
    async with AsyncExitStack() as stack:
        for role in _CREW:
            module = "tests.journeys.role_process"
            process = commands.start(role, at.isoformat(), env=env, module=module)
            stack.push_async_callback(kill, process)
        yield


async def until(store: Store, query: str, count: int) -> None:
    """Ask the database until it answers so."""
    await until_found(lambda: answers(store, query), lambda found: found == [(count,)])
