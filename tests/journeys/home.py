"""A site whose process comes and goes, its rep A001 at her browser, and its store to look into."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp

from bot.cards.actions import seal
from bot.cards.card import Action, Card
from bot.cards.message import Message
from bot.channels import wire
from bot.channels.webchat import read_said
from bot.opening import open_store, site_key
from bot.web.sessions import Sessions
from handlers.link import offer_code
from rules.periods import local_day
from tests.builders import PLAN, a_deal, a_hire, take_in
from tests.commands import Running
from tests.journeys.processes import a_command, a_process, kill, start
from tests.journeys.site import site_settings
from tests.patience import until_found
from tests.post_office import sql
from tests.schema import lay_out
from tests.servers import free_port


def _now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """Give the day it is where the company is: in the evening of UTC, it is tomorrow there."""
    return local_day(_now(), "Asia/Shanghai")


class Home:
    """What outlives every process of the site; with Redis, web and relay are one each."""

    def __init__(self, folder: Path, database_url: str, *, redis_url: str = "") -> None:
        self._folder = folder
        self._redis_url = redis_url
        self._url = "" if database_url.startswith("sqlite") else database_url
        settings = site_settings(folder, database_url=self._url)
        self.store = open_store(settings)
        self.database = settings.database
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._sessions = Sessions(key=site_key(folder), clock=_now, is_https=False)

    async def prepare(self) -> None:
        """Give the site its schema, a plan and A001."""
        if not self._url:
            lay_out(self._folder)
        await self.store.upgrade()
        async with self.store.begin() as uow:
            await uow.plans.add(name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=_now())
        await take_in(self.store, a_hire("A001"), at=_now())

    def running(self) -> AbstractAsyncContextManager[Running]:
        """Run a process of the site; leaving the block kills it with -9."""
        return self._parted() if self._redis_url else a_process(self._folder, self._url, self._port)

    @asynccontextmanager
    async def _parted(self) -> AsyncIterator[Running]:
        redis, ports = self._redis_url, {"web": self._port, "relay": free_port()}
        starting = (
            start(self._folder, self._url, port, roles=[role], FOOTHOLD_REDIS_URL=redis)
            for role, port in ports.items()
        )
        web, relay = await asyncio.gather(*starting)
        try:
            yield web
        finally:
            await kill(web)
            await kill(relay)

    async def link(self, channel: str = "webchat", person_id: int = 1) -> None:
        address = str(person_id)
        async with self.store.begin() as uow:
            await uow.links.link(channel=channel, address=address, person_id=person_id, at=_now())

    async def hire_finance(self) -> None:
        """Let somebody be there who is asked about lines: A002, with a chat."""
        await take_in(self.store, a_hire("A002", roles=["finance"]), at=_now())
        await self.link(person_id=2)

    async def close_deal(self, number: str = "D1") -> None:
        """Take in a deal of hers, so that there is news for her."""
        await take_in(self.store, a_deal(number, closed_at=_now().isoformat()), at=_now())

    async def code(self) -> str:
        async with self.store.begin() as uow:
            person = (await uow.people.by_id([1]))[1]
            return await offer_code(uow, person, at=_now())

    async def asks(self, text: str) -> int:
        """Post what she types as her page does, under the same id each time."""
        async with self._browser() as browser:
            said = {"id": "0" * 32, "text": text}
            answer = await browser.post(f"{self.address}/chat/messages", json=said)
            return answer.status

    async def enters(self, code: str) -> int:
        """Follow her link."""
        async with self._browser() as browser:
            answer = await browser.post(
                f"{self.address}/chat/enter", data={"code": code}, allow_redirects=False
            )
            return answer.status

    async def doubts(self) -> int:
        """Submit her question on line 1 as her page does, under the same id each time."""
        return await self.submits(1, "question", "line:1", "金额不对", question="金额不对")

    async def submits(
        self, person_id: int, route: str, argument: str, text: str = "x", **answers: str
    ) -> int:
        """Submit a form as her page does, under the id made of ones, each time."""
        action = Action(label="", route=route, argument=argument)
        card = Card(title="", actions=(action,))
        message = Message(key="", preview="", text="", card=card)
        sealed = seal(message, person_id=person_id, key=site_key(self._folder)).card
        assert sealed is not None
        async with self._browser(person_id) as browser:
            said = {
                "id": "1" * 32,
                "text": text,
                "token": sealed.actions[0].token,
                "answers": answers,
            }
            answer = await browser.post(f"{self.address}/chat/messages", json=said)
            return answer.status

    def job(self, name: str, at: datetime) -> AbstractAsyncContextManager[Running]:
        """Run a slot of a job by hand in a process; leaving the block kills it with -9."""
        return a_command(
            self._folder, self._url, "jobs", "run", name, "--at", at.isoformat(timespec="minutes")
        )

    async def presses(self, person_id: int, route: str, argument: str, *, digit: str) -> int:
        """Press a button of a card as a person's page does, under the same id each time."""
        action = Action(label="", route=route, argument=argument)
        message = Message(key="", preview="", text="", card=Card(title="", actions=(action,)))
        sealed = seal(message, person_id=person_id, key=site_key(self._folder)).card
        assert sealed is not None
        async with self._browser(person_id) as browser:
            said = {"id": digit * 32, "text": "", "token": sealed.actions[0].token}
            answer = await browser.post(f"{self.address}/chat/messages", json=said)
            return answer.status

    async def act(self, digit: str, person_id: int = 1) -> str:
        """Give the state of a person's act whose id is made of this digit."""
        async with self.store.read() as uow:
            kept = await uow.interactions.by_key("webchat", f"webchat:{person_id}:{digit * 32}")
        return kept.state if kept else "nothing"

    async def until_act(self, digit: str, state: str, person_id: int = 1) -> None:
        """Wait until an act is in this state."""
        await until_found(lambda: self.act(digit, person_id), lambda found: found == state)

    async def chat(self, person_id: int = 1) -> list[str]:
        """Give the first line of each entry of a chat, in both directions."""
        async with self.store.read() as uow:
            entries = await uow.chat.page(person_id=person_id, before=None, limit=100)
        texts = [
            read_said(e.body).text if e.is_from_person else wire.read(e.body).message.text
            for e in entries
        ]
        return [text.splitlines()[0] for text in texts]

    async def linked(self) -> tuple[str, str] | None:
        async with self.store.read() as uow:
            return await uow.links.address_of(1)

    async def states(self) -> list[str]:
        async with self.store.read() as uow:
            found = await uow.outbox.listed(["pending", "sending", "sent", "unknown", "dead"])
        return [one.state for one in found[::-1]]

    async def until(self, *states: str) -> None:
        """Wait until the notices, from the oldest on, are in these states."""
        await until_found(self.states, lambda found: found == list(states))

    async def end_leases(self) -> None:
        """Let the half minute pass that a dead process may hold what it claimed."""
        await sql(
            self.store,
            "UPDATE notice SET lease_until = '2020-01-01 00:00:00.000000' "
            "WHERE lease_until IS NOT NULL",
        )
        await sql(self.store, "UPDATE interaction SET due_at = '2020-01-01 00:00:00.000000'")
        for table in ("job_run", "job_shard"):
            await sql(
                self.store,
                f"UPDATE {table} SET lease_until = '2020-01-01 00:00:00.000000' "  # noqa: S608 - our own names
                "WHERE lease_until IS NOT NULL",
            )

    def _browser(self, person_id: int = 1) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            cookies={"foothold_chat": self._sessions.seal(person_id)},
            headers={"Origin": self.address, "X-Foothold-Chat": "1"},
        )
