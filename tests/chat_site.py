"""A web chat on a free port with a small scripted company behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

from bot.cards.message import Message
from bot.channels.channel import Inbound
from bot.channels.webchat import Hub, WebChat
from bot.web.chat import ChatPage
from bot.web.chat_view import Contact
from rules.people import Engagement, Role
from tests import samples
from tests.fakes import MemoryChatLog

KEY = b"k" * 32
CONTACTS = {
    contact.person_id: contact
    for contact in (
        Contact(person_id=1, name="张三", subtitle="销售 · 第 3 周"),
        Contact(person_id=2, name="李雷", subtitle="销售 · 第 9 周"),
        Contact(person_id=3, name="Anna Weber", subtitle="Sales · week 12", locale="en"),
        Contact(
            person_id=4,
            name="王芳",
            subtitle="代理 · 第 20 周",
            engagement=Engagement.AGENT,
        ),
        Contact(person_id=5, name="陈建国", subtitle="师傅", role=Role.MENTOR),
        Contact(person_id=6, name="赵敏", subtitle="销售主管", role=Role.MANAGER),
        Contact(person_id=7, name="<img src=x onerror=alert(1)>", subtitle="<b>HR</b>"),
    )
}
ANSWERS: dict[str, Message] = {
    "我今天的提成": samples.a_message(card=samples.TODAY),
    "My commission today": samples.a_message(card=samples.NEW_DEAL_EN),
    "why~1~signed": samples.a_message(card=samples.WHY),
    "陪访": samples.a_message(form=samples.RECORD),
    "hostile": samples.a_message(card=samples.HOSTILE_CARD),
    "hostile form": samples.a_message(form=samples.HOSTILE_FORM),
}
NOT_UNDERSTOOD = samples.a_message(text="没看懂,试试「我今天的提成」。")


class Clock:
    """A clock that stands at noon until it is moved."""

    def __init__(self) -> None:
        self.now = samples.NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)


class Site:
    """Starts, stops and starts again on the same port; the log outlives it."""

    def __init__(self, *, is_demo: bool = True) -> None:
        self.log = MemoryChatLog()
        self.clock = Clock()
        self.is_demo = is_demo
        self.received: list[Inbound] = []
        self.contacts = dict(CONTACTS)
        self.codes = {"code-of-1": 1}
        self.port = 0
        self.reply: Callable[[Inbound], Awaitable[None]] = self.answer
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self.hub = Hub()
        self.chat = WebChat(log=self.log, hub=self.hub, clock=self.clock)
        page = ChatPage(
            log=self.log,
            hub=self.hub,
            receive=self.receive,
            contact=self._contact,
            redeem=self._redeem,
            clock=self.clock,
            key=KEY,
            people=self._people if self.is_demo else None,
        )
        app = web.Application()
        app.add_routes(page.routes())
        app.on_shutdown.append(page.let_go)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def tell(self, person_id: int, message: Message) -> None:
        await self.chat.send(self.chat.render(message, address=str(person_id)))

    async def receive(self, inbound: Inbound) -> None:
        self.received.append(inbound)
        await self.reply(inbound)

    async def answer(self, inbound: Inbound) -> None:
        known = ANSWERS.get(inbound.token or inbound.text, NOT_UNDERSTOOD)
        message = samples.a_message(
            f"answer:{inbound.id}", text=known.text, card=known.card, form=known.form
        )
        await self.tell(int(inbound.sender), message)

    async def answer_slowly(self, inbound: Inbound) -> None:
        await asyncio.sleep(1.5)
        await self.answer(inbound)

    async def fail(self, inbound: Inbound) -> None:
        raise RuntimeError(inbound.id)

    async def _contact(self, person_id: int, opened_at: datetime | None = None) -> Contact | None:
        del opened_at
        return self.contacts.get(person_id)

    async def _people(self, language: str) -> list[Contact]:
        del language
        return list(self.contacts.values())

    async def _redeem(self, code: str, visitor: str) -> int | None:
        del visitor
        return self.codes.pop(code, None)
