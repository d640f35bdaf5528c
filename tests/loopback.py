"""No test speaks to the world: sockets refuse every address but this machine's own."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest


class LeftLoopback(Exception):
    """A test tried to speak to another machine. No OSError: code that retries must not eat it."""


def keep_to_loopback(*, besides: Iterable[str]) -> None:
    """Guard every socket of this process, asyncio's too; the hosts of `besides` (URLs) are let be.

    A name that ends in .invalid is not found, as everywhere; any other look-up is refused.
    """
    hosts = {host for url in besides if (host := urlsplit(url).hostname)}
    allowed = {"localhost", *hosts, *(str(i[4][0]) for h in hosts for i in _look_up(h, None))}
    patch = pytest.MonkeyPatch()

    def connect(self: socket.socket, address: _Address) -> None:
        _check(address, allowed)
        _connect(self, address)

    def connect_ex(self: socket.socket, address: _Address) -> int:
        _check(address, allowed)
        return _connect_ex(self, address)

    def look_up(
        host: str | bytes | None, port: str | int | None, *args: int, **kwargs: int
    ) -> _Found:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if name is not None:
            _check((name, port), allowed)
        return _look_up(host, port, *args, **kwargs)

    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect_ex)
    patch.setattr(socket, "getaddrinfo", look_up)


_Address = tuple[object, ...] | str
_Found = Sequence[tuple[object, ...]]
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_look_up = socket.getaddrinfo


def _check(address: _Address, allowed: set[str]) -> None:
    if not isinstance(address, tuple):
        return  # a Unix socket
    host = str(address[0])
    if host not in allowed and not _is_loopback(host):
        raise LeftLoopback(f"tests speak to this machine only, not to {host}:{address[1]}")


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
