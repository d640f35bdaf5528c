"""A process that is told to stop says so while it finishes what it began."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.home import Home
from tests.journeys.processes import kill, stalled, start_cold
from tests.patience import SECONDS
from tests.servers import free_port


@pytest.fixture
async def home(tmp_path: Path, pg_url: str) -> AsyncIterator[Home]:
    """A site of A001; only PostgreSQL can be stalled and let go again."""
    made = Home(tmp_path / "home", pg_url)
    await made.prepare()
    await made.link()
    yield made
    await made.store.close()


async def _until_it_says(status: str, address: str) -> int:
    """Ask /readyz until it answers with that word, and give its status."""
    async with asyncio.timeout(SECONDS), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{address}/readyz") as answer:
                if (await answer.json())["status"] == status:
                    return answer.status
            await asyncio.sleep(0.02)


async def test_a_site_drains_before_it_ends(home: Home) -> None:
    on, when = "INSERT ON chat_entry", "NOT NEW.is_from_person"
    async with home.running() as process:
        async with stalled(home.database, on=on, when=when) as stall:
            await home.close_deal()
            await stall.reached()
            assert await _until_it_says("ready", home.address) == 200

            process.send_signal(signal.SIGTERM)

            assert await _until_it_says("draining", home.address) == 503
            assert await home.states() == ["sending"]
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0

    assert await home.states() == ["sent"]


async def test_an_interpreter_of_its_own_ends_with_no_thread_left(
    home: Home, tmp_path: Path
) -> None:
    process = await start_cold(tmp_path / "home", home.database, free_port())
    try:
        process.send_signal(signal.SIGTERM)

        assert await asyncio.wait_for(process.wait(), SECONDS) == 0
    finally:
        await kill(process)
