"""A site that starts and stops: whatever is under way, it ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.app import running
from tests.journeys.site import site_settings


@pytest.mark.parametrize("turn", range(6))
async def test_a_stop_that_meets_a_hint_of_news_is_a_stop(tmp_path: Path, turn: int) -> None:
    async with asyncio.timeout(60):
        async with running(site_settings(tmp_path, database_url="")) as app:
            await asyncio.sleep(0.02 * turn)
            app.relay.hint()

        assert app.port > 0
