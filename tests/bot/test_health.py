"""/healthz, /readyz and /metrics of a site that runs, among what may go wrong around it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from redis import Redis

from bot.app import ALL_ROLES, ProcessRole, running
from bot.web.health import disk_check
from config.settings import Settings, WebSettings
from storage.store import Store
from tests.builders import a_deal, a_hire
from tests.journeys.site import Site, a_site, site_settings
from tests.patience import SECONDS
from tests.post_office import sql
from tests.servers import Postgres, Valkey, free_port
from tests.storage.test_outage import break_off, only_reading

_TOKEN = "a-token-of-a-scraper"


class Visitor:
    """Asks a running site."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def ready(self) -> tuple[int, str, list[str]]:
        """Give status, word and reasons of /readyz."""
        async with self._session.get(f"{self._url}/readyz") as answer:
            said = await answer.json()
        reasons = [f"{one['check']}: {one['reason']}" for one in said["reasons"]]
        return answer.status, said["status"], reasons

    async def until(self, status: int) -> list[str]:
        """Ask /readyz until it answers so, and give its reasons."""
        async with asyncio.timeout(SECONDS):
            while True:
                found, _, reasons = await self.ready()
                if found == status:
                    return reasons
                await asyncio.sleep(0.05)

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self._session.get(f"{self._url}{path}", headers=headers) as answer:
            return answer.status, await answer.text()

    async def metric(self, line: str) -> float:
        """Give the value of a line of /metrics, 0 where it is not there."""
        _, page = await self.get("/metrics")
        found = [one for one in page.splitlines() if one.startswith(f"{line} ")]
        return float(found[0].split()[-1]) if found else 0.0


@asynccontextmanager
async def visited(
    settings: Settings, roles: Collection[ProcessRole] = ALL_ROLES
) -> AsyncIterator[Visitor]:
    async with running(settings, roles=roles) as app, aiohttp.ClientSession() as session:
        yield Visitor(f"http://127.0.0.1:{app.port}", session)


@asynccontextmanager
async def a_visitor(site: Site) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession() as session:
        yield Visitor(site.url, session)


async def test_a_site_that_works_is_ready(tmp_path: Path, database_url: str) -> None:
    url = "" if "sqlite" in database_url else database_url
    async with visited(site_settings(tmp_path, database_url=url)) as visitor:
        assert await visitor.ready() == (200, "ready", [])
        assert await visitor.get("/healthz") == (200, '{"status": "ok"}')


async def test_a_schema_of_another_release_is_a_reason(store: Store, tmp_path: Path) -> None:
    url = "" if "sqlite" in store.url else store.url
    async with visited(site_settings(tmp_path, database_url=url)) as visitor:
        await sql(store, "UPDATE alembic_version SET version_num = '9999'")

        [reason] = await visitor.until(503)

    assert reason.startswith("database: its schema is 9999, this release needs ")


async def test_a_database_that_went_is_a_reason_and_its_return_is_seen(tmp_path: Path) -> None:
    with Postgres(is_durable=True) as server:
        settings = site_settings(tmp_path, database_url=server.url())
        async with visited(settings) as visitor:
            server.kill()

            reasons = await visitor.until(503)
            assert reasons[0].startswith("database: no answer")
            assert str(server.port) not in reasons[0]
            assert (await visitor.get("/healthz"))[0] == 200
            assert await visitor.metric("foothold_store_up") == 0.0

            server.start()
            assert await visitor.until(200) == []


async def test_a_redis_that_went_is_a_reason_where_one_is_set(tmp_path: Path) -> None:
    with Valkey() as server:
        redis_url = SecretStr(f"redis://:a-password@127.0.0.1:{server.port}/0")
        settings = site_settings(tmp_path).model_copy(update={"redis_url": redis_url})
        async with visited(settings) as visitor:
            assert await visitor.ready() == (200, "ready", [])
            server.kill()

            [reason] = await visitor.until(503)

    assert reason.startswith("redis: no answer")
    assert "a-password" not in reason


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        pytest.param({"maxmemory": "1"}, "OutOfMemoryError", id="full"),
        pytest.param({"replicaof": "127.0.0.1 9"}, "ReadOnlyError", id="a replica"),
        pytest.param({"requirepass": "another"}, "AuthenticationError", id="another password"),
    ],
)
async def test_a_redis_that_takes_no_writes_is_a_reason(
    tmp_path: Path, setting: dict[str, str], reason: str
) -> None:
    with Valkey() as server:
        settings = site_settings(tmp_path).model_copy(update={"redis_url": SecretStr(server.url)})
        # taskiq leaves a pipeline open where a write is refused; this asks the check alone.
        async with visited(settings, {ProcessRole.WEB}) as visitor:
            assert await visitor.ready() == (200, "ready", [])
            with Redis.from_url(server.url) as client:
                for name, value in setting.items():
                    if name == "replicaof":
                        client.execute_command("REPLICAOF", *value.split())
                    else:
                        client.config_set(name, value)

            assert await visitor.until(503) == [f"redis: no answer ({reason})"]


async def test_a_database_that_takes_no_writes_is_a_reason_and_events_are_asked_for_again(
    tmp_path: Path, pg_url: str
) -> None:
    async with a_site(tmp_path, database_url=pg_url) as site, a_visitor(site) as visitor:
        await only_reading(pg_url, yes=True)
        await break_off(pg_url)

        [reason] = await visitor.until(503)
        refused = await site.send(a_hire())
        await only_reading(pg_url, yes=False)
        await break_off(pg_url)
        await visitor.until(200)

        assert reason.startswith("database: it takes no writes")
        assert (refused.status, refused.retry_after) == (503, "5")
        assert (await site.send(a_hire())).status == 202


async def test_a_loop_that_ended_is_a_reason(tmp_path: Path) -> None:
    async with running(site_settings(tmp_path)) as app, aiohttp.ClientSession() as session:
        visitor = Visitor(f"http://127.0.0.1:{app.port}", session)
        [relay] = [task for task in asyncio.all_tasks() if task.get_name() == "relay"]
        relay.cancel()

        assert await visitor.until(503) == ["loops: the relay loop has ended; restart this process"]


async def test_a_full_disk_is_a_reason(tmp_path: Path) -> None:
    usage = shutil.disk_usage(tmp_path)

    assert await disk_check(tmp_path, least=1)() == []
    reasons = await disk_check(tmp_path, least=usage.total, part=1)()
    assert [reason.split()[0] for reason in reasons] == ["only"]


async def test_a_site_that_drains_says_so_and_lives(tmp_path: Path) -> None:
    async with running(site_settings(tmp_path)) as app, aiohttp.ClientSession() as session:
        visitor = Visitor(f"http://127.0.0.1:{app.port}", session)
        app.health.drain()

        assert await visitor.ready() == (503, "draining", [])
        assert (await visitor.get("/healthz"))[0] == 200


async def test_metrics_tell_what_happened(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site, a_visitor(site) as visitor:
        await site.send(a_hire("A001"))
        await site.link(1)
        await site.send(a_deal("D1"), a_deal("D1"), a_deal("D2", employee_id="X9"))
        await site.send(a_deal("D3", amount="-1"))
        await site.says(1, "我今天的提成")
        await site.says(1, "什么")
        await site.told(1, 2)

        assert await visitor.metric('foothold_events_total{outcome="accepted"}') == 2
        assert await visitor.metric('foothold_events_total{outcome="duplicate"}') == 1
        assert await visitor.metric('foothold_events_total{outcome="parked"}') == 1
        assert await visitor.metric('foothold_events_total{outcome="refused"}') == 1
        assert await visitor.metric("foothold_ingest_commit_seconds_count") == 3
        labels = 'route="/hooks/{source}",status="202"'
        assert await visitor.metric(f"foothold_http_requests_total{{{labels}}}") == 3
        labels = 'outcome="answered",route="commission"'
        assert await visitor.metric(f"foothold_interactions_total{{{labels}}}") == 1
        labels = 'outcome="answered",route="none"'
        assert await visitor.metric(f"foothold_interactions_total{{{labels}}}") == 1
        assert await visitor.metric('foothold_inbox_events{state="parked"}') == 1
        assert await visitor.metric('foothold_inbox_events{state="refused"}') == 1
        assert await visitor.metric("foothold_store_up") == 1


async def test_a_stranger_can_not_make_up_routes(tmp_path: Path) -> None:
    async with a_site(tmp_path) as site, a_visitor(site) as visitor:
        assert (await visitor.get("/made/up?code=ABCD2345"))[0] == 404

        labels = 'route="none",status="404"'
        assert await visitor.metric(f"foothold_http_requests_total{{{labels}}}") == 1


@pytest.mark.parametrize(
    ("web", "header", "status"),
    [
        pytest.param({}, "", 200, id="open on this machine"),
        pytest.param({"public_url": "https://f.example"}, "", 404, id="off behind a proxy"),
        pytest.param({"metrics_token": _TOKEN}, "", 401, id="no token"),
        pytest.param({"metrics_token": _TOKEN}, "Bearer another", 401, id="another token"),
        pytest.param({"metrics_token": _TOKEN}, "Bearer é", 401, id="a token of odd letters"),
        pytest.param({"metrics_token": _TOKEN}, f"Bearer {_TOKEN}", 200, id="the token"),
        pytest.param(
            {"metrics_token": _TOKEN, "public_url": "https://f.example"},
            f"Bearer {_TOKEN}",
            200,
            id="the token, behind a proxy",
        ),
    ],
)
async def test_who_may_read_the_metrics(
    tmp_path: Path, web: dict[str, str], header: str, status: int
) -> None:
    settings = site_settings(tmp_path).model_copy(update={"web": WebSettings.model_validate(web)})
    async with visited(settings) as visitor:
        said, page = await visitor.get("/metrics", **({"Authorization": header} if header else {}))

    assert said == status
    assert ("foothold_build_info" in page) is (status == 200)


async def test_a_site_that_others_reach_has_its_metrics_off(tmp_path: Path) -> None:
    settings = site_settings(tmp_path, port=free_port()).model_copy(update={"host": "0.0.0.0"})  # noqa: S104 - the case
    async with visited(settings) as visitor:
        assert (await visitor.get("/metrics"))[0] == 404
        assert (await visitor.ready())[0] == 200
