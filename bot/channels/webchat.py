"""The chat on our own page: messages go to a log in the store, open pages are woken to read it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import TypeAdapter

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
from storage.chat import ChatEntry
from storage.outage import outages_as_os_errors
from storage.store import Store


class ChatLog(Protocol):
    """Every message of every person's web chat, in both directions.

    The ids of one person become visible in rising order, so that reading "after" never skips one.
    Raises OSError or TimeoutError where the store can not be reached.
    """

    async def append(
        self, *, person_id: int, key: str, is_from_person: bool, body: bytes, at: datetime
    ) -> int | None:
        """Add an entry and give its id, or None where this person has that key already."""
        ...

    async def page(self, *, person_id: int, before: int | None, limit: int) -> list[ChatEntry]:
        """Give the last entries before an id, oldest first."""
        ...

    async def after(self, *, person_id: int, entry_id: int, limit: int) -> list[ChatEntry]:
        """Give the first entries after an id, oldest first."""
        ...


class StoredChatLog:
    """The log in the shared store; each call is a unit of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def append(
        self, *, person_id: int, key: str, is_from_person: bool, body: bytes, at: datetime
    ) -> int | None:
        """Add an entry, committed on return."""
        with outages_as_os_errors():
            return await self._store.write(
                lambda uow: uow.chat.append(
                    person_id=person_id, key=key, is_from_person=is_from_person, body=body, at=at
                )
            )

    async def page(self, *, person_id: int, before: int | None, limit: int) -> list[ChatEntry]:
        """Give the last entries before an id, oldest first."""
        with outages_as_os_errors():
            return await self._store.ask(
                lambda uow: uow.chat.page(person_id=person_id, before=before, limit=limit)
            )

    async def after(self, *, person_id: int, entry_id: int, limit: int) -> list[ChatEntry]:
        """Give the first entries after an id, oldest first."""
        with outages_as_os_errors():
            return await self._store.ask(
                lambda uow: uow.chat.after(person_id=person_id, entry_id=entry_id, limit=limit)
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person wrote, pressed or filled in, as her own bubble shows it."""

    text: str
    #: Made by her page: the bubble it drew before we answered is found again by it.
    client_id: str
    #: The button or form she used; a form she has sent is closed on the page.
    token: str = ""
    v: int = 1

    @property
    def key(self) -> str:
        """The key of her entry in the log."""
        return f"said:{self.client_id}"


_SAID = TypeAdapter(Said)


def said_bytes(said: Said) -> bytes:
    """Give the body of a person's own entry."""
    return _SAID.dump_json(said)


def read_said(body: bytes) -> Said:
    """Read a person's own entry back; raise ValueError for bytes that are not ours."""
    return _SAID.validate_json(body)


class Listener:
    """One open page: woken when there is something to read. It never holds messages itself."""

    def __init__(self, person_id: int, *, hears_of_others: bool) -> None:
        self.person_id = person_id
        self.hears_of_others = hears_of_others
        self.is_answering = False
        self.others_have_news = False
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Let `wait` return."""
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Return when woken, and at the latest after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    def take_signals(self) -> tuple[bool, bool]:
        """Give and forget whether an answer is being worked out and whether others have news."""
        signals = self.is_answering, self.others_have_news
        self.is_answering = self.others_have_news = False
        return signals


class Hub:
    """Wakes the open pages of this process.

    It carries wake-ups, not messages: a slow page falls behind without anything piling up here,
    and reads what it missed from the log at its own pace. `tell` wakes those of other processes.
    """

    def __init__(self, *, tell: Callable[[int], None] | None = None) -> None:
        self.is_open = True
        self._tell = tell
        self._listeners: set[Listener] = set()

    @contextmanager
    def listen(self, person_id: int, *, hears_of_others: bool = False) -> Iterator[Listener]:
        """Register an open page for as long as the block runs; the demo's hear of everybody."""
        listener = Listener(person_id, hears_of_others=hears_of_others)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def notify(self, person_id: int) -> None:
        """Say everywhere that this person's log has grown."""
        self.wake(person_id)
        if self._tell is not None:
            self._tell(person_id)

    def wake(self, person_id: int) -> None:
        """Say so here alone."""
        for listener in self._listeners:
            is_hers = listener.person_id == person_id
            if is_hers or listener.hears_of_others:
                listener.others_have_news |= not is_hers
                listener.wake()

    def answering(self, person_id: int) -> None:
        """Say that an answer to this person is being worked out."""
        for listener in self._listeners:
            if listener.person_id == person_id:
                listener.is_answering = True
                listener.wake()

    def close(self) -> None:
        """Let every open page go, so that the server can stop; they come back by themselves."""
        self.is_open = False
        for listener in self._listeners:
            listener.wake()


class WebChat:
    """The channel of `/chat`. An address is a person's id."""

    name = "webchat"
    capabilities = Capabilities(deduplicates=timedelta.max, shows_forms=True, sends_files=True)

    def __init__(self, *, log: ChatLog, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._log = log
        self._hub = hub
        self._clock = clock

    def render(self, message: Message, *, address: str) -> bytes:
        """Give what the log will hold; the page makes HTML of it when it is read."""
        return wire.written(message, address=address)

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        """Nobody limits how much is told here."""
        del rendered, to
        return ()

    async def send(self, rendered: bytes) -> Receipt:
        """Write it to the log once, however often it is sent, and wake the open pages."""
        delivery = wire.read(rendered)
        person_id = int(delivery.address)
        try:
            entry_id = await self._log.append(
                person_id=person_id,
                key=delivery.message.key,
                is_from_person=False,
                body=rendered,
                at=self._clock(),
            )
        except (OSError, TimeoutError) as error:
            return Receipt(outcome=Outcome.UNKNOWN, reason=type(error).__name__)
        self._hub.notify(person_id)
        return Receipt(outcome=Outcome.SENT, ref=str(entry_id or ""))

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        """Answer as anything else is sent."""
        del to
        return await self.send(rendered)

    async def fetch(self, file: Incoming) -> Content:
        """Nothing is fetched here: what the page sent is kept before the act that names it."""
        del file
        raise FileNotFetched("nothing to fetch")
