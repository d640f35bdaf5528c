"""The door of the web chat: whose tries are counted, and how fast everybody together may try.

RULES: 5 tries. A wrong code is nobody's code, so there is none to count against; were all visitors
counted as one, any of them could shut everybody out with five wrong codes. So wrong codes count
against the address they come from, which pauses that address alone, and all visitors together are
slowed to a pace (20 a second): whoever has many addresses tries 18,000 of 31^8 codes in the
quarter of an hour that a code lives, and a right code still opens while she does.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, ip_address, ip_network

from aiohttp import web

from rules.errors import NotAllowed

_PAUSE = 0.05
#: A visitor may be a whole office behind one address.
_WAITING = 5


class Pace:
    """Lets tries through one after the other, a few of each visitor's waiting at most."""

    def __init__(self, *, pause: float = _PAUSE) -> None:
        self._pause = pause
        self._turn = asyncio.Lock()
        self._waiting: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, visitor: str) -> AsyncIterator[None]:
        """Wait for a turn; raise `NotAllowed` for a visitor who waits five times over.

        Otherwise a flood from one address would be a queue before everybody.
        """
        if self._waiting[visitor] >= _WAITING:
            raise NotAllowed("link.too_many_tries")
        self._waiting[visitor] += 1
        try:
            async with self._turn:
                yield
                await asyncio.sleep(self._pause)
        finally:
            self._waiting -= Counter([visitor])  # drops whom nothing is left of


def visitor_of(request: web.Request, *, is_proxied: bool) -> str:
    """Give the address a request comes from; an IPv6 network counts as one visitor.

    What a proxy forwards is believed only where there is one, and of it the last entry alone,
    which the proxy itself wrote: the others are the visitor's own claim.
    """
    peer = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return (_network(forwarded) if is_proxied else "") or _network(peer) or peer


def _network(written: str) -> str:
    try:
        address = ip_address(written)
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), 64), strict=False))
