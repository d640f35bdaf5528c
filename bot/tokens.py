"""Access tokens of platforms: one process fetches, all share, and the store holds it sealed.

Two processes that fetch by themselves overwrite each other's token, and fetching often is itself
throttled (platforms/wecom.md 2), so a lease decides who asks.
"""

from __future__ import annotations

import asyncio
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.lease import Lease
from storage.store import Store

#: Asks the platform: the token, and the seconds it lives.
Fetch = Callable[[], Awaitable[tuple[str, float]]]

#: Fetched anew so long before its end, so that no call begins with one that dies on its way.
_EARLY_SECONDS = 300.0
_HOLD = timedelta(seconds=15)
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 20.0


class SharedToken:
    """The access token of one app. `name` tells it from all others: "wecom:ww1:1000002"."""

    def __init__(
        self,
        store: Store,
        *,
        name: str,
        fetch: Fetch,
        key: bytes,
        owner: str,
        real_time: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._name = f"token:{name}"
        self._fetch = fetch
        self._box = Fernet(urlsafe_b64encode(_derived(key)))
        self._owner = owner
        self._real_time = real_time
        self._known: tuple[str, float] | None = None
        self._turn = asyncio.Lock()

    async def get(self) -> str:
        """Give a token that lives; raises what `fetch` raises, TimeoutError if another hangs."""
        if (token := self._living(self._known)) is not None:
            return token
        return await self.renew("")

    async def renew(self, refused: str) -> str:
        """Give another token than the one that the platform refused, fetched once by all."""
        async with self._turn:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while True:
                    self._known = await self._stored()
                    token = self._living(self._known)
                    if token is not None and token != refused:
                        return token
                    if (held := await self._take()) is not None:
                        return await self._fetched(held, refused)
                    await asyncio.sleep(_LOOK_SECONDS)

    async def _fetched(self, held: Lease, refused: str) -> str:
        try:
            # Between our look and our hold another may have fetched it.
            known = self._opened(held.value)
            token = self._living(known)
            if token is None or token == refused:
                token, seconds = await self._fetch()
                known = token, self._real_time() + seconds
                sealed = self._box.encrypt(json.dumps(known).encode())
                async with self._store.begin() as uow:
                    await uow.leases.renew(held, life=_HOLD, value=sealed)
            self._known = known
            return token
        finally:
            async with self._store.begin() as uow:
                await uow.leases.release(held)

    async def _take(self) -> Lease | None:
        async with self._store.begin() as uow:
            return await uow.leases.take(self._name, owner=self._owner, life=_HOLD)

    async def _stored(self) -> tuple[str, float] | None:
        async with self._store.read() as uow:
            return self._opened(await uow.leases.value(self._name))

    def _opened(self, sealed: bytes | None) -> tuple[str, float] | None:
        if sealed is None:
            return None
        try:
            token, until = json.loads(self._box.decrypt(sealed))
        except InvalidToken:
            return None  # of a site key that was replaced: as good as none
        return str(token), float(until)

    def _living(self, known: tuple[str, float] | None) -> str | None:
        if known is None or known[1] - _EARLY_SECONDS <= self._real_time():
            return None
        return known[0]


def _derived(key: bytes) -> bytes:
    """Give a key of its own for this use: the site's signs what people see."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"foothold access tokens").derive(
        key
    )
