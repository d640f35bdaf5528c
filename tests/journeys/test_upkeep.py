"""`foothold db` in processes of its own, killed where it hurts: the database is usable after it."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from bot.opening import open_store
from config.settings import Settings
from storage.check import Outcome
from tests import programs
from tests.builders import a_deal, a_hire, given_plan, take_in
from tests.commands import ran
from tests.journeys.processes import a_process
from tests.journeys.site import site_settings
from tests.post_office import sql
from tests.schema import lay_out
from tests.servers import free_port

_LOOKS = 150_000
_PAUSE = 0.001
#: Makes copying take long enough to be killed in the middle.
_BALLAST = 24
_BLOB = "decode(repeat('ab', 1000000), 'hex')"


class Operator:
    """Runs commands on a site with deal D1, and with D2 since its backup."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home = settings.home
        self.backup = Path()

    async def prepare(self, *, ballast: int = 1) -> None:
        store = open_store(self.settings)
        if self.settings.is_sqlite:
            lay_out(self.home)
        await store.upgrade()
        await given_plan(store)
        await take_in(store, a_hire(), a_deal("D1"))
        blob = "zeroblob(1000000)" if self.settings.is_sqlite else _BLOB
        await sql(
            store,
            "INSERT INTO chat_entry (person_id, key, is_from_person, body, at) "  # noqa: S608 - ours
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            f"{ballast}) SELECT 1, CAST(i AS VARCHAR), false, {blob}, CURRENT_TIMESTAMP FROM n",
        )
        await store.close()
        said = await self.says("backup", "--json")
        self.backup = Path(said["file"])
        store = open_store(self.settings)
        await take_in(store, a_deal("D2"))
        await store.close()

    async def start(self, *command: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "db", *command),
            env={**os.environ, "FOOTHOLD_HOME": str(self.home), **self._env()},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )

    async def runs(self, *command: str) -> tuple[int, str, str]:
        """Give exit code, output and error output of a command."""
        done = await ran(self.home, "db", *command, **self._env())
        return done.code, done.out, done.err

    def _env(self) -> dict[str, str]:
        url = "" if self.settings.is_sqlite else self.settings.database_url
        path = f"{programs.postgres_bin()}{os.pathsep}{os.environ['PATH']}"
        return {"FOOTHOLD_DATABASE_URL": url, **({"PATH": path} if url else {})}

    async def says(self, *command: str) -> dict[str, str]:
        code, out, err = await self.runs(*command)
        assert code == 0, err
        said = json.loads(out)
        assert isinstance(said, dict)
        return said

    async def killed_when(self, is_there: Callable[[], bool], *command: str) -> bool:
        """Start a command and kill it, and what it started, as soon as something is there.

        Tells whether the kill came before its end.
        """
        process = await self.start(*command)
        for _ in range(_LOOKS):
            if is_there() or process.returncode is not None:
                break
            await asyncio.sleep(_PAUSE)
        was_running = process.returncode is None
        await power_cut(process)
        return was_running

    async def is_sound(self) -> bool:
        store = open_store(self.settings)
        found = await store.check()
        await store.close()
        return all(one.outcome is not Outcome.FAILED for one in found)

    async def deals(self) -> set[str]:
        store = open_store(self.settings)
        async with store.read() as uow:
            known = await uow.deals.by_key({("crm", "D1"), ("crm", "D2")})
        await store.close()
        return {number for _, number in known}


async def power_cut(process: asyncio.subprocess.Process) -> None:
    """Kill a command and everything it started."""
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
    await process.communicate()


@pytest.fixture
def operator(tmp_path: Path, database_url: str) -> Operator:
    """An operator of a site on each database."""
    url = "" if database_url.startswith("sqlite") else database_url
    return Operator(site_settings(tmp_path / "home", database_url=url))


def _holds(folder: Path, pattern: str) -> bool:
    """Tell whether there is such a file; the folder may be taken away while we look."""
    try:
        return any(folder.glob(pattern))
    except FileNotFoundError:
        return False


async def test_a_backup_killed_half_way_leaves_no_half_backup(operator: Operator) -> None:
    await operator.prepare(ballast=_BALLAST)
    work = operator.home / "backups" / ".work"

    for name in ("foothold.*", "*.tar"):
        await operator.killed_when(partial(_holds, work, name), "backup")

    whole = set(operator.backup.parent.glob("*.tar"))
    assert await operator.is_sound()
    said = await operator.says("backup", "--json")
    assert set(operator.backup.parent.glob("*.tar")) == {*whole, Path(said["file"])}
    assert not work.exists()
    for backup in sorted(whole):
        await operator.says("restore", str(backup), "--json")


async def test_a_restore_of_sqlite_killed_anywhere_leaves_old_or_new(tmp_path: Path) -> None:
    operator = Operator(site_settings(tmp_path / "home"))
    await operator.prepare(ballast=_BALLAST)
    wal = operator.home / "foothold.db-wal"
    moments: list[Callable[[], bool]] = [
        (operator.home / ".restore" / "foothold.db").exists,
        (operator.home / "backups" / ".work").exists,
        lambda: wal.exists() and wal.stat().st_size > 1_000_000,
        lambda: wal.exists() and wal.stat().st_size > 15_000_000,
    ]

    cut_short = []

    for is_there in moments:
        cut_short.append(await operator.killed_when(is_there, "restore", str(operator.backup)))

        assert await operator.is_sound()
        assert await operator.deals() in ({"D1"}, {"D1", "D2"})

    assert any(cut_short)
    await operator.says("restore", str(operator.backup), "--json")
    assert await operator.deals() == {"D1"}


async def test_a_restore_of_sqlite_waits_for_who_writes_and_dies_without_harm(
    tmp_path: Path,
) -> None:
    operator = Operator(site_settings(tmp_path / "home"))
    await operator.prepare()
    writer = sqlite3.connect(operator.home / "foothold.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    kept = len(list(operator.backup.parent.glob("*.tar")))

    await operator.killed_when(
        lambda: len(list(operator.backup.parent.glob("*.tar"))) > kept,
        *("restore", str(operator.backup)),
    )
    writer.execute("ROLLBACK")
    writer.close()

    assert await operator.deals() == {"D1", "D2"}


_STALL = """
CREATE FUNCTION stall() RETURNS event_trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_advisory_xact_lock(7); END $$;
CREATE EVENT TRIGGER stall ON ddl_command_start WHEN TAG IN ('CREATE INDEX')
  EXECUTE FUNCTION stall();
"""


@asynccontextmanager
async def _stalling_at_the_first_index(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Let a load stand still when its tables are filled; as another user, who is not refused."""
    name, address = f"stall_{secrets.token_hex(4)}", url.replace("+asyncpg", "")
    admin = await asyncpg.connect(address)
    await admin.execute(f"CREATE ROLE {name} LOGIN SUPERUSER; {_STALL}")
    await admin.close()
    other = await asyncpg.connect(address, user=name)
    await other.execute("SELECT pg_advisory_lock(7)")
    try:
        yield other
    finally:
        await other.close()
        admin = await asyncpg.connect(address)
        await admin.execute(f"DROP EVENT TRIGGER stall; DROP FUNCTION stall; DROP ROLE {name}")
        await admin.close()


async def test_a_restore_of_postgresql_killed_half_way_leaves_the_old(
    pg_url: str, tmp_path: Path
) -> None:
    operator = Operator(site_settings(tmp_path / "home", database_url=pg_url))
    await operator.prepare()

    async with _stalling_at_the_first_index(pg_url) as other:
        process = await operator.start("restore", str(operator.backup))
        for _ in range(_LOOKS):
            waiting = await other.fetchval(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
            )
            if waiting or process.returncode is not None:
                break
            await asyncio.sleep(_PAUSE)
        await power_cut(process)
        assert waiting

    assert await operator.deals() == {"D1", "D2"}
    assert await operator.is_sound()
    await operator.says("restore", str(operator.backup), "--json")
    assert await operator.deals() == {"D1"}


async def test_a_newer_schema_is_refused_in_one_sentence(operator: Operator) -> None:
    await operator.prepare()
    store = open_store(operator.settings)
    await sql(store, "UPDATE alembic_version SET version_num = '9999'")
    await store.close()

    code, out, err = await operator.runs("upgrade")

    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "foothold: A newer release made this database (9999); use that release or a newer one."
    ]


async def test_backup_and_restore_are_written_down(operator: Operator) -> None:
    await operator.prepare()
    await operator.says("restore", str(operator.backup), "--json")

    store = open_store(operator.settings)
    async with store.read() as uow:
        _, unsealed = await uow.audit.verify()
    await store.close()

    # The backup was made before its own row was written, so the restored log has one.
    assert unsealed == 1


async def test_an_upgrade_may_be_told_to_go_on_without_a_backup(operator: Operator) -> None:
    code, out, err = await operator.runs("upgrade", "--no-backup")

    assert (code, out, err) == (0, "database is up to date\n", "")
    assert not (operator.home / "backups").exists()


async def test_check_exits_1_on_a_failure_and_says_it_in_json(operator: Operator) -> None:
    await operator.prepare()
    store = open_store(operator.settings)
    await sql(store, "UPDATE account SET posted_minor = 7")
    await store.close()

    code, out, _ = await operator.runs("check", "--json")

    failed = [one["check"] for one in json.loads(out)["checks"] if one["outcome"] == "failed"]
    assert (code, failed) == (1, ["ledger"])


async def test_a_second_foothold_on_one_sqlite_home_is_refused(tmp_path: Path) -> None:
    operator = Operator(site_settings(tmp_path / "home"))
    await operator.prepare()

    async with a_process(operator.home, "", free_port()):
        env = {**os.environ, "FOOTHOLD_HOME": str(operator.home), "FOOTHOLD_PORT": "0"}
        second = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            env=env,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await second.communicate()
        code, _, refused = await operator.runs("restore", str(operator.backup))
        await operator.says("backup", "--json")

    assert second.returncode == code == 1
    assert err.decode() == refused
    assert refused.startswith(f"foothold: A Foothold already runs on {operator.home}.")
    assert len(refused.splitlines()) == 1
