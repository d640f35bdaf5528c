"""The one way out: every HTTP client of Foothold, with its proxy, authorities and time-outs."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, partial
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.request import getproxies_environment

from aiohttp import (
    ClientConnectorError,
    ClientHandlerType,
    ClientOSError,
    ClientProxyConnectionError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ServerDisconnectedError,
    TCPConnector,
    TraceConfig,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from config.settings import HttpSettings
from rules.errors import FootholdError

#: A DNS that hangs keeps threads for half a minute: not those that read files and draw charts.
_LOOK_UPS = ThreadPoolExecutor(16, thread_name_prefix="dns")
#: Whether the request of this task got as far as its server.
_IS_CONNECTED = ContextVar("is_connected", default=False)
_TOTAL_SECONDS = 30.0
_CONNECT_SECONDS = 10.0
#: Reached directly whatever is set: a proxy's loopback is not ours.
_OWN = ("localhost", "127.0.0.0/8", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """Which proxy leads to an address, if any."""

    #: Scheme of the address ("https") -> address of the proxy.
    by_scheme: dict[str, URL]
    #: Host names, suffixes (".example" and "example" alike) and networks reached directly.
    direct: Sequence[str]

    def proxy_for(self, url: URL) -> URL | None:
        """Give the proxy for an address, None where it is reached directly."""
        scheme = {"wss": "https", "ws": "http"}.get(url.scheme, url.scheme)
        proxy = self.by_scheme.get(scheme)
        return None if proxy is None or self._is_direct(url) else proxy

    def _is_direct(self, url: URL) -> bool:
        host = (url.host or "").lower().rstrip(".")
        return any(_matches(entry, host, url.port) for entry in (*_OWN, *self.direct))


def proxies(settings: HttpSettings) -> Proxies:
    """Take the settings; where they are silent, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY."""
    there = getproxies_environment()
    said = settings.proxy.get_secret_value()
    found = {scheme: said or there.get(scheme) or there.get("all", "") for scheme in _SCHEMES}
    direct = settings.no_proxy or there.get("no", "")
    return Proxies(
        by_scheme={scheme: _proxy(address) for scheme, address in found.items() if address},
        direct=[entry for entry in direct.replace(" ", ",").split(",") if entry],
    )


def open_session(settings: HttpSettings) -> ClientSession:
    """Open a client; close it as any other. Raises `FootholdError` where a setting is no good."""
    routes = proxies(settings)

    async def by_proxy(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        # Per request, redirects too: the session's own proxy would know no exceptions.
        proxy = routes.proxy_for(request.url)
        request.update_proxy(proxy, None, None)
        _IS_CONNECTED.set(False)
        try:
            return await handler(request)
        except (ServerDisconnectedError, ClientOSError) as error:
            if proxy is None or _IS_CONNECTED.get() or isinstance(error, ClientConnectorError):
                raise
            # The proxy broke off before there was a way through it: nothing was sent.
            raise ClientProxyConnectionError(request.connection_key, OSError(str(error))) from error

    return ClientSession(
        connector=TCPConnector(ssl=trust(settings.ca_file), resolver=_Names()),
        middlewares=(by_proxy,),
        trace_configs=[_watching()],
        timeout=ClientTimeout(total=_TOTAL_SECONDS, connect=_CONNECT_SECONDS),
    )


def _watching() -> TraceConfig:
    """Note, in the task that makes a request, that there is a connection to its server."""
    watching = TraceConfig()

    async def connected(*_: object) -> None:
        _IS_CONNECTED.set(True)

    watching.on_connection_create_end.append(connected)
    watching.on_connection_reuseconn.append(connected)
    return watching


class _Names(AbstractResolver):
    """Looks names up as the system does, on threads of its own."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give the addresses of a name; raise OSError."""
        look = partial(
            socket.getaddrinfo,
            host,
            port,
            type=socket.SOCK_STREAM,
            family=family,
            flags=socket.AI_ADDRCONFIG,
        )
        found = await asyncio.get_running_loop().run_in_executor(_LOOK_UPS, look)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=of,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for of, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Keep the threads: they are every client's."""


def check(settings: HttpSettings) -> None:
    """Raise `FootholdError` where no client could be opened with these settings."""
    proxies(settings)
    trust(settings.ca_file)


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """Trust the system's authorities, or those of SSL_CERT_FILE, and the company's own beside."""
    return _trusted(ca_file, os.environ.get("SSL_CERT_FILE", ""))


@lru_cache(maxsize=8)
def _trusted(ca_file: Path | None, environment: str) -> ssl.SSLContext:
    """Read them once a process: all its clients trust the same, and to read them takes .1 s."""
    if environment:
        _check(Path(environment), key="SSL_CERT_FILE")
    context = ssl.create_default_context()
    if ca_file is not None:
        _check(ca_file, key="http.ca_file")
        context.load_verify_locations(cafile=ca_file)
    return context


_SCHEMES = ("http", "https")


def _check(file: Path, *, key: str) -> None:
    """Say what is wrong with a file of authorities; OpenSSL would pass over it, or say a number."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
    except FileNotFoundError:
        raise FootholdError("error.setting", key=key, reason=f"there is no file {file}") from None
    except ssl.SSLError:
        reason = f"{file} holds no certificate in PEM"
        raise FootholdError("error.setting", key=key, reason=reason) from None
    except OSError as error:
        reason = f"{file} can not be read: {error.strerror}"
        raise FootholdError("error.setting", key=key, reason=reason) from None


def _proxy(address: str) -> URL:
    url = URL(address if "://" in address else f"http://{address}")
    if url.scheme not in _SCHEMES or not url.host:
        reason = "write it like http://proxy.example:3128"  # the value may hold a password
        raise FootholdError("error.setting", key="http.proxy", reason=reason)
    return url


def _matches(entry: str, host: str, port: int | None) -> bool:
    entry = entry.lower()
    if entry == "*":
        return True
    if (network := _network(entry)) is not None:
        return _is_in(host, network)
    name, _, only_port = entry.partition(":")
    if only_port and only_port != str(port):
        return False
    name = name.removeprefix("*").lstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return None


def _is_in(host: str, network: IPv4Network | IPv6Network) -> bool:
    try:
        return ip_address(host.strip("[]")) in network
    except ValueError:
        return False  # a name is not looked up: the proxy may know it and we not
