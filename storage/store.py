"""The shared store: one consistent snapshot to read, one transaction to write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.company_calendar import CompanyCalendar
from rules.hiring import CompetencyProfile
from rules.learning import Catalogue
from rules.mentoring import MentoringPolicy
from rules.resume_evidence import Lexicon
from storage import migrate
from storage.caller import CALLER, Caller, asking, read_caller
from storage.check import Finding, check
from storage.database import BEGIN_READ, BEGIN_WRITE, is_sqlite, reader_engine, writer_engine
from storage.migrate import BeforeUpgrade, Schema, schema_of
from storage.outage import only_reads, outages_in_a_sentence
from storage.plan import Cache, ReadPlan
from storage.postgres_glance import Glances
from storage.sqlite_glance import Glance
from storage.sqlite_thread import SqliteThread
from storage.unit_of_work import UnitOfWork

Result = TypeVar("Result")

_READING_THREADS = 2


class Store:
    """The database of one company."""

    def __init__(
        self,
        url: str,
        *,
        read_plan: ReadPlan,
        calendar: CompanyCalendar | None = None,
        catalogue: Catalogue | None = None,
        mentoring_policy: MentoringPolicy | None = None,
        lexicon: Lexicon | None = None,
        hand_profile: CompetencyProfile | None = None,
    ) -> None:
        self.url = url
        #: Whose workdays are which; the same in every unit of work.
        self.calendar = calendar or CompanyCalendar()
        self.catalogue = catalogue or Catalogue(domains=(), courses=())
        self.mentoring_policy = mentoring_policy or MentoringPolicy()
        self.lexicon = lexicon or Lexicon()
        #: What candidates are held against while no version is kept; empty matches nobody.
        self.hand_profile = hand_profile or CompetencyProfile(version="none", dimensions=())
        self._read_plan = read_plan
        self._plans: Cache = {}
        self._writer = writer_engine(url)
        self._reader = reader_engine(url)
        self._writing = self._reading = None
        if is_sqlite(url):
            self._writing = SqliteThread(url, name="sqlite-writer", begin=BEGIN_WRITE)
            self._reading = _Readers(url)
        self._glance = Glance(url) if is_sqlite(url) else None
        self._glances = None if is_sqlite(url) else Glances(self._reader)
        self._turn = asyncio.Semaphore(1 if is_sqlite(url) else 1000)

    async def upgrade(self, *, before: BeforeUpgrade | None = None) -> None:
        """Bring the schema to this release; `before` may still refuse where rows are at stake.

        Raises `FootholdError` with what to do where the database can not be used.
        """
        with outages_in_a_sentence(self.url, is_connecting=True):
            async with self._writer.connect():
                pass
        with outages_in_a_sentence(self.url):
            await migrate.upgrade(self._writer, before=before)

    async def schema(self) -> Schema:
        """Tell which release's schema is there; raises as `upgrade` does."""
        with outages_in_a_sentence(self.url, is_connecting=True):
            async with self._reader.connect() as connection:
                return await connection.run_sync(schema_of)

    async def check(self) -> list[Finding]:
        """Look the whole database over; a schema of another release is a finding, not an error.

        Raises as `upgrade` does.
        """
        with outages_in_a_sentence(self.url, is_connecting=True):
            return await check(self._reader)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[UnitOfWork]:
        """Write in one transaction: committed on leaving, rolled back by any error."""
        async with self._turn, self._writer.begin() as connection:
            try:
                yield self._unit(connection)
            except DBAPIError as error:
                if only_reads(error):  # the pool would lend it out again, failover or not
                    await connection.invalidate(error)
                raise

    async def write(self, work: Callable[[UnitOfWork], Awaitable[Result]]) -> Result:
        """Run a unit of work that awaits nothing but its store, committed as by `begin`.

        On SQLite it runs whole on the writer's thread, which makes a small unit several times
        cheaper; so it must share nothing with the caller that changes meanwhile.
        """
        if self._writing is None:
            async with self.begin() as uow:
                return await work(uow)
        async with self._turn:
            return await self._writing.run(lambda connection: work(self._unit(connection)))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """Read one consistent snapshot."""
        async with self._reader.connect() as connection, connection.begin():
            yield self._unit(connection)

    async def ask(self, work: Callable[[UnitOfWork], Awaitable[Result]]) -> Result:
        """Run a unit that only reads one snapshot and awaits nothing but its store.

        On SQLite it runs whole on a thread of its own, as `write` does.
        """
        if self._reading is None:
            async with self.read() as uow:
                return await work(uow)
        async with self._reading.one() as thread:
            return await thread.run(lambda connection: work(self._unit(connection)))

    async def caller(self, channel: str, address: str, act: str, since: datetime) -> Caller:
        """Tell who did an act, as `UnitOfWork.caller` does, in the quickest way there is."""
        given = asking(channel, address, act, since)
        found = None
        if self._glance is not None:
            found = self._glance.rows(CALLER, given)
        if self._glances is not None:
            found = await self._glances.rows(CALLER, given)
        if found:
            return read_caller(found[0])
        return await self.ask(lambda uow: uow.caller(channel, address, act, since))

    def _unit(self, connection: AsyncConnection) -> UnitOfWork:
        return UnitOfWork(
            connection,
            read_plan=self._read_plan,
            plans=self._plans,
            calendar=self.calendar,
            catalogue=self.catalogue,
            mentoring_policy=self.mentoring_policy,
            lexicon=self.lexicon,
            hand_profile=self.hand_profile,
        )

    async def close(self) -> None:
        """Let go of all connections."""
        if self._writing is not None:
            await self._writing.close()
        if self._reading is not None:
            await self._reading.close()
        if self._glance is not None:
            self._glance.close()
        if self._glances is not None:
            await self._glances.close()
        await self._writer.dispose()
        await self._reader.dispose()


class _Readers:
    """A few threads that read SQLite; each is lent to one unit at a time."""

    def __init__(self, url: str) -> None:
        self._idle: asyncio.LifoQueue[SqliteThread] = asyncio.LifoQueue()
        self._all = [
            SqliteThread(url, name=f"sqlite-reader-{n}", begin=BEGIN_READ)
            for n in range(_READING_THREADS)
        ]
        for thread in self._all:
            self._idle.put_nowait(thread)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[SqliteThread]:
        """Lend a thread."""
        thread = await self._idle.get()
        try:
            yield thread
        finally:
            self._idle.put_nowait(thread)

    async def close(self) -> None:
        """End all threads; none may be lent any more."""
        for thread in self._all:
            await thread.close()
