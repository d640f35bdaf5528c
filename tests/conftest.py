"""Real databases for every test that asks, a fresh one each, and nothing beyond loopback."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import which

import asyncpg
import pytest
from hypothesis import settings

from config.plans import read_plan
from storage.store import Store
from tests.servers import Postgres, Valkey

settings.register_profile("foothold", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("foothold")

for _name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
    os.environ.pop(_name, None)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may reach the network: a connection elsewhere is an error."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        is_ip = self.family in (socket.AF_INET, socket.AF_INET6)
        if is_ip and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):  # type: ignore[index] # an IP address is a tuple
            raise AssertionError(f"a test may only connect to loopback, not {address}")
        connect(self, address)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres | None]:
    """One server for this worker, started when first asked for; None where a site gives its own."""
    if "FOOTHOLD_TEST_DATABASE_URL" in os.environ:
        yield None
        return
    server = Postgres()
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def pg_url(postgres: Postgres | None) -> AsyncIterator[str]:
    """A fresh PostgreSQL database."""
    url = postgres.url() if postgres else os.environ["FOOTHOLD_TEST_DATABASE_URL"]
    name = f"t_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(url.replace("+asyncpg", ""))
    await admin.execute(f'CREATE DATABASE "{name}"')
    yield url.rpartition("/")[0] + f"/{name}"
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh SQLite file."""
    return f"sqlite+aiosqlite:///{tmp_path / 'foothold.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url"))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An empty store on each database."""
    opened = Store(database_url, read_plan=read_plan)
    await opened.upgrade()
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey | None]:
    """One Valkey for this worker; None where a site gives its own."""
    if "FOOTHOLD_TEST_REDIS_URL" in os.environ:
        yield None
        return
    server = Valkey()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(valkey: Valkey | None) -> str:
    """The address of a Valkey."""
    return valkey.url if valkey else os.environ["FOOTHOLD_TEST_REDIS_URL"]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A browser; without one its tests are skipped, and the end of the run says so."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := which(name):
            return found
    pytest.skip("NO CHROMIUM HERE: the web chat was not tested in a browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name loudly what was skipped."""
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"SKIPPED {report.nodeid}: {report.longrepr}", yellow=True)
