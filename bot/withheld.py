"""What a person reads where her chat may not carry what she would be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.cards.card import Card
from bot.cards.message import Message
from bot.cards.reader import Reader
from bot.channels.channel import Channel
from rules.privacy import DataClass

Address = tuple[str, str]


def carriers(channels: Mapping[str, Channel], held: DataClass) -> frozenset[str]:
    """Name the chats that may carry a class."""
    return frozenset(n for n, one in channels.items() if one.capabilities.carries.covers(held))


def best(addresses: Sequence[Address], allowed: Collection[str]) -> Address | None:
    """Give the first of her chats that is allowed, the one she linked last first."""
    return next((one for one in addresses if one[0] in allowed), None)


def pointer(
    message: Message, reader: Reader, *, elsewhere: Collection[str], chat_url: str
) -> Message:
    """Give a message of the same key that says only where the matter can be read.

    `elsewhere` are her other chats that may carry it; `chat_url` is the web chat's, "" for none.
    """
    known = sorted(name for name in elsewhere if name != "webchat")
    if known:
        where = reader.listed([reader.say(f"withheld.chat.{name}") for name in known])
        text = reader.say("withheld.elsewhere", chats=where)
    elif chat_url:
        text = reader.say("withheld.web", url=chat_url)
    else:
        text = reader.say("withheld.nowhere")
    card = Card(title=reader.say("withheld.title"), text=text, holds=DataClass.PUBLIC)
    preview = reader.say("preview.work")
    return replace(message, preview=preview, text=card.as_text(), card=card, form=None, file=None)
