"""Secrets and people are planted in a site that fails on purpose; nothing it says holds them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.opening import open_store, site_key
from bot.web.sessions import Sessions
from storage.store import Store
from tests.builders import PLAN, a_deal, a_hire, take_in
from tests.commands import ran
from tests.journeys.processes import a_process
from tests.journeys.site import SECRET, post, site_settings
from tests.post_office import sql
from tests.schema import lay_out
from tests.servers import free_port

#: What nobody may ever read in what a site says of itself.
PLANTED = {
    "hook secret": SECRET.removeprefix("whsec_"),
    "old hook secret": "b2xkLXNlY3JldC1vZi10aGUtdGVzdHMtMTIzNDU2Nzg=",
    "database password": "pw-of-the-database",
    "redis password": "pw-of-redis",
    "metrics token": "token-of-the-scraper",
    "signature": "K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDNH0pI4",
    "authorization": "bearer-of-a-caller",
    "link code": "QWER2345",
    "cookie": "planted-session.9.mac",
    "Slack bot": "xoxb-12345-67890-plantedplanted",
    "Slack app": "xapp-1-A1-2-plantedplanted",
    "WeCom secret": "planted-corpsecret",
    "WeCom token": "planted-access-token",
    "DingTalk session": "planted-dingtalk-session",
    "phone": "13912345678",
    "ID card": "11010519491231002X",
    "e-mail": "li.lei@planted.example",
    "name": "王小明",
    "amount": "8800.50",
}
_SAID = " ".join(PLANTED[key] for key in ("name", "amount", "phone", "ID card", "e-mail"))
_OLD = f"whsec_{PLANTED['old hook secret']}"


def _now() -> datetime:
    return datetime.now(UTC)


class Planted:
    """A site in a process of its own, with all that it says."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        self._redis = redis_url.replace("redis://", f"redis://:{PLANTED['redis password']}@")
        self._home = folder / "home"
        self._log = folder / "log"
        self._port = free_port()
        self._url = "" if database_url.startswith("sqlite") else _with_password(database_url)
        self.store = open_store(site_settings(self._home, database_url=self._url))
        sessions = Sessions(
            key=site_key(self._home), clock=lambda: datetime.now(UTC), is_https=False
        )
        self._cookie = sessions.seal(1)
        self.said: list[str] = []

    @property
    def secrets(self) -> dict[str, str]:
        key = site_key(self._home).hex()
        return {**PLANTED, "session of the page": self._cookie, "site key": key}

    @property
    def lines(self) -> list[dict[str, object]]:
        """What the process logged, beside its greeting."""
        return [json.loads(line) for line in self._log.read_text().splitlines() if line[:1] == "{"]

    def settings(self, **more: str) -> dict[str, str]:
        return {
            "FOOTHOLD_HOOKS__CRM__OLD_SECRET": _OLD,
            "FOOTHOLD_REDIS_URL": self._redis,
            "FOOTHOLD_WEB__METRICS_TOKEN": PLANTED["metrics token"],
            "FOOTHOLD_LOG__LEVEL": "debug",
            **more,
        }

    async def lives(self) -> None:
        """Run it, let everything happen to it, stop it, and keep all that it said."""
        self._log.unlink(missing_ok=True)
        async with a_process(
            self._home, self._url, self._port, output=self._log, **self.settings()
        ) as process:
            async with aiohttp.ClientSession() as session:
                await self._is_called(session)
                await self._fails(session)
                await self._is_looked_at(session)
            self.said += await self.runs("doctor")
            self.said += await self.runs("doctor", "--json")
            process.send_signal(signal.SIGTERM)
            await process.wait()
        self.said.append(self._log.read_text())

    async def runs(self, *words: str, **more: str) -> list[str]:
        """Run a command of this site and give what it printed on both streams."""
        env = {
            "FOOTHOLD_DATABASE_URL": self._url,
            "FOOTHOLD_PORT": str(self._port),
            "FOOTHOLD_HOOKS__CRM__SECRET": SECRET,
            **self.settings(**more),
        }
        done = await ran(self._home, *words, **env)
        return [done.out, done.err]

    @asynccontextmanager
    async def taking_its_port(self) -> AsyncIterator[None]:
        """Let another program listen where it would."""
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", self._port)
        async with server:
            yield

    async def _is_called(self, session: aiohttp.ClientSession) -> None:
        """Be called by all who carry a secret, each of them wrongly."""
        p = PLANTED
        for path in (
            f"/chat/enter?code={p['link code']}",
            f"/wecom/callback?corpsecret={p['WeCom secret']}&access_token={p['WeCom token']}",
            f"/robot/sendBySession?session={p['DingTalk session']}",
            f"/slack/{p['Slack bot']}/{p['Slack app']}",
            f"/metrics?token={p['metrics token']}x",
        ):
            await self._asks(session, "GET", path, Cookie=f"foothold_chat={p['cookie']}")
        await self._asks(session, "GET", "/chat", Cookie=f"foothold_chat={p['cookie']}")
        await self._asks(
            session,
            "POST",
            "/hooks/crm",
            body=json.dumps({"phone": p["phone"], "said": _SAID, "token": p["Slack bot"]}),
            Authorization=f"Bearer {p['authorization']}",
            **{
                "webhook-id": "m1",
                "webhook-timestamp": str(int(_now().timestamp())),
                "webhook-signature": f"v1,{p['signature']}",
            },
        )
        await self._asks(session, "POST", "/chat/enter", body=f"code={p['link code']}")
        await self._hears(f"GET /?access_token={p['WeCom token']}&name={p['name']} HTTP/none")

    async def _hears(self, line: str) -> None:
        """Be sent what is no HTTP; the answer repeats it to its sender, and is not looked at."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"{line}\r\n\r\n".encode())
        assert b" 400 " in await reader.readline()
        writer.close()

    async def _fails(self, session: aiohttp.ClientSession) -> None:
        """Fail in the database, in a handler, in a notice and before any handler."""
        await self._deal(session, "D1")
        await self._types(session, "最近7天的提成")  # its handler meets a line of no kind
        await _refuse_rows(self.store, _SAID)
        await self._deal(session, "D2")
        await sql(self.store, "UPDATE person SET engagement = name")
        await self._types(session, f"{_SAID} {PLANTED['link code']}")

    async def _is_looked_at(self, session: aiohttp.ClientSession) -> None:
        token = f"Bearer {PLANTED['metrics token']}"
        await self._asks(session, "GET", "/metrics", Authorization=token)
        await self._asks(session, "GET", "/healthz")
        await self._asks(session, "GET", "/readyz")

    async def _deal(self, session: aiohttp.ClientSession, number: str) -> None:
        _, raw = a_deal(number, customer_id=_SAID, closed_at=_now().isoformat())
        await post(session, f"http://127.0.0.1:{self._port}", json.dumps(raw).encode())

    async def _types(self, session: aiohttp.ClientSession, text: str) -> None:
        said = json.dumps({"id": os.urandom(16).hex(), "text": text})
        await self._asks(
            session,
            "POST",
            "/chat/messages",
            body=said,
            Cookie=f"foothold_chat={self._cookie}",
            **{"X-Foothold-Chat": "1"},
        )

    async def _asks(
        self,
        session: aiohttp.ClientSession,
        method: str,
        path: str,
        *,
        body: str = "",
        **headers: str,
    ) -> None:
        url = f"http://127.0.0.1:{self._port}{path}"
        async with session.request(method, url, data=body or None, headers=headers) as answer:
            text = await answer.text()
        if path.partition("?")[0] != "/chat/enter":  # the page that gives a code back to its sender
            self.said.append(f"{answer.status} {answer.headers} {text}")


@pytest.fixture
async def site(tmp_path: Path, database_url: str, redis_url: str) -> AsyncIterator[Planted]:
    """A company of 王小明 whose rows hold what no handler expects."""
    made = Planted(tmp_path, database_url, redis_url)
    at = _now()
    if "sqlite" in database_url:
        lay_out(tmp_path / "home")
    async with made.store.begin() as uow:
        await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=at)
        hired = a_hire("A001", name=PLANTED["name"], email=PLANTED["e-mail"])
    await take_in(made.store, hired, a_deal("D0", closed_at=at.isoformat()), at=at)
    async with made.store.begin() as uow:
        await uow.links.link(channel="webchat", address="1", person_id=1, at=at)
    await sql(made.store, "UPDATE commission_line SET kind = (SELECT name FROM person)")
    await sql(made.store, "UPDATE notice SET facts = (SELECT '{' || name FROM person)")
    yield made
    await made.store.close()


async def test_nothing_a_site_says_holds_a_secret_or_a_person(site: Planted) -> None:
    await site.lives()

    told = {
        name: where for name, value in site.secrets.items() for where in site.said if value in where
    }
    assert told == {}
    events = {str(line["event"]) for line in site.lines}
    assert events >= {
        "Error handling request from 127.0.0.1",
        "hook.refused",
        "ingest.group_failed",
        "interaction.failed",
        "notice.unsendable",
        "request.failed",
    }


async def test_a_doctor_of_wrong_settings_repeats_none(site: Planted) -> None:
    wrong = {
        "FOOTHOLD_HOOKS__CRM__OLD_SECRET": PLANTED["old hook secret"][:-2],
        "FOOTHOLD_WEB__METRICS_TOKEN": PLANTED["metrics token"][:9],
        "FOOTHOLD_REDIS_URLL": f"redis://:{PLANTED['redis password']}@h",
    }

    out, err = await site.runs("doctor", **wrong)

    assert "hooks.crm.old_secret" in out
    assert "web.metrics_token" in out
    assert "FOOTHOLD_REDIS_URLL" in out
    assert [value for value in (*wrong.values(), *PLANTED.values()) if value in out + err] == []


async def test_a_process_that_can_not_begin_says_where_in_one_line(site: Planted) -> None:
    async with site.taking_its_port():
        out, err = await site.runs("run", FOOTHOLD_REDIS_URL="")

    said = err.splitlines()[-1]  # all else are warnings
    assert said.startswith("foothold: ")
    assert said.endswith("can not be listened at: Address already in use")
    assert [name for name, value in site.secrets.items() if value in out + err] == []


async def _refuse_rows(store: Store, text: str) -> None:
    """Let the database refuse every event, with `text` in its words."""
    if store.url.startswith("sqlite"):
        await sql(
            store,
            "CREATE TRIGGER refusal BEFORE INSERT ON inbox "
            f"BEGIN SELECT RAISE(ABORT, '{text}'); END",
        )
        return
    await sql(
        store,
        "CREATE FUNCTION refusal() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{text}'; END $$",
    )
    await sql(
        store,
        "CREATE TRIGGER refusal BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION refusal()",
    )


def _with_password(url: str) -> str:
    return url.replace("foothold@", f"foothold:{PLANTED['database password']}@")
