"""`foothold send-test`: whether a message reaches a person, and what her platform said."""

from __future__ import annotations

import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from bot.cards.card import Card
from bot.cards.message import Message
from bot.cards.reader import reader_of
from bot.channels.channel import Channel, Inbound, Outcome, Receipt
from bot.channels.reception import Reception
from bot.channels.webchat import Hub, StoredChatLog, WebChat
from bot.opening import now, open_store, site_key, start_logging
from bot.platforms import Ground, platforms
from config.settings import Settings, read_settings
from rules.errors import NotFound
from rules.people import Person
from storage.store import Store


async def send_test(number: str) -> None:
    """Send a person a word, now and past the outbox; exit 1 where it did not arrive.

    Raises `NotFound` for an unknown number, somebody without a chat, a chat that is not set up.
    """
    settings = start_logging(read_settings(), at_least="warning")
    async with AsyncExitStack() as stack:
        store = open_store(settings)
        stack.push_async_callback(store.close)
        person, (name, address) = await _reached_at(store, number)
        channels = await stack.enter_async_context(_channels(settings, store))
        if name not in channels:
            raise NotFound("send_test.no_channel", channel=name)
        receipt = await _sent(channels[name], address, person)
    print(f"{name}: {receipt.outcome.value} {receipt.reason}".rstrip())
    if receipt.outcome is not Outcome.SENT:
        sys.exit(1)


async def _reached_at(store: Store, number: str) -> tuple[Person, tuple[str, str]]:
    async with store.read() as uow:
        known = (await uow.people.by_number([number])).get(number)
        if known is None:
            raise NotFound("error.nobody_of_that_name", name=number)
        address = await uow.links.address_of(known[0].id)
    if address is None:
        raise NotFound("send_test.no_chat", number=number)
    return known[0], address


async def _sent(channel: Channel, address: str, person: Person) -> Receipt:
    reader = reader_of(person)
    card = Card(title=reader.say("send_test.title"), text=reader.say("send_test.text"))
    message = Message(
        key=f"send-test:{secrets.token_hex(8)}",
        preview=reader.say("preview.answer"),
        text=card.as_text(),
        card=card,
    )
    return await channel.send(channel.render(message, address=address))


@asynccontextmanager
async def _channels(settings: Settings, store: Store) -> AsyncIterator[Mapping[str, Channel]]:
    """Build every chat that is set up, with no way in."""
    ground = Ground(
        settings=settings,
        store=store,
        reception=Reception(_nothing, _nothing),
        key=site_key(settings.home),
        clock=now,
        real_clock=now,
        owner="send-test",
    )
    built = platforms(ground)
    webchat = WebChat(log=StoredChatLog(store), hub=Hub(), clock=now)
    try:
        yield {webchat.name: webchat, **{name: one.channel for name, one in built.items()}}
    finally:
        for one in built.values():
            await one.close()


async def _nothing(inbound: Inbound) -> None:
    del inbound
