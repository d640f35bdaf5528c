"""Is the database sound? Schema, file, references, sums of the ledger, chain of the audit log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.audit import AuditLog
from storage.commission import Ledger
from storage.migrate import schema_of
from storage.tables import metadata

_SHOWN = 5
_UNCHECKED = text("SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")


class Outcome(StrEnum):
    """What came of a look."""

    OK = "ok"
    FAILED = "failed"
    #: It could not be asked: the schema is another release's, or the database has no such check.
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One look at the database; `detail` holds ids and counts, never a name or sum."""

    check: str
    outcome: Outcome
    detail: str = ""


_Check = Callable[[AsyncConnection], Awaitable[Finding]]


async def check(engine: AsyncEngine) -> list[Finding]:
    """Look at everything in one snapshot, whatever the release of its schema."""
    findings: list[Finding] = []
    for name, look in (("schema", _schema), ("integrity", _integrity), ("references", _references)):
        findings.append(await _looked(engine, name, look))
    for name, look in (("ledger", _ledger), ("audit", _audit)):
        if findings[0].outcome is Outcome.OK:
            findings.append(await _looked(engine, name, look))
        else:
            reason = "needs the schema of this release"
            findings.append(Finding(check=name, outcome=Outcome.SKIPPED, detail=reason))
    return findings


async def _looked(engine: AsyncEngine, name: str, look: _Check) -> Finding:
    try:
        async with engine.connect() as connection:
            return await look(connection)
    except DBAPIError as error:
        # The driver's class says what happened; its text may hold a row.
        detail = f"could not be read ({type(error.orig).__name__})"
        return Finding(check=name, outcome=Outcome.FAILED, detail=detail)


async def _schema(connection: AsyncConnection) -> Finding:
    schema = await connection.run_sync(schema_of)
    if schema.is_current:
        differences = await connection.run_sync(_differences)
        detail = f"{differences} differences from revision {schema.head}" if differences else ""
        return _finding("schema", detail, good=f"revision {schema.head}")
    if not schema.is_known:
        why = f"a newer release made it ({schema.revision}); this one brings {schema.head}"
        return _finding("schema", why)
    there = schema.revision or "nothing"
    return _finding("schema", f"{there}, not {schema.head}; run `foothold db upgrade`")


def _differences(connection: Connection) -> int:
    return len(compare_metadata(MigrationContext.configure(connection), metadata))


async def _integrity(connection: AsyncConnection) -> Finding:
    if connection.dialect.name == "postgresql":
        detail = "PostgreSQL looks after its own files"
        return Finding(check="integrity", outcome=Outcome.SKIPPED, detail=detail)
    rows = await connection.exec_driver_sql(f"PRAGMA integrity_check({_SHOWN})")
    found = [str(row[0]) for row in rows]
    return _finding("integrity", "" if found == ["ok"] else "; ".join(found))


async def _references(connection: AsyncConnection) -> Finding:
    if connection.dialect.name == "postgresql":
        unchecked = (await connection.scalars(_UNCHECKED)).all()
        return _finding("references", f"not enforced: {', '.join(unchecked)}" if unchecked else "")
    found = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).mappings()
    missing = [f"{r['table']} row {r['rowid']} misses its {r['parent']}" for r in found]
    return _finding("references", "; ".join(missing[:_SHOWN]))


async def _ledger(connection: AsyncConnection) -> Finding:
    found = await Ledger(connection).unbalanced(limit=_SHOWN)
    said = [f"person {a.person_id}, plan version {a.plan_version_id}, {a.period}" for a in found]
    detail = f"lines and totals differ: {'; '.join(said)}" if said else ""
    return _finding("ledger", detail)


async def _audit(connection: AsyncConnection) -> Finding:
    broken, tail = await AuditLog(connection).verify()
    detail = "" if broken is None else f"rows were changed from row {broken} on"
    return _finding("audit", detail, good=f"{tail} rows not sealed yet")


def _finding(name: str, problem: str, *, good: str = "") -> Finding:
    if problem:
        return Finding(check=name, outcome=Outcome.FAILED, detail=problem)
    return Finding(check=name, outcome=Outcome.OK, detail=good)
