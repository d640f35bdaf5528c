"""`foothold console`: a person chats in a terminal, with a relay of its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from rich.console import Console as Terminal

from bot.cards.reader import reader_of
from bot.channels.console import Console, converse, show_news
from bot.channels.webchat import Hub, StoredChatLog, WebChat
from bot.dispatcher import Dispatcher
from bot.opening import answering_site, now, site_key
from bot.relay import Relay
from config.settings import Settings
from rules.people import Person
from storage.store import Store

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


async def talk_in_terminal(
    store: Store, settings: Settings, *, person: Person, lines: AsyncIterable[str], out: Terminal
) -> None:
    """Let a person chat in a terminal until her lines end, and print what comes for her."""
    key, hub, chat_log = site_key(settings.home), Hub(), StoredChatLog(store)
    console = Console(out=out, language=reader_of(person).language)
    webchat = WebChat(log=chat_log, hub=hub, clock=now)
    relay = Relay(store, channels={WebChat.name: webchat}, key=key, clock=now)
    dispatcher = Dispatcher(
        store, channels={Console.name: console}, site=answering_site(settings, key)
    )
    loops = [
        asyncio.create_task(coroutine)
        for coroutine in (
            relay.run(),
            show_news(console, log=chat_log, hub=hub, person_id=person.id),
        )
    ]
    try:
        async with _at_terminal(store, person) as address:
            console.greet(person.name)
            await converse(
                console, address=address, lines=lines, receive=dispatcher.receive, clock=now
            )
    finally:
        await _cancel(loops)


@asynccontextmanager
async def _at_terminal(store: Store, person: Person) -> AsyncIterator[str]:
    """Give an address that is the person's for as long as the block runs."""
    account = {"channel": Console.name, "address": f"{person.id}-{secrets.token_hex(4)}"}
    async with store.begin() as uow:
        # Long ago, so that it never is her newest account, where notices are sent.
        await uow.links.link(**account, person_id=person.id, at=_LONG_AGO)
    try:
        yield account["address"]
    finally:
        async with store.begin() as uow:
            await uow.links.unlink(**account)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
