"""What goes to one person: text always, a card or a form where the channel can show one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.cards.card import Card
from bot.cards.file import File
from bot.cards.form import Form
from rules.privacy import DataClass


class Urgency(StrEnum):
    """Whether a channel may ring, or should arrive quietly."""

    NOW = "now"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. The same key is the same message, however often it is sent."""

    key: str
    #: The neutral first line for banners and lock screens: no name, sum or customer.
    preview: str
    #: The whole content in plain text, for chats without cards.
    text: str
    card: Card | None = None
    form: Form | None = None
    #: Goes to the person herself, never into a group.
    file: File | None = None
    urgency: Urgency = Urgency.NOW
    expires_at: datetime | None = None
    #: Takes the place of the card whose button it answers, where the platform lets it.
    replaces: bool = False

    @property
    def holds(self) -> DataClass:
        """What it tells; words without a card or form are neutral lines of our own."""
        told = self.card or self.form
        return DataClass.PUBLIC if told is None else told.holds
