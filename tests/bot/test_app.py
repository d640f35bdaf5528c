"""A site that starts and stops: whatever is under way, it ends."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import aiohttp
import pytest

from bot.app import running
from config.settings import WebSettings
from rules.errors import FootholdError
from tests.journeys.site import site_settings
from tests.patience import SECONDS


@pytest.mark.parametrize("turn", range(6))
async def test_a_stop_that_meets_a_hint_of_news_is_a_stop(tmp_path: Path, turn: int) -> None:
    async with asyncio.timeout(SECONDS):
        async with running(site_settings(tmp_path, database_url="")) as app:
            await asyncio.sleep(0.02 * turn)
            app.relay.hint()

        assert app.port > 0


async def test_a_site_that_people_reach_serves_the_pages_of_forms(tmp_path: Path) -> None:
    reached = WebSettings(public_url="https://foothold.example")
    settings = site_settings(tmp_path, database_url="").model_copy(update={"web": reached})

    async with (
        running(settings) as app,
        aiohttp.ClientSession(f"http://127.0.0.1:{app.port}") as browser,
        browser.get("/forms/nothing") as answer,
    ):
        assert answer.status == 404
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_port_that_is_taken_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(FootholdError) as refused:
            async with running(site_settings(tmp_path, port=port)):
                pass

    assert refused.value.message_id == "error.setting"
    assert f":{port} can not be listened at" in str(refused.value.values["reason"])
