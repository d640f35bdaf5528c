"""The database of a site, and the Redis that several processes share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.doctor.finding import Finding, fail, ok, warn
from bot.redis_server import answers
from config.plans import read_plan
from config.settings import Settings
from storage.server import ServerFacts
from storage.store import Store

_ANSWER_SECONDS = 5.0
_OLDEST_POSTGRES = (13,)
_SKEW = timedelta(seconds=5)
#: By then leases end while their holder is at work.
_FATAL_SKEW = timedelta(seconds=20)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store | None]:
    """Give the store for as long as the block runs; None where no file is there to look at."""
    # Opening a file of SQLite makes it.
    is_ours = settings.is_sqlite and not settings.database_url
    if is_ours and not (settings.home / "foothold.db").exists():
        yield None
        return
    store = Store(settings.database, read_plan=read_plan)
    try:
        yield store
    finally:
        await store.close()


async def database(store: Store | None) -> tuple[list[Finding], bool]:
    """Give what is to be said of it, and whether its rows can be looked at."""
    if store is None:
        return [warn("database", "there is none yet", "`foothold run` or `foothold db upgrade`")], (
            False
        )
    try:
        async with asyncio.timeout(_ANSWER_SECONDS), store.read() as uow:
            facts = await uow.server.facts()
            real_now = datetime.now(UTC)
    except Exception as error:  # noqa: BLE001 - whatever it is, it does not answer
        said = f"does not answer ({type(error).__name__})"
        then = "start it; is FOOTHOLD_DATABASE_URL right?"
        return [fail("database", said, then)], False
    return judged(facts, real_now), facts.revision == facts.needs


def judged(facts: ServerFacts, real_now: datetime) -> list[Finding]:
    """Judge what a database says of itself at the moment `real_now`."""
    found = [_version(facts), _schema(facts)]
    if facts.only_reads:
        then = "point FOOTHOLD_DATABASE_URL at the primary, or let this server write"
        found.append(fail("database", "takes no writes: a standby, or set to read only", then))
    if facts.journal is not None:
        found.append(_journal(facts.journal))
    if facts.now is not None:
        found.append(_clock(abs(facts.now - real_now)))
    return found


async def redis(settings: Settings) -> list[Finding]:
    """Tell whether Redis answers, where one is set."""
    if not (url := settings.redis_url.get_secret_value()):
        return []
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await answers(url)()
    except Exception as error:  # noqa: BLE001 - whatever it is, it does not answer
        said = f"does not answer ({type(error).__name__})"
        return [fail("redis", said, "start it; is FOOTHOLD_REDIS_URL right?")]
    return [ok("redis", "answers")]


def _version(facts: ServerFacts) -> Finding:
    said = f"{facts.kind} {'.'.join(map(str, facts.version))}"
    if facts.kind == "postgresql" and facts.version < _OLDEST_POSTGRES:
        return warn("database", f"{said} is tested with no longer", "upgrade PostgreSQL to 15 on")
    return ok("database", f"{said} answers")


def _schema(facts: ServerFacts) -> Finding:
    if facts.revision == facts.needs:
        return ok("schema", facts.needs)
    if facts.is_known:
        said = f"is {facts.revision or 'empty'}, this release needs {facts.needs}"
        return fail("schema", said, "`foothold db upgrade`")
    return fail("schema", f"a newer release made {facts.revision}", "use that release or a newer")


def _journal(mode: str) -> Finding:
    if mode == "wal":
        return ok("journal", "SQLite writes ahead (WAL)")
    said = f"SQLite's journal is {mode}: reading waits for writing"
    return fail("journal", said, "put $FOOTHOLD_HOME on a local disk, not on a network share")


def _clock(skew: timedelta) -> Finding:
    said = f"{skew.total_seconds():.1f} s from the database's"
    if skew > _FATAL_SKEW:
        return fail("clock", said, "run NTP on both machines: leases and signatures need it")
    if skew > _SKEW:
        return warn("clock", said, "run NTP on both machines")
    return ok("clock", said)
