"""A whole Foothold in this process, and a CRM and a browser that talk to it over HTTP."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr
from standardwebhooks import Webhook

from bot.app import App, running
from bot.cards.actions import seal
from bot.cards.card import Action, Card
from bot.cards.message import Message
from bot.channels import wire
from bot.channels.channel import Inbound
from bot.opening import site_key
from config.settings import HookSource, Settings
from tests.builders import PLAN, Event
from tests.jobs.crew import answers
from tests.patience import until_found
from tests.schema import lay_out

#: What people said and was not answered yet, and the notices that are being sent.
_UNDER_WAY = (
    "SELECT (SELECT count(*) FROM interaction WHERE state IN ('received', 'done')) + "
    "(SELECT count(*) FROM notice WHERE state = 'sending')"
)
SECRET = "whsec_c2VjcmV0LW9mLXRoZS10ZXN0cy1vbmx5LTEyMzQ1Ng=="


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the hook said."""

    status: int
    results: list[dict[str, str]]
    retry_after: str = ""


class Site:
    """Speaks to a running app as its CRM and as its people."""

    def __init__(self, app: App, session: aiohttp.ClientSession, key: bytes = b"") -> None:
        self.app = app
        self._session = session
        self._key = key
        self._said = 0
        #: When people say things; a story of other days has a clock of its own.
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def url(self) -> str:
        """The address of the web server."""
        return f"http://127.0.0.1:{self.app.port}"

    async def post(self, body: bytes, *, secret: str = SECRET, source: str = "crm") -> Answer:
        """Post a signed body to the hook."""
        return await post(self._session, self.url, body, secret=secret, source=source)

    async def send(self, *events: Event) -> Answer:
        """Post events in one signed request."""
        return await self.post(json.dumps({"events": [raw for _, raw in events]}).encode())

    async def says(self, person_id: int, text: str) -> str:
        """Let a person type something and give the text of the answer."""
        self._said += 1
        inbound = Inbound(
            id=f"said-{person_id}-{self._said}",
            channel="webchat",
            sender=str(person_id),
            at=self.clock(),
            text=text,
        )
        await self.app.dispatcher.receive(inbound)
        return await self._answer(inbound)

    async def presses(self, person_id: int, route: str, argument: str, **answers: str) -> str:
        """Let a person press a button, or submit its form, and give the text of the answer."""
        self._said += 1
        action = Action(label="", route=route, argument=argument)
        message = Message(key="", preview="", text="", card=Card(title="", actions=(action,)))
        sealed = seal(message, person_id=person_id, key=self._key).card
        assert sealed is not None
        inbound = Inbound(
            id=f"pressed-{person_id}-{self._said}",
            channel="webchat",
            sender=str(person_id),
            at=self.clock(),
            token=sealed.actions[0].token,
            answers=answers,
        )
        await self.app.dispatcher.receive(inbound)
        return await self._answer(inbound)

    async def _answer(self, inbound: Inbound) -> str:
        """Give the answer to this very act: a notice may have come after it."""
        async with self.app.store.read() as uow:
            entries = await uow.chat.page(person_id=int(inbound.sender), before=None, limit=100)
        (answer,) = (e for e in entries if e.key == f"answer:{inbound.id}")
        return wire.read(answer.body).message.text

    async def chat(self, person_id: int) -> list[str]:
        """Give the texts of what a person was sent, oldest first."""
        async with self.app.store.read() as uow:
            entries = await uow.chat.page(person_id=person_id, before=None, limit=100)
        return [wire.read(e.body).message.text for e in entries if not e.is_from_person]

    async def told(self, person_id: int, n: int) -> list[str]:
        """Wait until a person was sent n messages."""
        return await until_found(lambda: self.chat(person_id), lambda texts: len(texts) >= n)

    async def settled(self) -> None:
        """Wait until all that was said is answered, and no notice is on its way."""
        await until_found(self._under_way, lambda found: found == [(0,)])

    async def _under_way(self) -> list[tuple[object, ...]]:
        return await answers(self.app.store, _UNDER_WAY)

    async def link(self, *person_ids: int) -> None:
        """Give persons their web chat."""
        async with self.app.store.begin() as uow:
            for person_id in person_ids:
                await uow.links.link(
                    channel="webchat",
                    address=str(person_id),
                    person_id=person_id,
                    at=datetime.now(UTC),
                )


async def post(
    session: aiohttp.ClientSession,
    url: str,
    body: bytes,
    *,
    secret: str = SECRET,
    source: str = "crm",
    age: timedelta = timedelta(0),
) -> Answer:
    """Sign and post a body."""
    at = datetime.now(UTC) - age
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body.decode("utf-8", "replace")),
    }
    async with session.post(
        f"{url}/hooks/{source}", data=io.BytesIO(body), headers=headers
    ) as answer:
        said = await answer.json()
        return Answer(
            status=answer.status,
            results=said.get("results", []),
            retry_after=answer.headers.get("Retry-After", ""),
        )


def site_settings(
    home: Path, *, database_url: str = "", port: int = 0, chats: Mapping[str, Any] | None = None
) -> Settings:
    """Give the settings of a small site."""
    return Settings(
        **(chats or {}),
        home=home,
        database_url=database_url,
        port=port,
        hooks={"crm": HookSource(secret=SecretStr(SECRET))},
    )


@asynccontextmanager
async def a_site(
    home: Path, *, database_url: str = "", chats: Mapping[str, Any] | None = None
) -> AsyncIterator[Site]:
    """Run a site with one plan, in these chats of others."""
    settings = site_settings(home, database_url=database_url, chats=chats)
    if not database_url:
        lay_out(home)
    async with running(settings) as app, aiohttp.ClientSession() as session:
        async with app.store.begin() as uow:
            await uow.plans.add(
                name="standard", starts_on=date(2020, 1, 1), toml=PLAN, at=datetime.now(UTC)
            )
        yield Site(app, session, site_key(home))
