"""WeCom's calls to us: signed, fresh and each once, or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from aiohttp import web

from bot.channels.channel import Inbound
from bot.channels.wecom import inbound
from bot.channels.wecom.envelope import Envelope, Malformed, Query, Unsigned, parsed, sealed_in

log = structlog.get_logger()

#: Callbacks may be so old, or so much ahead of our clock.
_FRESH_SECONDS = 300.0
_MOST_NONCES = 100_000
_DIGITS = 10

Take = Callable[[Inbound], Awaitable[None]]


class Callback:
    """The one address that WeCom calls; `take` accepts an act, raising OSError for "not now"."""

    def __init__(
        self,
        envelope: Envelope,
        *,
        corp_id: str,
        take: Take,
        clock: Callable[[], datetime],
        zone: str,
        real_time: Callable[[], float],
    ) -> None:
        self._envelope = envelope
        self._corp_id = corp_id
        self._take = take
        self._clock = clock
        self._zone = zone
        self._real_time = real_time
        self._nonces = _Nonces()

    async def get(self, request: web.Request) -> web.Response:
        """Answer WeCom's check of our address with what it sealed, to the letter."""
        # A plus sign that was not escaped arrives as a space; Base64 has no other.
        echo = request.query.get("echostr", "").replace(" ", "+")
        try:
            query = Query.of(request.query)
            said = self._envelope.opened(query, echo)
            self._check_age(query)
        except (Unsigned, Malformed) as error:
            return _refused(error)
        return web.Response(body=said.encode(), content_type="text/plain")

    async def post(self, request: web.Request) -> web.Response:
        """Accept what somebody did, and ack it: 401 unsigned or old, 400 not WeCom's, 503 later."""
        raw = await request.read()
        try:
            query = Query.of(request.query)
            said = self._envelope.opened(query, sealed_in(raw))
            self._check_age(query)
            act = self._read(said)
        except (Unsigned, Malformed) as error:
            return _refused(error)
        if self._nonces.has(query):  # it was accepted: a repeat is acked, and does nothing
            log.info("wecom.repeated")
            return web.Response()
        if act is not None:
            try:
                await self._take(act)
            except OSError as error:
                log.warning("wecom.not_accepted", interaction=act.id, error=type(error).__name__)
                return web.Response(status=503)
        self._nonces.add(query, now=self._real_time())
        return web.Response()

    def _read(self, said: str) -> Inbound | None:
        fields = parsed(said)
        if fields.get("ToUserName") != self._corp_id:
            raise Malformed("for another company")
        return inbound.read(fields, at=self._clock(), zone=self._zone)

    def _check_age(self, query: Query) -> None:
        """Raise `Unsigned` for what is too old; only called for what is signed."""
        said = query.timestamp
        if not said.isascii() or not said.isdecimal() or len(said) > _DIGITS:
            raise Unsigned("no time")
        age = self._real_time() - int(said)
        if abs(age) > _FRESH_SECONDS:  # a clock is wrong, mostly ours
            raise Unsigned(f"{age:.0f} s old")


class _Nonces:
    """What was accepted lately; older callbacks are refused by their age."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str, str], float] = {}

    def has(self, query: Query) -> bool:
        return self._key(query) in self._until

    def add(self, query: Query, *, now: float) -> None:
        while self._until:
            first = next(iter(self._until))
            if self._until[first] > now and len(self._until) < _MOST_NONCES:
                break
            del self._until[first]
        self._until[self._key(query)] = now + 2 * _FRESH_SECONDS

    def _key(self, query: Query) -> tuple[str, str, str]:
        return query.timestamp, query.nonce, query.signature


def _refused(error: Exception) -> web.Response:
    log.warning("wecom.refused", reason=str(error))
    return web.Response(status=401 if isinstance(error, Unsigned) else 400)
