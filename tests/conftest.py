"""Real databases for every test that asks, a fresh one each, and nothing beyond loopback."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from shutil import which
from typing import NoReturn

import asyncpg
import pytest
import structlog
from hypothesis import HealthCheck, settings
from redis import Redis
from xdist.workermanage import WorkerController  # type: ignore[import-untyped] # ships no types

from config.plans import read_plan
from storage.store import Store
from tests.compiled import share_compiled
from tests.loopback import keep_to_loopback
from tests.memory import memory
from tests.programs import Unavailable
from tests.schema import lay_out, sqlite_in
from tests.sharing import SharedServers, ask

#: Where a site that has its own servers says so.
_GIVEN = {"postgres": "FOOTHOLD_TEST_DATABASE_URL", "valkey": "FOOTHOLD_TEST_REDIS_URL"}
_IS_CI = os.environ.get("CI") == "true"
_DOOR = pytest.StashKey[str]()
_SHARED = pytest.StashKey[SharedServers]()

settings.register_profile(
    "foothold",
    deadline=None,
    derandomize=_IS_CI,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no finding
)
settings.load_profile("foothold")


def pytest_configure(config: pytest.Config) -> None:
    """Make every machine the same odd one, and open the door to the session's servers."""
    for name in [name for name in os.environ if _is_foreign(name)]:
        del os.environ[name]
    os.environ["TZ"] = "America/Caracas"  # half a day from the company's: naive times show
    time.tzset()
    _log_plainly()
    if (found := memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(found))
    given = {kind: os.environ[name] for kind, name in _GIVEN.items() if name in os.environ}
    keep_to_loopback(besides=given.values())
    share_compiled()
    if hasattr(config, "workerinput"):
        config.stash[_DOOR] = config.workerinput["door"]
        return
    config.stash[_SHARED] = SharedServers(given)
    config.stash[_DOOR] = config.stash[_SHARED].door
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: tidily


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over eleven thousand tests: it went through them all along."""
    gc.collect()
    gc.freeze()


def _log_plainly() -> None:
    """Print exceptions as text; structlog's own way draws each local, for seconds on the loop."""
    *processors, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[*processors, plain])


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Undo what a command that was run in this process has said about logging."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell a worker of pytest-xdist where the door is."""
    node.workerinput["door"] = node.config.stash[_DOOR]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running."""
    if _SHARED in config.stash:
        config.stash[_SHARED].close()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    """Let a test that starts a server of its own do without, too."""
    try:
        return (yield)
    except Unavailable as missing:
        _miss(str(missing))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name loudly what was skipped."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"NOT TESTED, {count} skipped: {reason}", red=True, bold=True)


@pytest.fixture
async def empty_pg_url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """A fresh PostgreSQL database without a schema."""
    async with _a_database(_shared(request, "postgres"), template="template0") as url:
        yield url


@pytest.fixture(scope="session")
def schema_template(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL database with this release's schema, to be copied."""
    server, name = _shared(request, "postgres"), f"schema_{secrets.token_hex(6)}"

    async def make() -> None:
        async with _admin(server) as admin:
            await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        made = Store(_address(server, name), read_plan=read_plan)
        await made.upgrade()
        await made.close()

    async def drop() -> None:
        async with _admin(server) as admin:
            await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    asyncio.run(make())
    yield name
    asyncio.run(drop())


@pytest.fixture
async def pg_url(request: pytest.FixtureRequest, schema_template: str) -> AsyncIterator[str]:
    """A fresh PostgreSQL database with this release's schema and no rows."""
    async with _a_database(_shared(request, "postgres"), template=schema_template) as url:
        yield url


@pytest.fixture
def new_pg(
    request: pytest.FixtureRequest, schema_template: str
) -> Callable[[], AbstractAsyncContextManager[str]]:
    """As many such databases as one test likes, each while its block runs."""
    server = _shared(request, "postgres")
    return lambda: _a_database(server, template=schema_template)


@asynccontextmanager
async def _a_database(server: str, *, template: str) -> AsyncIterator[str]:
    name = f"t_{secrets.token_hex(6)}"
    async with _admin(server) as admin:
        # A copy of files; the other way writes each page of them to the log as well.
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        yield _address(server, name)
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@asynccontextmanager
async def _admin(server: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.replace("+asyncpg", ""))
    try:
        yield connection
    finally:
        await connection.close()


def _address(server: str, database: str) -> str:
    address = server.rpartition("/")[0] + f"/{database}"
    return address.replace("postgresql://", "postgresql+asyncpg://")


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return sqlite_in(tmp_path)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh SQLite file with this release's schema and no rows."""
    return sqlite_in(lay_out(tmp_path))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """The same on both databases, before anything was migrated."""
    name = "empty_sqlite_url" if request.param == "sqlite" else "empty_pg_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An empty store on each database."""
    opened = Store(database_url, read_plan=read_plan)
    await opened.upgrade()
    yield opened
    await opened.close()


@pytest.fixture
def redis_url(request: pytest.FixtureRequest, worker_id: str) -> str:
    """An emptied database of a Valkey, this worker's own."""
    server = _shared(request, "valkey").rpartition("/")[0]
    url = f"{server}/{worker_id.removeprefix('gw') if worker_id != 'master' else 0}"
    with Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A browser; without one its tests are skipped, and the end of the run says so."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(which, names)), None)
    return found or _miss("no Chromium, so no page was looked at (Debian: apt install chromium)")


def _shared(request: pytest.FixtureRequest, kind: str) -> str:
    try:
        return ask(request.config.stash[_DOOR], kind)
    except Unavailable as missing:
        _miss(str(missing))


def _miss(what: str) -> NoReturn:
    """Fail where everything should be installed; elsewhere skip, and say so at the end."""
    if _IS_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def _is_foreign(name: str) -> bool:
    """Whether an environment variable would lead tests astray: a proxy, a site's own settings."""
    is_setting = name.startswith("FOOTHOLD_") and name not in _GIVEN.values()
    # Without its bytecode each of the processes that tests start would compile all of ours.
    return is_setting or name == "PYTHONDONTWRITEBYTECODE" or name.lower().endswith("_proxy")
