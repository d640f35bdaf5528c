"""`Store.check` finds what is wrong, names it, and changes nothing."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from config.plans import read_plan
from storage.check import Outcome
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in
from tests.post_office import sql


@pytest.fixture
def pg_url(empty_pg_url: str) -> str:
    """Without a schema: what brings it is tested here."""
    return empty_pg_url


async def _outcomes(store: Store) -> dict[str, Outcome]:
    return {finding.check: finding.outcome for finding in await store.check()}


@pytest.fixture
async def busy(store: Store) -> Store:
    """A store with a deal in it and a sealed audit log."""
    await given_plan(store)
    await take_in(store, a_hire(), a_deal())
    async with store.begin() as uow:
        await uow.audit.add(at=AT, actor="cli", action="tested", subject="s")
        await uow.audit.add(at=AT + timedelta(1), actor="cli", action="tested", subject="t")
        await uow.audit.seal()
    return store


async def test_a_sound_database_passes(busy: Store) -> None:
    outcomes = await _outcomes(busy)

    assert set(outcomes) == {"schema", "integrity", "references", "ledger", "audit"}
    assert Outcome.FAILED not in outcomes.values()


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        pytest.param(
            "UPDATE account SET posted_minor = posted_minor + 1", "ledger", id="total changed"
        ),
        pytest.param("UPDATE commission_line SET amount_minor = 1", "ledger", id="line changed"),
        pytest.param("DELETE FROM commission_line", "ledger", id="lines gone"),
        pytest.param("DELETE FROM account", "ledger", id="account gone"),
        pytest.param("UPDATE audit SET actor = 'x' WHERE id = 1", "audit", id="audit changed"),
        pytest.param("DROP INDEX ix_notice_subject_id", "schema", id="index gone"),
        pytest.param("UPDATE alembic_version SET version_num = '9999'", "schema", id="newer"),
        pytest.param("DELETE FROM alembic_version", "schema", id="no revision"),
    ],
)
async def test_each_damage_is_found_by_its_check(busy: Store, damage: str, check: str) -> None:
    await sql(busy, damage)

    outcomes = await _outcomes(busy)

    assert [name for name, outcome in outcomes.items() if outcome is Outcome.FAILED] == [check]


async def test_another_releases_schema_is_not_read_with_this_releases_eyes(busy: Store) -> None:
    await sql(busy, "UPDATE alembic_version SET version_num = '9999'")

    outcomes = await _outcomes(busy)

    assert (outcomes["ledger"], outcomes["audit"]) == (Outcome.SKIPPED, Outcome.SKIPPED)


async def test_a_row_that_names_nobody_is_found_on_sqlite(sqlite_url: str) -> None:
    store = Store(sqlite_url, read_plan=read_plan)
    await store.upgrade()
    with sqlite3.connect(sqlite_url.partition(":///")[2]) as connection:
        connection.execute("INSERT INTO plan_assignment VALUES (404, '2026-01-01', 'standard')")
    connection.close()

    [found] = [one for one in await store.check() if one.outcome is Outcome.FAILED]
    await store.close()

    assert (found.check, "misses its person" in found.detail) == ("references", True)


async def test_a_file_with_a_page_overwritten_is_found_on_sqlite(sqlite_url: str) -> None:
    store = Store(sqlite_url, read_plan=read_plan)
    await store.upgrade()
    await given_plan(store)
    await take_in(store, a_hire(), *(a_deal(f"D{n}") for n in range(50)))
    await store.close()
    with open(sqlite_url.partition(":///")[2], "r+b") as file:  # noqa: ASYNC230, PTH123 - a test
        file.seek(4096 * 20)
        file.write(b"\xff" * 4096 * 10)

    store = Store(sqlite_url, read_plan=read_plan)
    outcomes = await _outcomes(store)
    await store.close()

    assert outcomes["integrity"] is Outcome.FAILED
