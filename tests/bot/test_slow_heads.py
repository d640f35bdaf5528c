"""Heads of requests that dribble in for ever hold no connection for ever."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.site import a_site
from tests.patience import SECONDS

_WHOLE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


async def _dribble(writer: asyncio.StreamWriter) -> None:
    writer.write(b"GET /healthz HTTP/1.1\r\n")
    while True:
        writer.write(b"X-More: 1\r\n")
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("first", [b"", _WHOLE], ids=["the first", "one after an answer"])
async def test_a_head_that_never_ends_is_hung_up_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bytes
) -> None:
    monkeypatch.setattr("bot.app.IDLE_SECONDS", 0.3)
    async with a_site(tmp_path) as site:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.app.port)
        with closing(writer):
            writer.write(first)
            if first:
                assert b"200" in await reader.readuntil(b"}")
            dribbling = asyncio.create_task(_dribble(writer))
            try:
                async with asyncio.timeout(SECONDS):
                    rest = await _rest(reader)
            finally:
                dribbling.cancel()

    assert rest == b""


async def _rest(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionResetError:  # it hung up while we were writing
        return b""
