"""A database's address as operators and clouds write it, in the form of SQLAlchemy."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

_DRIVERS = {"postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
#: What others call the same.
_ALSO = {"postgres": "postgresql"}


def with_driver(said: str) -> str:
    """Give the address with our driver; `ValueError` for what we have none for.

    libpq's `sslmode` is asyncpg's `ssl`, with the same words.
    """
    scheme, is_url, rest = said.partition("://")
    kind = scheme.lower().partition("+")[0]
    driver = _DRIVERS.get(_ALSO.get(kind, kind))
    if driver is None or not is_url:
        raise ValueError("write it like postgresql://user:password@host/name; empty is SQLite")
    url = urlsplit(f"{driver}://{rest}")
    if driver != _DRIVERS["postgresql"] or "sslmode" not in url.query:
        return f"{driver}://{rest}"
    named = [("ssl" if name == "sslmode" else name, value) for name, value in parse_qsl(url.query)]
    return url._replace(query=urlencode(named)).geturl()
