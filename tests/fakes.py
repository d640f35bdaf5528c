"""Stand-ins written by hand, of channels, clocks and stores."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.cards.card import Card
from bot.cards.file import File
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
from rules.privacy import DataClass
from storage.chat import ChatEntry


class MemoryChatLog:
    """A chat log in a list. Two processes share one object; a restart keeps it."""

    def __init__(self) -> None:
        self.entries: list[ChatEntry] = []

    async def append(
        self, *, person_id: int, key: str, is_from_person: bool, body: bytes, at: datetime
    ) -> int | None:
        if any((e.person_id, e.key) == (person_id, key) for e in self.entries):
            return None
        entry = ChatEntry(
            id=len(self.entries) + 1,
            person_id=person_id,
            key=key,
            is_from_person=is_from_person,
            body=body,
            at=at,
        )
        self.entries.append(entry)
        return entry.id

    async def page(self, *, person_id: int, before: int | None, limit: int) -> list[ChatEntry]:
        hers = [e for e in self.entries if e.person_id == person_id]
        return [e for e in hers if before is None or e.id < before][-limit:]

    async def after(self, *, person_id: int, entry_id: int, limit: int) -> list[ChatEntry]:
        hers = [e for e in self.entries if e.person_id == person_id]
        return [e for e in hers if e.id > entry_id][:limit]


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)


SENT = Receipt(outcome=Outcome.SENT, ref="1")


class FakeChannel:
    """A chat whose platform ends each attempt as scripted, and takes whatever comes after that."""

    def __init__(
        self,
        *script: Receipt | Exception,
        name: str = "fake",
        deduplicates: bool = False,
        within: timedelta = timedelta.max,
        carries: DataClass = DataClass.ASSESSMENT,
    ) -> None:
        self.name = name
        self.capabilities = Capabilities(
            deduplicates=within if deduplicates else timedelta(),
            sends_files=True,
            carries=carries,
        )
        #: What every attempt sent, in order.
        self.attempts: list[bytes] = []
        #: What else happens while an attempt is under way.
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        #: What each send counts against.
        self.limited_to: Sequence[Window] = ()
        #: What files hold, by their source.
        self.held: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self._script = iter(script)

    @property
    def texts(self) -> list[str]:
        return [wire.read(body).message.text for body in self.attempts]

    @property
    def addresses(self) -> list[str]:
        return [wire.read(body).address for body in self.attempts]

    @property
    def keys(self) -> list[str]:
        return [wire.read(body).message.key for body in self.attempts]

    @property
    def cards(self) -> list[Card]:
        return [card for body in self.attempts if (card := wire.read(body).message.card)]

    @property
    def every_file(self) -> list[File | None]:
        return [wire.read(body).message.file for body in self.attempts]

    @property
    def files(self) -> list[File]:
        return [file for file in self.every_file if file is not None]

    def render(self, message: Message, *, address: str) -> bytes:
        return wire.written(message, address=address)

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        del rendered, to
        return self.limited_to

    async def send(self, rendered: bytes) -> Receipt:
        self.attempts.append(rendered)
        meanwhile, self.meanwhile = self.meanwhile, None
        end = next(self._script, SENT)
        if meanwhile is not None:
            await meanwhile()
        if isinstance(end, Exception):
            raise end
        return end

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        del to
        return await self.send(rendered)

    async def fetch(self, file: Incoming) -> Content:
        self.fetched.append(file.source)
        if file.source not in self.held:
            raise FileNotFetched("gone")
        return Content(body=self.held[file.source])


class HangingChannel(FakeChannel):
    """A chat that takes what is sent and answers nobody until it may."""

    def __init__(self) -> None:
        super().__init__(name="hanging")
        self.may_answer = asyncio.Event()

    async def send(self, rendered: bytes) -> Receipt:
        self.attempts.append(rendered)
        await self.may_answer.wait()
        return Receipt(outcome=Outcome.SENT)
