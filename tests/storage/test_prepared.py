"""Statements that run on the driver: the same rows, errors and transactions as the usual way."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from config.plans import read_plan
from storage import (
    caller,
    commission,
    deal,
    form_session,
    inbox,
    interaction,
    learning,
    outset,
    plan,
    pulse,
    retention,
    risk,
    risk_band,
)
from storage import person as person_rows
from storage.outage import outages_as_os_errors
from storage.prepared import Prepared, Row, one_of
from storage.store import Store
from storage.tables import audit, identity, person
from storage.unit_of_work import UnitOfWork
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.schema import FILE, lay_out

_NUMBERED = Prepared(select(person.c.number).where(one_of(person.c.number, "numbers")))
_AUDITED = Prepared(select(audit).where(audit.c.actor == bindparam("who")))
_LINK = Prepared(insert(identity), columns=["channel", "address", "person_id", "linked_at"])

#: Every look-up of the storage, save those that want a whole small table.
_LOOKUPS = [
    pytest.param(one, id=f"{module.__name__}.{name}")
    for module in (
        *(caller, commission, deal, form_session, inbox, interaction, outset, person_rows, plan),
        *(learning, pulse, retention, risk, risk_band),
    )
    for name, one in vars(module).items()
    if isinstance(one, Prepared) and name not in ("_LOCKS", "_VERSION_IDS", "_OUTSET", "_WEEKS")
]


#: A list that was given, a row of constants.
_NO_TABLE = ("json_each VIRTUAL TABLE INDEX 1:", "CONSTANT ROW", " act")


def _connection(uow: UnitOfWork) -> AsyncConnection:
    return uow.people._connection  # noqa: SLF001 - what repositories speak with


@pytest.fixture
async def staffed(store: Store) -> Store:
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_hire("A002"))
    return store


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        pytest.param([], [], id="none"),
        pytest.param(["A001"], ["A001"], id="one"),
        pytest.param(["A001", "A002", "A001", '"', "\\", "陈"], ["A001", "A002"], id="some"),
        pytest.param([f"A{n:03}" for n in range(100_000)], ["A001", "A002"], id="very many"),
    ],
)
async def test_one_of_finds_those_that_are_there(
    staffed: Store, numbers: list[str], found: list[str]
) -> None:
    async with staffed.read() as uow:
        rows = await _NUMBERED.rows(_connection(uow), numbers=numbers)

    assert sorted(row.number for row in rows) == found


@pytest.mark.parametrize("statement", _LOOKUPS)
def test_no_lookup_reads_a_whole_table_on_sqlite(tmp_path: Path, statement: Prepared) -> None:
    ready = statement._for(sqlite.dialect())  # noqa: SLF001 - its text is what is asked about

    with closing(sqlite3.connect(lay_out(tmp_path) / FILE)) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {ready.sql}", [None] * len(ready.binds))
        steps = [str(step[3]) for step in plan]

    scans = [step for step in steps if step.startswith("SCAN")]
    assert [one for one in scans if not one.endswith(_NO_TABLE)] == []


async def test_a_row_has_the_types_of_its_columns(store: Store) -> None:
    async with store.begin() as uow:
        await uow.audit.add(at=AT, actor="cli", action="tested", subject="s")
        [row] = await _AUDITED.rows(_connection(uow), who="cli")

    assert (row.at, row.action) == (AT, "tested")


async def test_it_is_part_of_the_transaction_even_as_its_first_statement(staffed: Store) -> None:
    link = {"channel": "fake", "address": "@1", "person_id": 1, "linked_at": AT}

    async def fails(uow: UnitOfWork) -> None:
        await _LINK.many(_connection(uow), [link])
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await staffed.write(fails)

    async with staffed.read() as uow:
        assert await uow.links.address_of(1) is None


async def test_a_broken_key_is_sqlalchemy_s_error_without_the_values(staffed: Store) -> None:
    link = {"channel": "fake", "address": "@secret", "person_id": 404, "linked_at": AT}

    with pytest.raises(IntegrityError) as caught:
        await staffed.write(lambda uow: _LINK.many(_connection(uow), [link]))

    assert "404" not in str(caught.value.statement)
    assert caught.value.params is None


async def test_the_next_unit_works_after_an_error(staffed: Store) -> None:
    bad = {"channel": "fake", "address": "@1", "person_id": 404, "linked_at": AT}
    with pytest.raises(IntegrityError):
        await staffed.write(lambda uow: _LINK.many(_connection(uow), [bad]))

    results = await take_in(staffed, a_deal())

    assert [one.outcome for one in results] == ["accepted"]


async def test_the_first_to_meet_lost_connections_is_the_last(pg_url: str) -> None:
    store = Store(pg_url, read_plan=read_plan)
    three = asyncio.Barrier(3)

    async def ask() -> None:
        async with store.read() as uow:
            await _NUMBERED.rows(_connection(uow), numbers=[])
            await three.wait()

    async def look() -> list[Row]:
        async with store.read() as uow:
            return await _NUMBERED.rows(_connection(uow), numbers=[])

    await asyncio.gather(*(ask() for _ in range(3)))
    admin = await asyncpg.connect(pg_url.replace("+asyncpg", ""))
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await admin.close()

    with pytest.raises(OSError, match="does not answer"), outages_as_os_errors():
        await look()

    assert [await look() for _ in range(3)] == [[], [], []]
    await store.close()
