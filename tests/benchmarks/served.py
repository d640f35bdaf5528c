"""A site in a process of its own, so that its clients do not take its time."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.serving import Child, child, log_into, until_ended_as_a_site
from tests.builders import Event, a_deal, a_hire
from tests.journeys.site import a_site

REPS = 20


def deal(number: str, *, rep: int = 0) -> Event:
    """Give a closing of now by one of the reps."""
    at = datetime.now(UTC).isoformat()
    source, raw = a_deal(number, amount="120.50", closed_at=at, employee_id=f"A{rep % REPS:03}")
    assert isinstance(raw, dict)
    return source, {**raw, "occurred_at": at}


@asynccontextmanager
async def served(home: Path, url: str, *, is_linked: bool) -> AsyncIterator[Child]:
    """Run a site with its reps in a process of its own."""
    module = "tests.benchmarks.served"
    async with child(module, str(home), url, str(int(is_linked))) as server:
        yield server


async def _serve(home: Path, url: str, *, is_linked: bool) -> None:
    async with a_site(home, database_url=url) as site:
        await site.send(*(a_hire(f"A{n:03}") for n in range(REPS)))
        if is_linked:
            await site.link(*range(1, REPS + 1))
        await until_ended_as_a_site(site.url)


if __name__ == "__main__":
    log_into(Path(sys.argv[1]))
    asyncio.run(_serve(Path(sys.argv[1]), sys.argv[2], is_linked=sys.argv[3] == "1"))
