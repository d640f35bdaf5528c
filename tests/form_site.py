"""A company whose chat has no forms, with the pages that its forms have instead."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from aiohttp import web

from bot.answering import Site
from bot.attachments import Keeper
from bot.cards.actions import token_of
from bot.channels.channel import Inbound
from bot.dispatcher import Dispatcher
from bot.form_links import FormLinks
from bot.form_pages import FormPages
from bot.web.chat_http import static
from bot.web.forms import FormPage
from bot.web.uploads import Uploads
from storage.store import Store
from tests.builders import AT
from tests.dispatching import KEY, ME, Office
from tests.fakes import FixedClock
from tests.ride_along import ROUTE


class FormSite(Office):
    """Starts on a free port, and starts again on it as after a crash: the store outlives it."""

    def __init__(self, store: Store) -> None:
        self.clock = FixedClock(AT)
        self.port = 0
        self._runner: web.AppRunner | None = None
        super().__init__(store)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def another(self, store: Store) -> Dispatcher:
        channels = {self.channel.name: self.channel}
        return Dispatcher(
            store,
            channels=channels,
            site=Site(key=KEY),
            real_clock=self.real_clock,
            linked=FormLinks(site="https://foothold.example", key=KEY).url,
        )

    async def start(self) -> None:
        pages = FormPages(
            self.store,
            site=Site(key=KEY),
            links=FormLinks(site="https://foothold.example", key=KEY),
            conclude=self.dispatcher.conclude,
            real_clock=self.real_clock,
        )
        app = web.Application()
        app.add_routes(
            FormPage(pages, uploads=Uploads(Keeper(self.store).keep), clock=self.clock).routes()
        )
        app.router.add_get(r"/chat/static/{name:[a-z]+\.(css|js|svg)}", static)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def ask(self, act: str = "ask") -> str:
        """Ask for the form in the chat, and give the path of the page that is offered beside."""
        token = token_of(ROUTE, "", person_id=1, key=KEY)
        await self.dispatcher.receive(self.said(token=token, act=act))
        link = self.channel.cards[-1].link
        assert link is not None
        return link.url.removeprefix("https://foothold.example")

    def said(self, text: str = "", *, token: str = "", act: str = "act") -> Inbound:
        """Give what she says in the chat."""
        said = Inbound(id=act, channel="fake", sender=ME, at=self.clock.now, text=text)
        return replace(said, token=token)

    def pass_time(self, **by: float) -> None:
        self.clock.pass_time(**by)
        self.real_clock.now += timedelta(**by)


def at_fields(html: str) -> list[str]:
    """Give what a page says is wrong, field by field."""
    return [said for said in re.findall(r'<p class="problem"[^>]*>([^<]*)</p>', html) if said]
