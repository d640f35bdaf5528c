"""`foothold doctor` finds what is wrong, in parts that really are, and says what mends it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import running
from bot.doctor import company, database, machine, setup, site
from bot.doctor.finding import Finding, Status
from bot.opening import open_store
from config.settings import HookSource, Settings, WebSettings
from storage.server import ServerFacts
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire, given_plan, take_in
from tests.commands import ran
from tests.journeys.site import SECRET, site_settings
from tests.post_office import PostOffice, a_notice, sql
from tests.schema import lay_out
from tests.servers import Valkey, free_port

_OTHER = "whsec_b3RoZXItc2VjcmV0LW9mLXRoZS10ZXN0cy0xMjM0NTY3OA=="
_NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def _of(findings: list[Finding], check: str) -> Finding:
    [found] = [one for one in findings if one.check == check]
    return found


def _with(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)


# --- the machine -------------------------------------------------------------------------------


def test_a_home_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = machine.home(Settings(home=tmp_path / "none"))

    assert (found.status, found.said) == (Status.FAIL, f"there is no folder {tmp_path / 'none'}")


@pytest.mark.parametrize(
    ("folder", "file", "status"),
    [
        pytest.param(0o700, 0o644, Status.OK, id="closed"),
        pytest.param(0o755, 0o600, Status.WARN, id="open, its files closed"),
        pytest.param(0o755, 0o640, Status.FAIL, id="open, and a group reads the key"),
        pytest.param(0o755, 0o604, Status.FAIL, id="open, and everybody reads the key"),
    ],
)
def test_who_else_may_look_into_the_home(
    tmp_path: Path, folder: int, file: int, status: Status
) -> None:
    (tmp_path / "site.key").touch(mode=0o600)
    (tmp_path / "site.key").chmod(file)
    tmp_path.chmod(folder)

    found = machine.home(Settings(home=tmp_path))

    assert found.status is status
    assert (found.next == f"`chmod 700 {tmp_path}`") is (status is not Status.OK)


@pytest.mark.parametrize(
    ("free", "status"),
    [
        pytest.param(2**30, Status.OK, id="a gigabyte"),
        pytest.param(2**30 - 1, Status.WARN, id="just under"),
        pytest.param(100 * 2**20, Status.WARN, id="a hundred megabytes"),
        pytest.param(100 * 2**20 - 1, Status.FAIL, id="just under those"),
    ],
)
def test_how_much_room_is_enough(free: int, status: Status) -> None:
    assert machine.room(free).status is status


@pytest.mark.parametrize(
    ("file", "status"),
    [
        pytest.param("wqy-microhei.ttc", Status.OK, id="WenQuanYi"),
        pytest.param("NotoSansCJK-Regular.ttc", Status.OK, id="Noto"),
        pytest.param("DejaVuSans.ttf", Status.WARN, id="none with Chinese"),
        pytest.param("wqy-microhei.txt", Status.WARN, id="no font at all"),
    ],
)
def test_a_font_with_chinese_is_looked_for(tmp_path: Path, file: str, status: Status) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / file).touch()

    assert machine.font([tmp_path / "none", tmp_path]).status is status


# --- what was set ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "public_url", "status"),
    [
        pytest.param("127.0.0.1", "", Status.OK, id="this machine alone"),
        pytest.param("0.0.0.0", "", Status.WARN, id="anybody, no HTTPS"),  # noqa: S104 - warned of
        pytest.param("0.0.0.0", "https://f.example", Status.OK, id="HTTPS in front"),  # noqa: S104 - good here
        pytest.param("127.0.0.1", "http://f.example", Status.WARN, id="plain HTTP in front"),
        pytest.param("127.0.0.1", "http://localhost:81", Status.OK, id="plain, but at home"),
    ],
)
def test_how_people_get_in(host: str, public_url: str, status: Status) -> None:
    settings = Settings(host=host, web=WebSettings(public_url=public_url))

    assert setup.address(settings).status is status
    assert (setup.metrics(settings).status is Status.OK) is settings.is_local


@pytest.mark.parametrize(
    ("secret", "old", "status"),
    [
        pytest.param(SECRET, None, Status.OK, id="long enough"),
        pytest.param("whsec_" + "A" * 32, None, Status.OK, id="24 bytes"),
        pytest.param("whsec_" + "A" * 28, None, Status.FAIL, id="21 bytes"),
        pytest.param(SECRET, _OTHER, Status.WARN, id="two are good"),
        pytest.param(SECRET, "whsec_AAAA", Status.FAIL, id="the old one is short"),
    ],
)
def test_how_systems_sign(secret: str, old: str | None, status: Status) -> None:
    source = HookSource(secret=SecretStr(secret), old_secret=SecretStr(old) if old else None)

    [found] = setup.hooks(Settings(hooks={"crm": source}))

    assert found.status is status
    assert secret not in f"{found.said}{found.next}"


def test_a_site_that_no_system_sends_to_is_told() -> None:
    assert [found.status for found in setup.hooks(Settings())] == [Status.WARN]


def test_a_calendar_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "calendar.toml").write_text('contry = "CN"')

    [found] = setup.calendar(Settings(home=tmp_path), date(2026, 11, 24))

    assert found.status is Status.FAIL
    assert "contry" in found.said


@pytest.mark.parametrize(
    ("today", "status"),
    [
        pytest.param(date(2026, 3, 2), Status.OK, id="this year is known"),
        pytest.param(date(2090, 3, 2), Status.WARN, id="a year nobody published"),
    ],
)
def test_holidays_that_nobody_published_are_told(
    tmp_path: Path, today: date, status: Status
) -> None:
    assert {one.status for one in setup.calendar(Settings(home=tmp_path), today)} == {status}


# --- the database and Redis --------------------------------------------------------------------


async def _database(settings: Settings) -> list[Finding]:
    async with database.opened(settings) as store:
        return (await database.database(store))[0]


async def test_a_database_of_this_release_is_well(store: Store, tmp_path: Path) -> None:
    settings = site_settings(tmp_path, database_url=store.url)

    assert {found.status for found in await _database(settings)} == {Status.OK}


async def test_looking_for_a_database_makes_none(tmp_path: Path) -> None:
    [found] = await _database(site_settings(tmp_path))

    assert (found.status, found.said) == (Status.WARN, "there is none yet")
    assert not os.listdir(tmp_path)  # noqa: PTH208 - a look that takes no time


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "foothold.db").write_text("not a database, by any means " * 99)

    [found] = await _database(site_settings(tmp_path))

    assert (found.status, found.said) == (Status.FAIL, "does not answer (DatabaseError)")


async def test_a_server_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://foothold:planted-pw@127.0.0.1:{free_port()}/x"

    [found] = await _database(site_settings(tmp_path, database_url=url))

    assert found.status is Status.FAIL
    assert "planted-pw" not in f"{found.said}{found.next}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param("UPDATE alembic_version SET version_num = '0001'", "is 0001", id="older"),
        pytest.param("UPDATE alembic_version SET version_num = '9999'", "newer", id="newer"),
        pytest.param("DELETE FROM alembic_version", "is empty", id="none"),
    ],
)
async def test_a_schema_of_another_release_is_told(
    store: Store, tmp_path: Path, change: str, said: str
) -> None:
    await sql(store, change)

    found = _of(await _database(site_settings(tmp_path, database_url=store.url)), "schema")

    assert found.status is Status.FAIL
    assert said in found.said


async def test_a_place_where_sqlite_can_not_write_ahead_is_told(tmp_path: Path) -> None:
    # Locks by files, as on a share of the network, leave no memory to share.
    url = f"sqlite+aiosqlite:///file:{tmp_path / 'x.db'}?vfs=unix-dotfile&uri=true"

    found = _of(await _database(site_settings(tmp_path, database_url=url)), "journal")

    assert found.status is Status.FAIL
    assert "network" in found.next


def _postgres(*, version: tuple[int, ...] = (15, 4), ahead: float = 0.0) -> list[Finding]:
    now = _NOW + timedelta(seconds=ahead)
    facts = ServerFacts(
        kind="postgresql", version=version, revision="1", needs="1", is_known=True, now=now
    )
    return database.judged(facts, _NOW)


@pytest.mark.parametrize(
    ("ahead", "status"),
    [
        pytest.param(5.0, Status.OK, id="five seconds"),
        pytest.param(5.1, Status.WARN, id="just over"),
        pytest.param(-5.1, Status.WARN, id="behind"),
        pytest.param(20.0, Status.WARN, id="twenty"),
        pytest.param(20.1, Status.FAIL, id="over twenty"),
    ],
)
def test_a_clock_that_differs_is_told(ahead: float, status: Status) -> None:
    assert _of(_postgres(ahead=ahead), "clock").status is status


@pytest.mark.parametrize(
    ("version", "status"),
    [
        pytest.param((12, 9), Status.WARN, id="12"),
        pytest.param((13,), Status.OK, id="13"),
        pytest.param((18, 6), Status.OK, id="18"),
    ],
)
def test_an_old_server_is_told(version: tuple[int, ...], status: Status) -> None:
    assert _of(_postgres(version=version), "database").status is status


async def test_redis_is_asked_where_it_is_set() -> None:
    with Valkey() as server:
        settings = Settings(redis_url=SecretStr(server.url))
        assert [found.status for found in await database.redis(settings)] == [Status.OK]
        server.kill()

        [found] = await database.redis(settings)

    assert (found.status, found.said) == (Status.FAIL, "does not answer (ConnectionError)")
    assert await database.redis(Settings()) == []


# --- the company -------------------------------------------------------------------------------


async def _company(store: Store, **settings: object) -> list[Finding]:
    async with store.read() as uow:
        return await company.company(uow, _with(Settings(), **settings))


async def test_a_company_in_order_is_well(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001", roles=["admin", "rep"]))
    await PostOffice(store).link(1)

    assert {found.status for found in await _company(store)} == {Status.OK}


async def test_a_plan_that_does_not_count_yet_is_told(store: Store) -> None:
    await given_plan(store, starts_on=date(2999, 1, 1))

    found = _of(await _company(store), "plan")

    assert found.status is Status.FAIL
    assert found.said == "the default plan standard does not count today"


async def test_people_who_have_a_plan_that_is_not_there_are_told(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001"))
    async with store.begin() as uow:
        await uow.plans.assign([(1, date(2020, 1, 1), "gone")])

    found = [one for one in await _company(store) if one.check == "plan"]

    assert [one.status for one in found] == [Status.OK, Status.FAIL]
    assert "assigned gone" in found[1].said


async def test_people_without_chat_and_a_site_without_administrator_are_told(store: Store) -> None:
    await given_plan(store)
    await take_in(store, *(a_hire(f"A00{n}") for n in range(1, 6)))

    found = await _company(store)

    said = _of(found, "people").said
    assert said == "5 people have no chat: A001, A002, A003 and others"
    assert _of(found, "admins").status is Status.WARN


async def test_an_empty_roster_is_told(store: Store) -> None:
    assert _of(await _company(store), "people").said == "nobody is on the roster"


async def test_what_waits_or_was_lost_is_counted(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A001"), a_deal("D2", employee_id="X9"), a_deal("D3", amount="-1"))
    await PostOffice(store).put(a_notice("a"), a_notice("b"))
    await sql(store, "UPDATE notice SET state = 'dead' WHERE dedup_key = 'a'")
    await sql(store, "UPDATE notice SET state = 'unknown' WHERE dedup_key = 'b'")

    found = await _company(store)

    assert _of(found, "events").said == "1 parked, 1 refused"
    assert _of(found, "notices").said == "1 unknown, 1 dead"


@pytest.mark.parametrize(
    ("state", "late", "said"),
    [
        pytest.param("done", 2, "none failed, none is late", id="done"),
        pytest.param("failed", 2, "runs of night failed", id="failed"),
        pytest.param("pending", 2, "runs of night are over an hour late", id="late"),
        pytest.param("pending", 0.9, "none failed, none is late", id="due"),
    ],
)
async def test_runs_of_jobs_that_failed_or_are_late_are_told(
    store: Store, state: str, late: float, said: str
) -> None:
    async with store.begin() as uow:
        await uow.jobs.add("night", [datetime.now(UTC) - timedelta(hours=late)], state=state)

    assert _of(await _company(store), "jobs").said == said


# --- a site that runs --------------------------------------------------------------------------


@asynccontextmanager
async def _running(home: Path) -> AsyncIterator[Settings]:
    settings = site_settings(lay_out(home), port=free_port())
    async with running(settings):
        yield settings


async def test_a_site_that_runs_is_tried(tmp_path: Path) -> None:
    async with _running(tmp_path) as settings:
        found = await site.site(settings)

    assert [(one.check, one.status) for one in found] == [
        ("site", Status.OK),
        ("site.hooks.crm", Status.OK),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            {"crm": HookSource(secret=SecretStr(_OTHER))}, "answered 401", id="another secret"
        ),
        pytest.param(
            {"erp": HookSource(secret=SecretStr(_OTHER))}, "answered 404", id="another system"
        ),
    ],
)
async def test_a_site_that_was_started_with_other_settings_is_told(
    tmp_path: Path, change: dict[str, HookSource], said: str
) -> None:
    async with _running(tmp_path) as settings:
        found = await site.site(_with(settings, hooks=change))

    assert found[1].status is Status.FAIL
    assert said in found[1].said
    assert "restart" in found[1].next


async def test_a_site_that_is_not_ready_says_why(tmp_path: Path) -> None:
    async with _running(tmp_path) as settings:
        store = open_store(settings)
        await sql(store, "UPDATE alembic_version SET version_num = '9999'")
        found = (await site.site(settings))[0]
        await store.close()

    assert found.status is Status.FAIL
    assert "its schema is 9999" in found.said


async def test_a_site_that_does_not_run_is_no_failure(tmp_path: Path) -> None:
    [found] = await site.site(site_settings(tmp_path, port=free_port()))

    assert found.status is Status.WARN
    assert "`foothold run`" in found.next


async def _speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
    writer.close()


async def test_a_stranger_on_its_port_is_told(tmp_path: Path) -> None:
    server = await asyncio.start_server(_speak, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        settings = _with(site_settings(tmp_path, port=port), hooks={})
        [found] = await site.site(settings)

    assert found.status is Status.FAIL
    assert found.said.startswith("something else answers")


# --- the command -------------------------------------------------------------------------------


async def _doctor(home: Path, *words: str, **env: str) -> tuple[int, str, str]:
    done = await ran(home, "doctor", *words, **env)
    return done.code, done.out, done.err


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A home of an SQLite site in order."""
    made = tmp_path / "home"
    store = open_store(Settings(home=lay_out(made)))
    async with store.begin() as uow:
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=_NOW)
    await take_in(store, a_hire("A001", roles=["admin"]))
    await store.close()
    return made


async def test_the_command_prints_a_line_for_each_check_and_is_content(home: Path) -> None:
    code, out, err = await _doctor(home, FOOTHOLD_PORT=str(free_port()))

    assert (code, err) == (0, "")
    starts = {line.split(":")[0] for line in out.splitlines()}
    assert starts >= {"ok   python", "ok   schema", "ok   plan", "warn people", "warn site"}


async def test_the_command_exits_1_where_something_fails_and_prints_one_document(
    home: Path,
) -> None:
    (home / "foothold.toml").write_text('hots = "x"\n')

    code, out, err = await _doctor(home, "--json")

    assert (code, err) == (1, "")
    said = json.loads(out)
    assert said["ok"] is False
    [wrong] = [one for one in said["checks"] if one["status"] == "fail"]
    assert wrong["said"].startswith("hots: there is no such setting; did you mean host?")


async def test_a_doctor_changes_nothing(tmp_path: Path) -> None:
    await _doctor(tmp_path / "none")

    assert not os.listdir(tmp_path)  # noqa: PTH208 - a look that takes no time
