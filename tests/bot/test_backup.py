"""A site is backed up while it runs and put back whole, on both databases."""

from __future__ import annotations

import os
import resource
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import running
from bot.backup import back_up, before_upgrade, restore
from bot.home import DEMO_MARK, backing_up, holding
from bot.opening import open_store, site_key
from config.settings import BackupSettings, Settings
from rules.errors import Conflict, FootholdError, Invalid, NotFound
from storage import migrate
from storage.archive import Manifest, pack, unpack
from storage.check import Finding
from storage.database import writer_engine
from tests import programs
from tests.builders import a_deal, a_hire, given_plan, take_in
from tests.journeys.site import site_settings
from tests.post_office import sql
from tests.storage.later_release import REVISION, later_release


@pytest.fixture
def pg_url(empty_pg_url: str) -> str:
    """Without a schema: what brings it is tested here."""
    return empty_pg_url


@pytest.fixture
def settings(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with a database to come, and PostgreSQL's programs on the PATH."""
    url = "" if database_url.startswith("sqlite") else database_url
    if url:
        monkeypatch.setenv("PATH", f"{programs.postgres_bin()}{os.pathsep}{os.environ['PATH']}")
    return site_settings(tmp_path / "home", database_url=url)


@pytest.fixture
async def site(settings: Settings) -> Settings:
    """A site with a plan, A001 and her deal D1."""
    store = open_store(settings)
    await store.upgrade()
    await given_plan(store)
    await take_in(store, a_hire(), a_deal("D1"))
    await store.close()
    site_key(settings.home)
    return settings


async def _deal(settings: Settings, number: str) -> None:
    store = open_store(settings)
    await take_in(store, a_deal(number))
    await store.close()


async def _deals(settings: Settings) -> set[str]:
    store = open_store(settings)
    async with store.read() as uow:
        known = await uow.deals.by_key({("crm", f"D{n}") for n in range(1, 10)})
    await store.close()
    return {number for _, number in known}


def _backups(settings: Settings) -> list[Path]:
    return sorted((settings.home / "backups").glob("*.tar"))


async def test_restoring_gives_the_site_as_it_was_and_keeps_what_was_there(site: Settings) -> None:
    backup = await back_up(site)
    await _deal(site, "D2")

    done = await restore(site, backup)

    assert await _deals(site) == {"D1"}
    assert done.kept is not None
    await restore(site, done.kept)
    assert await _deals(site) == {"D1", "D2"}


async def test_on_a_new_machine_everything_comes_back(site: Settings, tmp_path: Path) -> None:
    (site.home / "foothold.toml").write_text("port = 1\n")
    (site.home / "policies").mkdir()
    (site.home / "policies" / "plan.toml").write_text("name = 'x'\n")
    key = site_key(site.home)
    backup = await back_up(site)
    new = site.model_copy(update={"home": tmp_path / "new"})

    done = await restore(new, backup)

    assert await _deals(new) == {"D1"}
    assert site_key(new.home) == key
    assert (new.home / "foothold.toml").read_text() == "port = 1\n"
    assert (new.home / "policies" / "plan.toml").exists()
    assert done.left_alone == ()
    assert new.home.stat().st_mode & 0o077 == 0
    assert (new.home / "site.key").stat().st_mode & 0o077 == 0


async def test_settings_that_are_there_now_stay_and_the_key_comes_back(site: Settings) -> None:
    key = site_key(site.home)
    (site.home / "foothold.toml").write_text("port = 1\n")
    backup = await back_up(site)
    (site.home / "foothold.toml").write_text("port = 2\n")
    (site.home / "site.key").write_text("00")

    done = await restore(site, backup)

    assert done.left_alone == ("foothold.toml",)
    assert (site.home / "foothold.toml").read_text() == "port = 2\n"
    assert site_key(site.home) == key


async def test_a_real_company_put_back_over_a_demo_is_not_open_to_everybody(site: Settings) -> None:
    backup = await back_up(site)
    (site.home / DEMO_MARK).touch()

    await restore(site, backup)

    assert not (site.home / DEMO_MARK).exists()


async def test_a_backup_is_for_its_owner_alone(site: Settings) -> None:
    backup = await back_up(site)

    assert backup.stat().st_mode & 0o777 == 0o600
    assert backup.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in backup.parent.iterdir()) == [".lock", backup.name]


async def test_the_newest_are_kept(site: Settings) -> None:
    few = site.model_copy(update={"backup": BackupSettings(keep=2)})

    made = [await back_up(few) for _ in range(4)]

    assert _backups(few) == made[-2:]


async def test_a_running_site_is_backed_up_and_not_restored(site: Settings) -> None:
    async with running(site) as app:
        backup = await back_up(site)
        with pytest.raises(Conflict) as refused:
            await restore(site, backup)
        async with app.store.read() as uow:
            assert await uow.deals.by_key({("crm", "D1")})

    assert refused.value.message_id == "upkeep.home_is_held"


async def test_what_a_restore_would_refuse_changes_nothing(site: Settings, tmp_path: Path) -> None:
    backup = await back_up(site)
    damaged = tmp_path / "damaged.tar"
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    await _deal(site, "D2")

    with pytest.raises(Invalid):
        await restore(site, damaged)
    with pytest.raises(NotFound):
        await restore(site, tmp_path / "nope.tar")

    assert await _deals(site) == {"D1", "D2"}
    assert _backups(site) == [backup]


async def test_a_backup_of_a_newer_release_is_refused(site: Settings) -> None:
    store = open_store(site)
    await sql(store, "UPDATE alembic_version SET version_num = '9999'")
    backup = await back_up(site)
    await sql(store, "UPDATE alembic_version SET version_num = '0001'")
    await store.close()

    with pytest.raises(Conflict) as refused:
        await restore(site, backup)

    assert refused.value.message_id == "error.schema_is_newer"


async def test_after_an_upgrade_that_disappoints_the_older_schema_comes_back(
    site: Settings,
) -> None:
    backup = await back_up(site)
    store = open_store(site)
    await sql(store, "CREATE TABLE later (id INTEGER PRIMARY KEY REFERENCES person (id))")
    await sql(store, "INSERT INTO later SELECT id FROM person")
    await sql(store, "UPDATE alembic_version SET version_num = '9999'")
    await store.close()

    await restore(site, backup)

    assert await _deals(site) == {"D1"}
    store = open_store(site)
    assert {f.check for f in await store.check() if f.outcome == "failed"} == set()
    await sql(store, "CREATE TABLE later (id INTEGER PRIMARY KEY)")  # its place is free again
    await store.close()


async def test_where_nothing_is_there_is_nothing_to_back_up(settings: Settings) -> None:
    with pytest.raises(NotFound):
        await back_up(settings)


async def test_a_second_backup_waits_for_nobody(site: Settings) -> None:
    with backing_up(site.home), pytest.raises(Conflict) as refused:
        await back_up(site)

    assert refused.value.message_id == "upkeep.backup_runs"


async def test_without_pg_dump_there_is_a_sentence_and_no_upgrade(
    pg_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = site_settings(tmp_path / "home", database_url=pg_url)
    store = open_store(settings)
    await store.upgrade()
    await store.close()
    monkeypatch.setenv("PATH", str(tmp_path))
    hook = before_upgrade(settings)
    assert hook is not None

    with pytest.raises(Conflict) as refused:
        await hook("0001")

    reason = refused.value.values["reason"]
    assert isinstance(reason, FootholdError)
    assert reason.values == {"program": "pg_dump"}
    assert (
        before_upgrade(settings.model_copy(update={"backup": BackupSettings(before_upgrade=False)}))
        is None
    )


async def test_restoring_postgresql_waits_until_the_others_have_gone(
    pg_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{programs.postgres_bin()}{os.pathsep}{os.environ['PATH']}")
    settings = site_settings(tmp_path / "home", database_url=pg_url)
    store = open_store(settings)
    await store.upgrade()
    backup = await back_up(settings)

    async with store.read() as uow:
        await uow.plans.locks()
        with pytest.raises(Conflict) as refused:
            await restore(settings, backup)
    await store.close()

    assert refused.value.message_id == "upkeep.others_connected"


async def test_a_damaged_sqlite_file_is_no_backup_but_is_kept_by_a_restore(tmp_path: Path) -> None:
    settings = site_settings(tmp_path / "home")
    store = open_store(settings)
    await store.upgrade()
    await given_plan(store)
    await take_in(store, a_hire(), a_deal())
    await store.close()
    good = await back_up(settings)
    broken = b"no database at all" * 1000
    (settings.home / "foothold.db").write_bytes(broken)

    with pytest.raises(Invalid):
        await back_up(settings)
    done = await restore(settings, good)

    assert _backups(settings) == [good]
    assert done.kept is not None
    assert (done.kept / "foothold.db").read_bytes() == broken
    assert await _deals(settings) == {"D1"}


async def test_a_backup_of_the_other_database_is_refused(tmp_path: Path) -> None:
    settings = site_settings(tmp_path / "home")
    (tmp_path / "dump").write_bytes(b"x")
    archive = tmp_path / "x.tar"
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(),
        release="0.1.0",
        revision="0001",
        database="postgresql",
        files={},
    )
    pack(archive, manifest, {"foothold.dump": tmp_path / "dump"})

    with pytest.raises(Invalid):
        await restore(settings, archive)


async def test_the_sqlite_file_of_another_program_is_no_backup(tmp_path: Path) -> None:
    settings = site_settings(tmp_path / "home")
    with sqlite3.connect(tmp_path / "foothold.db") as connection:
        connection.execute("CREATE TABLE notes (id INTEGER)")
    connection.close()
    archive = tmp_path / "x.tar"
    manifest = Manifest(made_at="", release="", revision="0001", database="sqlite", files={})
    pack(archive, manifest, {"foothold.db": tmp_path / "foothold.db"})

    with pytest.raises(Invalid):
        await restore(settings, archive)

    assert not (settings.home / "foothold.db").exists()


def test_a_home_that_can_not_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "home" / "foothold.lock").mkdir(parents=True)

    for home in (tmp_path / "file" / "home", tmp_path / "home"):
        with pytest.raises(FootholdError) as refused, holding(home, alone=True):
            pass
        assert refused.value.message_id == "upkeep.no_home"


def test_two_on_one_sqlite_home_are_refused_and_many_on_a_shared_one_are_not(
    tmp_path: Path,
) -> None:
    with (
        holding(tmp_path, alone=True),
        pytest.raises(Conflict),
        holding(tmp_path, alone=False),
    ):
        pass
    with (
        holding(tmp_path, alone=False),
        holding(tmp_path, alone=False),
        pytest.raises(Conflict),
        holding(tmp_path, alone=True),
    ):
        pass


async def test_an_upgrade_backs_the_old_schema_up_under_its_lock(
    site: Settings, tmp_path: Path
) -> None:
    engine = writer_engine(site.database)
    scripts = later_release(tmp_path)

    await migrate.upgrade(engine, before=before_upgrade(site), scripts=scripts)
    await engine.dispose()

    [backup] = _backups(site)
    manifest = unpack(backup, tmp_path / "out")
    assert backup.name.endswith(f"-{manifest.revision}.tar")
    assert manifest.revision != REVISION
    await restore(site, backup)
    assert await _deals(site) == {"D1"}
    assert {f.check for f in await _findings(site) if f.outcome == "failed"} == set()


async def test_where_the_disk_is_full_there_is_a_sentence_and_no_upgrade(
    tmp_path: Path,
) -> None:
    settings = site_settings(tmp_path / "home")
    store = open_store(settings)
    await store.upgrade()
    await given_plan(store)
    await store.close()
    engine = writer_engine(settings.database)
    scripts = later_release(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(Conflict) as refused:
            await migrate.upgrade(engine, before=before_upgrade(settings), scripts=scripts)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await engine.dispose()

    reason = refused.value.values["reason"]
    assert isinstance(reason, FootholdError)
    assert reason.message_id == "upkeep.not_written"
    assert _backups(settings) == []
    await migrate.upgrade(writer := writer_engine(settings.database))
    await writer.dispose()


async def _findings(settings: Settings) -> list[Finding]:
    store = open_store(settings)
    found = await store.check()
    await store.close()
    return found
