"""A whole Foothold beside an imitation of WeCom, and members who use it there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from pydantic import SecretStr
from yarl import URL

from config.platforms import WeComSettings
from tests.builders import a_hire
from tests.imitations import wecom
from tests.imitations.wecom import Callback, Caller, Json, Qyapi, qyapi_server
from tests.journeys.site import Site, a_site
from tests.patience import until

ME = f"{wecom.CORP}:lilei"


@dataclass(frozen=True, slots=True)
class WeComSite:
    """The site, the platform, and its members' hands."""

    site: Site
    qyapi: Qyapi
    caller: Caller
    session: aiohttp.ClientSession
    #: Where the imitation serves its API.
    api_url: str

    async def post(self, callback: Callback) -> int:
        """Deliver a callback, and give the status it was answered with; a body is a fault."""
        url = f"{self.site.url}/wecom/callback"
        async with self.session.post(url, params=callback.query, data=callback.body) as answer:
            assert await answer.read() == b""
            return answer.status

    async def get(self, query: str) -> tuple[int, bytes]:
        """Check our address with a query as it stands."""
        url = URL(f"{self.site.url}/wecom/callback?{query}", encoded=True)
        async with self.session.get(url) as answer:
            return answer.status, await answer.read()

    async def says(self, text: str, *, msg_id: str = "1", user: str = "LiLei") -> int:
        """Let a member write."""
        said = self.caller.text(text, at=time.time(), msg_id=msg_id, user=user)
        return await self.post(said)

    async def presses(self, label: str, body: Json, *, user: str = "LiLei") -> str:
        """Let a member press a button of a card, and give the card's task_id."""
        card = body["template_card"]
        [key] = [one["key"] for one in card["button_list"] if one["text"] == label]
        code, now = self.qyapi.code_for(card["task_id"]), time.time()
        said = self.caller.event(
            "template_card_event",
            at=now,
            user=user,
            EventKey=key,
            TaskId=card["task_id"],
            CardType=card["card_type"],
            ResponseCode=code,
        )
        assert await self.post(said) == 200
        return str(card["task_id"])

    async def told(self, n: int, *, user: str = "lilei") -> list[Json]:
        """Wait until a member was sent n messages, and for a moment whether more come."""
        found = self.qyapi.delivered[user]
        await until(lambda: len(found) >= n, lambda: f"{len(found)} messages instead of {n}")
        await self.site.settled()
        await asyncio.sleep(0.1)
        assert len(found) == n, f"{len(found)} messages instead of {n}"
        return found

    async def more_than(self, n: int) -> list[Json]:
        """Wait until lilei was sent more than n messages, and all that was said is answered."""
        found = self.qyapi.delivered["lilei"]
        await until(lambda: len(found) > n)
        await self.site.settled()
        return found

    async def read(self, n: int) -> str:
        """Give what can be read on her screen once she has n messages."""
        return "\n".join("\n".join(wecom.shown(body)) for body in await self.told(n))


@asynccontextmanager
async def a_wecom_site(
    home: Path, *, more: Mapping[str, object] | None = None
) -> AsyncIterator[WeComSite]:
    """Run both; A001 is lilei there, and has no deal yet."""
    qyapi = Qyapi(members=("lilei", "hanmeimei"))
    async with qyapi_server(qyapi) as url, aiohttp.ClientSession() as session:
        settings = WeComSettings(
            corp_id=wecom.CORP,
            agent_id=wecom.AGENT,
            secret=SecretStr(wecom.SECRET),
            token=SecretStr(wecom.TOKEN),
            aes_key=SecretStr(wecom.AES_KEY),
            api_url=url,
        )
        async with a_site(home, chats={"wecom": settings, **(more or {})}) as site:
            await site.send(a_hire("A001", name="李雷"), a_hire("A002", name="韩梅梅"))
            async with site.app.store.begin() as uow:
                await uow.links.link(channel="wecom", address=ME, person_id=1, at=datetime.now(UTC))
            yield WeComSite(site, qyapi, Caller(), session, url)
