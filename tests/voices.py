"""A mentor who speaks, on the wire of each platform that hands voice messages on."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.cards.actions import token_of
from bot.opening import site_key
from handlers.mentoring import Match, pair
from storage.mentor_record import StoredRecord
from storage.store import Store
from tests.builders import a_hire
from tests.dingtalk_site import a_dingtalk_site
from tests.imitations import wecom
from tests.imitations.dingtalk import CORP, DOWNLOAD, DingTalk, Fault
from tests.journeys.site import Site
from tests.patience import until
from tests.wecom_site import WeComSite, a_wecom_site

AMR = b"#!AMR\n\x3c\x91\x17\x16 what she said on the way back"
_USER = "hanmeimei"


class Wire(Protocol):
    """A mentor's hands and eyes in one chat."""

    home: Path
    site: Site
    mentor_id: int

    async def types(self, text: str) -> str:
        """Write, and give what she is answered."""
        ...

    async def speaks(self, words: str = "", *, body: bytes = AMR, times: int = 1) -> str:
        """Send a voice message of which the platform understood these words."""
        ...

    async def told(self, words: str) -> None:
        """Wait until something was said to her."""
        ...

    def breaks(self, times: int) -> None:
        """Let downloads fail so often."""
        ...

    def fetched(self) -> int:
        """How often a download was asked for."""
        ...


class _Hands:
    def __init__(self, home: Path, site: Site, told: Callable[[], str]) -> None:
        self.home, self.site, self._told = home, site, told
        self.mentor_id = 0
        self._n = 0

    def number(self) -> str:
        self._n += 1
        return f"said-{self._n}"

    async def told(self, words: str) -> None:
        """Wait until something was said to her."""
        await until(lambda: words in self._told(), self._told)
        await self.site.settled()

    async def _answer(self, before: str) -> str:
        """Wait until she was told more, and all she said is answered."""
        await until(lambda: self._told() != before)
        await self.site.settled()
        return self._told().removeprefix(before)


class WeComWire(_Hands):
    """The self-built app: a voice message is a media_id."""

    def __init__(self, home: Path, here: WeComSite) -> None:
        self._here = here
        super().__init__(home, here.site, self._read)

    def _read(self) -> str:
        sent = self._here.qyapi.delivered[_USER]
        return "\n".join("\n".join(wecom.shown(body)) for body in sent)

    async def types(self, text: str) -> str:
        before = self._read()
        if text.startswith("#"):
            press = self._here.caller.event(
                "template_card_event",
                at=time.time(),
                user=_USER,
                EventKey=text[1:],
                TaskId=self.number(),
                CardType="button_interaction",
            )
            await self._here.post(press)
        else:
            await self._here.says(text, msg_id=self.number(), user=_USER)
        return await self._answer(before)

    async def speaks(self, words: str = "", *, body: bytes = AMR, times: int = 1) -> str:
        before, msg_id = self._read(), self.number()
        media_id = self._here.qyapi.holds("voice.amr", body)
        fields = {"MsgId": msg_id, "MediaId": media_id, "Format": "amr"}
        fields |= {"Recognition": words} if words else {}
        for _ in range(times):
            said = self._here.caller.message("voice", at=time.time(), user=_USER, **fields)
            assert await self._here.post(said) == 200
        return await self._answer(before)

    def breaks(self, times: int) -> None:
        self._here.qyapi.fail("media/get", *[wecom.BROKEN] * times)

    def fetched(self) -> int:
        return self._here.qyapi.count("media/get")


class DingTalkWire(_Hands):
    """The robot: a voice message is a downloadCode, and mostly its words."""

    def __init__(self, home: Path, site: Site, far: DingTalk) -> None:
        self._far = far
        super().__init__(home, site, self._read)

    def _read(self) -> str:
        return "\n".join(str(one.body.get("text", one.body)) for one in self._far.shown["staff2"])

    async def types(self, text: str) -> str:
        before = self._read()
        said = f"好 {text}" if text.startswith("#") else text
        await self._far.say(self._far.message(said, sender="staff2"))
        return await self._answer(before)

    async def speaks(self, words: str = "", *, body: bytes = AMR, times: int = 1) -> str:
        before, code = self._read(), self._far.holds("", body)
        content = {"downloadCode": code, "duration": 4000}
        content |= {"recognition": words} if words else {}
        said = self._far.message("", sender="staff2", msgtype="audio", text=None, content=content)
        for _ in range(times):
            await self._far.say(said)
        return await self._answer(before)

    async def shows(self, words: str, body: bytes) -> str:
        """Send words and a picture in one message."""
        before, code = self._read(), self._far.holds("", body)
        parts = [{"text": words}, {"type": "picture", "downloadCode": code}]
        more = {"msgtype": "richText", "text": None, "content": {"richText": parts}}
        await self._far.say(self._far.message("", sender="staff2", **more))
        return await self._answer(before)

    def breaks(self, times: int) -> None:
        self._far.fail(DOWNLOAD, *[Fault.UNAVAILABLE] * times)

    def fetched(self) -> int:
        return len(self._far.called(DOWNLOAD))


@asynccontextmanager
async def by_wecom(home: Path) -> AsyncIterator[WeComWire]:
    """Run the app of WeCom."""
    async with a_wecom_site(home) as here:
        wire = WeComWire(home, here)
        await _hired(wire, "wecom", f"{wecom.CORP}:{_USER}")
        yield wire


@asynccontextmanager
async def by_dingtalk(home: Path) -> AsyncIterator[DingTalkWire]:
    """Run the robot of DingTalk, without a card template."""
    async with DingTalk().running() as far, a_dingtalk_site(home, far) as site:
        wire = DingTalkWire(home, site, far)
        await _hired(wire, "dingtalk", f"{CORP}:staff2")
        yield wire


async def _hired(wire: Wire, channel: str, address: str) -> None:
    """Let a mentor come who takes A001 along."""
    await wire.site.send(a_hire("A009", name="王师傅", roles=["mentor"]))
    async with wire.site.app.store.begin() as uow:
        (person,) = await uow.people.named("王师傅")
        wire.mentor_id = person.id
        people = await uow.people.by_id([1, person.id])
        match = Match(rep=people[1], mentor=people[person.id], since=date(2026, 1, 5))
        now = datetime.now(UTC)
        await pair(match, uow, at=now - timedelta(days=90), actor="test")
        await uow.links.link(channel=channel, address=address, person_id=person.id, at=now)
    # She is told of the pairing: what she is answered later is told apart from it.
    await wire.told("带教安排调整")


async def opened(wire: Wire) -> str:
    """Press for the form of a visit with A001."""
    return await wire.types(f"#{pressed(wire, 'new:ride_along:1')}")


def pressed(wire: Wire, argument: str) -> str:
    """Give the token of a button of hers."""
    key = site_key(wire.home)
    return token_of("mentor_record", argument, person_id=wire.mentor_id, key=key)


async def record(store: Store, number: int = 1) -> StoredRecord | None:
    """Give a record as it is kept."""
    async with store.begin() as uow:
        return await uow.mentor_records.one(number)
