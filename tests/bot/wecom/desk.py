"""A WeCom channel whose API is an imitation on loopback, and time that passes when told to."""

from __future__ import annotations

import json

from bot.cards.card import Action, Card
from bot.cards.form import Form
from bot.channels.channel import Content, Inbound, Receipt
from bot.channels.wecom.channel import Handle, WeCom
from bot.channels.wecom.client import App, Client
from bot.outbound import open_session
from bot.tokens import Fetch, SharedToken
from config.settings import HttpSettings
from storage.store import Store
from tests.imitations import wecom
from tests.imitations.wecom import Qyapi, shown
from tests.samples import NOON, a_message

ADDRESS = f"{wecom.CORP}:lilei"

PRESS = Inbound(
    id="press", channel="wecom", sender=ADDRESS, at=NOON, handle=Handle(response_code="x").written()
)


class Desk:
    """A channel, the imitation at its other end, and time that passes when told to."""

    def __init__(self, store: Store, qyapi: Qyapi) -> None:
        self.qyapi = qyapi
        self.now = 1_000_000.0
        self.session = open_session(HttpSettings())
        self._store = store
        self.channel = self.at("http://127.0.0.1:9")

    def at(self, url: str) -> WeCom:
        """Let the API be somewhere else from now on."""
        self.client = Client(
            self.session,
            App(api_url=url, corp_id=wecom.CORP, agent_id=wecom.AGENT, secret=wecom.SECRET),
            share=self._share,
            monotonic=lambda: self.now,
            call_seconds=1.0,
        )
        self.channel = WeCom(self.client)
        return self.channel

    async def send(self, text: str = "你好", *, key: str = "a") -> Receipt:
        rendered = self.channel.render(a_message(key, text=text), address=ADDRESS)
        return await self.channel.send(rendered)

    @property
    def texts(self) -> list[str]:
        return ["".join(shown(body)) for body in self.qyapi.delivered["lilei"]]

    def _share(self, fetch: Fetch) -> SharedToken:
        return SharedToken(
            self._store,
            name="wecom:test",
            fetch=fetch,
            key=b"k" * 32,
            owner="test",
            real_time=lambda: self.now,
        )


def posts(
    card: Card | None = None, *, form: Form | None = None, key: str = "a"
) -> list[wecom.Json]:
    """Give what would be sent."""
    channel = WeCom(Nobody())
    rendered = channel.render(a_message(key, card=card, form=form), address=ADDRESS)
    found: list[wecom.Json] = json.loads(rendered)["posts"]
    return found


class Nobody:
    """An API that nobody calls."""

    app = App(api_url="", corp_id=wecom.CORP, agent_id=wecom.AGENT, secret="")

    async def send(self, body: bytes) -> wecom.Json:
        raise NotImplementedError

    async def send_to_chat(self, body: bytes) -> wecom.Json:
        raise NotImplementedError

    async def upload(self, content: bytes, *, name: str, kind: str) -> str:
        raise NotImplementedError

    async def media(self, media_id: str) -> Content:
        raise NotImplementedError

    async def update_card(self, *, user: str, code: str, word: str) -> wecom.Json:
        raise NotImplementedError


def a_button(label: str, token: str = "") -> Action:
    return Action(label=label, route="why", token=token or f"why~{label}~x")
