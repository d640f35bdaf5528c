"""Who is looking at the page: a signed cookie that names one person for half a day."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from aiohttp import web

_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """Whose browser it is, and since when; to the second."""

    person_id: int
    opened_at: datetime


class Sessions:
    """Opens sessions and reads them back. Nothing is stored; a new key ends them all.

    Over https the cookie is `__Host-`: no browser takes one of that name over plain http, from a
    neighbouring subdomain or without `Secure`, so nobody can plant a session of her own.
    """

    def __init__(self, *, key: bytes, clock: Callable[[], datetime], is_https: bool) -> None:
        self._key = key
        self._clock = clock
        self._is_https = is_https
        self._name = "__Host-foothold_chat" if is_https else "foothold_chat"

    def open(self, response: web.StreamResponse, person_id: int) -> None:
        """Set the cookie that makes this browser the person's."""
        response.set_cookie(
            self._name,
            self.seal(person_id),
            path="/" if self._is_https else "/chat",  # `__Host-` wants the whole site
            max_age=int(_LASTS.total_seconds()),
            httponly=True,
            samesite="Strict",
            secure=self._is_https,
        )

    def seal(self, person_id: int) -> str:
        """Give the value of a cookie that is good from now on."""
        said = f"{person_id}.{int((self._clock() + _LASTS).timestamp())}"
        return f"{said}.{self._mac(said)}"

    def read(self, request: web.Request) -> Session | None:
        """Give the session the request carries, or None for none, an old or a forged one."""
        said, _, mac = request.cookies.get(self._name, "").rpartition(".")
        if not hmac.compare_digest(_octets(mac), self._mac(said).encode()):
            return None
        person, _, ends = said.partition(".")
        if int(ends) <= self._clock().timestamp():
            return None
        return Session(int(person), datetime.fromtimestamp(int(ends), UTC) - _LASTS)

    def _mac(self, said: str) -> str:
        mac = hmac.new(self._key, b"session~" + _octets(said), sha256).digest()
        return urlsafe_b64encode(mac).decode()


def _octets(text: str) -> bytes:
    # A header may hold anything; undecodable bytes come as lone surrogates.
    return text.encode("utf-8", "backslashreplace")
