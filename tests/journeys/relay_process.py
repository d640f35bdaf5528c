"""A relay alone in a process, whose chat is a socket and tells no twins apart.

`python -m tests.journeys.relay_process URL PORT SECONDS`: the store, the platform's port on
loopback, and by how many seconds this process lives in the future.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.cards.message import Message
from bot.channels import wire
from bot.channels.channel import (
    Capabilities,
    Content,
    FileNotFetched,
    Inbound,
    Incoming,
    Outcome,
    Receipt,
)
from bot.limits import Window
from bot.relay import Relay
from config.plans import read_plan
from storage.store import Store


class _Socket:
    name = "socket"
    capabilities = Capabilities()

    def __init__(self, port: int) -> None:
        self._port = port

    def render(self, message: Message, *, address: str) -> bytes:
        return wire.written(message, address=address) + b"\n"

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        """Nobody limits how much is told here."""
        del rendered, to
        return ()

    async def send(self, rendered: bytes) -> Receipt:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(rendered)
        await reader.readline()
        writer.close()
        return Receipt(outcome=Outcome.SENT)

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        del to
        return await self.send(rendered)

    async def fetch(self, file: Incoming) -> Content:
        raise FileNotFetched(file.source)


async def _main(url: str, port: int, later: timedelta) -> None:
    relay = Relay(
        Store(url, read_plan=read_plan),
        channels={_Socket.name: _Socket(port)},
        key=b"k" * 32,
        clock=lambda: datetime.now(UTC),
        real_clock=lambda: datetime.now(UTC) + later,
    )
    await relay.run()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2]), timedelta(seconds=int(sys.argv[3]))))
