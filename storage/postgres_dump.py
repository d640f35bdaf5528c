"""A whole PostgreSQL database as one file, by the programs that PostgreSQL ships for it."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from rules.errors import Conflict, FootholdError, NotFound

#: The database is Foothold's own: what a newer release added goes too, or its tables would stay.
_EMPTY = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', name);
  END LOOP;
END $$;
"""
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND usename = current_user AND pid <> pg_backend_pid()"
)
_REVISION = text("SELECT version_num FROM alembic_version")
_HAS_TABLES = text("SELECT to_regclass('public.alembic_version') IS NOT NULL")


async def dump(url: str, target: Path) -> None:
    """Write one consistent snapshot of the database; raise a sentence where pg_dump can not."""
    await _run(
        url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"
    )


async def load(url: str, source: Path, *, workshop: Path) -> None:
    """Replace everything by what a dump holds, in one transaction: a kill leaves old or new."""
    script, empty = workshop / "load.sql", workshop / "empty.sql"
    await _run(url, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source))
    empty.write_text(_EMPTY)
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    await _run(url, "psql", *options, f"--file={empty}", f"--file={script}")


async def look_over(url: str, source: Path) -> None:
    """Raise where pg_restore can not read a dump."""
    await _run(url, "pg_restore", f"--file={os.devnull}", str(source))


async def revision(url: str) -> str | None:
    """Give the schema revision, None for a database without tables of ours."""
    engine = create_async_engine(url, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            if not await connection.scalar(_HAS_TABLES):
                return None
            return str(await connection.scalar(_REVISION))
    finally:
        await engine.dispose()


async def refuse_others(url: str) -> None:
    """Raise `Conflict` while somebody else is connected as the same user."""
    engine = create_async_engine(url, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            others = int(await connection.scalar(_OTHERS) or 0)
    finally:
        await engine.dispose()
    if others:
        raise Conflict("upkeep.others_connected", count=others)


async def _run(url: str, program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise NotFound("upkeep.no_program", program=program)
    process = await asyncio.create_subprocess_exec(
        found,
        *arguments,
        env=_environment(make_url(url)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        # The first line says why; those after it may quote a row.
        first = (said.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[0]
        raise FootholdError("upkeep.program_failed", program=program, reason=first[:300])


def _environment(url: URL) -> dict[str, str]:
    """Tell libpq where to go; nothing of it stands on a command line that others can see."""
    said = {
        "PGHOST": url.host,
        "PGPORT": url.port and str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode") or url.query.get("ssl"),
    }
    own = {name: str(value) for name, value in said.items() if value}
    return {**os.environ, "PGCONNECT_TIMEOUT": "10", **own}
