"""One access token for all processes: fetched once, sealed at rest, renewed once when refused."""

from __future__ import annotations

import asyncio

import pytest

from bot.tokens import SharedToken
from config.plans import read_plan
from storage.store import Store
from tests.jobs.crew import answers

_KEY = b"k" * 32


class Platform:
    """Gives access-token-1, access-token-2 ... for two hours, and counts how often it was asked."""

    def __init__(self, *, seconds: float = 7200) -> None:
        self.asked = 0
        self.now = 1_000_000.0
        self.faults: list[Exception] = []
        self._seconds = seconds

    async def fetch(self) -> tuple[str, float]:
        self.asked += 1
        await asyncio.sleep(0.02)
        if self.faults:
            raise self.faults.pop()
        return f"access-token-{self.asked}", self._seconds

    def token(self, store: Store, *, key: bytes = _KEY) -> SharedToken:
        """Give the token as one process sees it."""
        return SharedToken(
            store, name="x:1", fetch=self.fetch, key=key, owner="test", real_time=lambda: self.now
        )


async def test_many_at_once_in_two_processes_fetch_it_once(store: Store) -> None:
    platform = Platform()
    other = Store(store.url, read_plan=read_plan)
    first, second = platform.token(store), platform.token(other)

    got = await asyncio.gather(*(one.get() for one in [first, second] * 10))

    assert (set(got), platform.asked) == ({"access-token-1"}, 1)
    await other.close()


async def test_one_that_ends_soon_is_fetched_anew(store: Store) -> None:
    platform = Platform()
    token = platform.token(store)

    first = await token.get()
    platform.now += 7200 - 301
    still = await token.get()
    platform.now += 2

    assert (first, still, await token.get()) == (
        "access-token-1",
        "access-token-1",
        "access-token-2",
    )


async def test_one_refused_in_two_processes_is_fetched_once_more(store: Store) -> None:
    platform = Platform()
    first, second = platform.token(store), platform.token(store)
    refused = await first.get()
    await second.get()

    got = await asyncio.gather(first.renew(refused), second.renew(refused), second.renew(refused))

    assert (list(got), platform.asked) == (["access-token-2"] * 3, 2)


async def test_a_platform_that_fails_is_asked_again_by_the_next(store: Store) -> None:
    platform = Platform()
    platform.faults.append(ConnectionRefusedError())
    token = platform.token(store)

    with pytest.raises(ConnectionRefusedError):
        await token.get()

    assert await token.get() == "access-token-2"


async def test_the_store_holds_it_sealed_and_another_key_does_not_open_it(store: Store) -> None:
    platform = Platform()
    await platform.token(store).get()

    [(value,)] = await answers(store, "SELECT value FROM lease WHERE name = 'token:x:1'")

    assert isinstance(value, bytes)
    assert b"access-token-1" not in value
    assert await platform.token(store, key=b"j" * 32).get() == "access-token-2"
