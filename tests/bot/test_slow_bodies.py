"""Bodies that dribble in, stop, or are not what they say: refused, and their connection let go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.metrics import Metrics
from bot.web.requests import watched
from bot.web.slow_bodies import in_time, seconds_for

_HEAD = "POST /read HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("length", "seconds"),
    [
        (None, 15.0),
        (0, 15.0),
        (16_384, 16.0),
        (5 * 1024 * 1024, 120.0),
        (1_720_320, 120.0),
        (1_703_936, 119.0),
    ],
)
def test_a_longer_body_may_take_longer(length: int | None, seconds: float) -> None:
    assert seconds_for(length) == seconds


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server that reads each body, and gives its length."""

    async def read(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    app = web.Application(middlewares=[watched(Metrics()), in_time(grace=0.3)])
    app.router.add_post("/read", read)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield int(runner.addresses[0][1])
    await runner.cleanup()


async def _all_that_comes(port: int, request: str) -> str:
    """Send it and give everything until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer):
        writer.write(request.encode())
        async with asyncio.timeout(30):
            return (await reader.read()).decode()


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        pytest.param("Content-Length: 9\r\n\r\nhalf", 408, id="half of it"),
        pytest.param("Content-Length: 9\r\n\r\n", 408, id="none of it"),
        pytest.param("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", 408, id="no last chunk"),
        pytest.param(
            "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain", 400, id="no gzip at all"
        ),
    ],
)
async def test_a_body_that_is_not_whole_is_refused_and_hung_up_on(
    port: int, rest: str, status: int
) -> None:
    with capture_logs() as logs:
        said = await _all_that_comes(port, f"{_HEAD}{rest}")

    assert said.startswith(f"HTTP/1.1 {status} ")
    assert [line["log_level"] for line in logs] == ["info"]


async def test_a_whole_body_is_read(port: int) -> None:
    rest = "Connection: close\r\nContent-Length: 5\r\n\r\nwhole"

    said = await _all_that_comes(port, f"{_HEAD}{rest}")

    assert said.endswith("\r\n\r\n5")
