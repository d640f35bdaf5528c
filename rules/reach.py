"""Whom the bot can not reach, as facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadChat:
    """A chat that its platform says nothing reaches; `reason` is the platform's code."""

    name: str
    number: str
    channel: str
    reason: str
    since: datetime
    #: Another of her chats reaches her.
    has_other: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewlyUnreachable:
    """How many chats have died since HR was last told, and how many are dead in all."""

    new: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """A page of the dead chats, those first whom nothing reaches."""

    chats: tuple[DeadChat, ...]
    total: int
    #: How many come before this page.
    skipped: int
    #: The reader's, for the days.
    zone: str

    @property
    def left(self) -> int:
        """How many come after it."""
        return self.total - self.skipped - len(self.chats)
