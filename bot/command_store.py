"""The site's store for as long as a command takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.backup import before_upgrade
from bot.opening import now, open_store, start_logging
from config.settings import Settings, read_settings
from storage.store import Store


@asynccontextmanager
async def as_it_is(settings: Settings) -> AsyncIterator[Store]:
    """Open the store with whatever schema it has, and close it at the end."""
    store = open_store(settings)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def upgraded(settings: Settings) -> AsyncIterator[Store]:
    """Open the store and bring it to this release's schema, after a backup where one is wanted."""
    async with as_it_is(settings) as store:
        await store.upgrade(before=before_upgrade(settings))
        yield store


@asynccontextmanager
async def command_store() -> AsyncIterator[tuple[Store, Settings]]:
    """Open it upgraded for a command that is heard from warnings on, with the settings it read."""
    settings = start_logging(read_settings(), at_least="warning")
    async with upgraded(settings) as store:
        yield store, settings


async def note_look(store: Store, action: str, subject: str) -> None:
    """Audit what a command has read: the one write of it, so that reading holds up nobody."""
    async with store.begin() as uow:
        await uow.audit.add(at=now(), actor="cli", action=action, subject=subject)
