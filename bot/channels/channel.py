"""The port every chat implements: turn a message into its bytes, send them, say how it ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Protocol, runtime_checkable

from bot.cards.message import Message
from bot.limits import Window
from rules.privacy import DataClass

#: JSON may hold half a character, and NUL: no store and no other platform takes them.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: Acts and addresses are kept under names of at most so many characters.
_LONGEST_NAME = 200


class Outcome(StrEnum):
    """How an attempt ended (DESIGN, "Transactions and delivery").

    SENT      the platform has it
    NOT_SENT  certainly not sent: try again, after `retry_after` seconds where it said so
    REFUSED   permanent: the address or the content will never be taken
    UNKNOWN   time-out, reset, 5xx, unreadable answer: it may have arrived
    """

    SENT = "sent"
    NOT_SENT = "not_sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The end of one attempt. `reason` is for operators: no personal text, no secret."""

    outcome: Outcome
    #: What the platform needs to update the message later.
    ref: str = ""
    reason: str = ""
    retry_after: float | None = None
    #: The platform had too many calls: nobody calls it before `retry_after`, and none was tried.
    is_throttled: bool = False
    #: With `REFUSED`: whatever we say, nothing reaches this address (unknown, gone, out of range).
    is_unreachable: bool = False
    #: With `UNKNOWN`: looked at again, it would not be known either.
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can do; what it lacks is degraded visibly, never silently."""

    #: For so long the same bytes sent twice arrive once; zero where they never do.
    deduplicates: timedelta = timedelta()
    updates_messages: bool = False
    shows_forms: bool = False
    #: Whether a message's file arrives; where it does not, the message says where it can be had.
    sends_files: bool = False
    #: The most guarded that may be read there; what is above it is not sent (decision 0025).
    carries: DataClass = DataClass.ASSESSMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that came with an act, not yet fetched."""

    #: What `Channel.fetch` gets it by: the channel's own words, of use to no other.
    source: str
    name: str = ""
    #: In bytes, as far as the platform says.
    size: int = 0
    #: The input of a form that it answers; "" for one that was simply sent.
    field: str = ""
    #: How an attachment is named that our own page has kept already; there is nothing to fetch.
    ref: str = ""
    #: It was spoken; the text of its act is what the platform understood of it.
    is_voice: bool = False

    def __post_init__(self) -> None:
        """Let no text in that can not be kept."""
        _make_storable(self, "source", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A fetched file; `name` where it comes with the bytes alone."""

    body: bytes
    name: str = ""


class FileNotFetched(Exception):
    """A file can not be had: gone, refused, or not in time. The reason is for operators."""

    def __init__(self, reason: str, *, is_too_big: bool = False) -> None:
        super().__init__(reason)
        self.is_too_big = is_too_big


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """Something a person did in a chat, verified as hers by the channel, not yet understood."""

    #: The platform's id of this very act; a redelivery has the same.
    id: str
    channel: str
    #: Her id on that platform.
    sender: str
    at: datetime
    text: str = ""
    #: The token of a pressed button or a submitted form.
    token: str = ""
    #: The answers of a form, by input name.
    answers: dict[str, str] = field(default_factory=dict)
    #: Files that came with it: at most `MOST_FILES` are looked at.
    files: tuple[Incoming, ...] = ()
    #: The group it was said in, where `is_private` is False.
    conversation: str = ""
    #: Where everybody in that group reads what is sent; "" where nothing can be sent there.
    group: str = ""
    #: False in a group, channel or room: nothing personal is answered there.
    is_private: bool = True
    #: She opened the chat and asked for nothing: she is greeted, whatever form is open in it.
    is_opening: bool = False
    #: What the platform gave to answer this very act where it was done (a trigger, an open
    #: conversation), for as long as that lives; the channel's own words, of no use to others.
    handle: str = ""

    def __post_init__(self) -> None:
        """Let no text in that can not be kept: whoever writes it, the act is answered."""
        _make_storable(self, "id", "sender", "text", "token", "conversation", "group", "handle")
        for name in ("id", "sender", "conversation"):
            said: str = getattr(self, name)
            if len(said) > _LONGEST_NAME:  # no platform's own; the same one is shortened alike
                digest = sha256(said.encode()).hexdigest()
                object.__setattr__(self, name, f"{said[:100]}{digest}")
        if self.answers:
            kept = {storable(name): storable(said) for name, said in self.answers.items()}
            object.__setattr__(self, "answers", kept)


def storable(text: str) -> str:
    """Give a text with U+FFFD in place of what can not be kept."""
    return _UNSTORABLE.sub("\ufffd", text)


def _make_storable(made: object, *fields: str) -> None:
    for name in fields:
        text = getattr(made, name)
        if _UNSTORABLE.search(text):
            object.__setattr__(made, name, storable(text))


class Channel(Protocol):
    """One chat. `render` is pure and gives the bytes that every attempt sends unchanged.

    What comes in is verified, handed to `Dispatcher.accept`, acked once that returns, and then to
    `Dispatcher.answer`. An OSError of `accept` means: do not ack, it is to be sent again.
    """

    name: str
    capabilities: Capabilities

    def render(self, message: Message, *, address: str) -> bytes:
        """Give the request body for one message to one address."""
        ...

    def windows(self, rendered: bytes, to: Inbound | None = None) -> Sequence[Window]:
        """Give the platform's limits that sending these bytes counts against.

        With `to` those of answering it as `reply` would now: an open request may cost nothing.
        """
        ...

    async def send(self, rendered: bytes) -> Receipt:
        """Send once, within a time limit; every failure is a receipt, only bugs raise."""
        ...

    async def reply(self, rendered: bytes, to: Inbound) -> Receipt:
        """Send the answer to an act, by its `handle` where that still lives; else as `send`."""
        ...

    async def fetch(self, file: Incoming) -> Content:
        """Give a file that came in, of at most `MOST_BYTES`; raise `FileNotFetched`."""
        ...


@runtime_checkable
class Resumes(Protocol):
    """A chat that does not tell twins apart, but shows what one person was sent."""

    #: For so long after an attempt it can be looked up what of it arrived.
    looks_back: timedelta

    async def resume(self, rendered: bytes, *, since: datetime) -> Receipt:
        """Send what of a message to one person has not arrived since real time `since`, as `send`.

        Where that can not be looked up now nothing is sent, and the end is unknown.
        """
        ...
