"""WeCom as the app builds it: one client, the channel that speaks through it, the way in."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime

from aiohttp import ClientSession, web

from bot.channels.reception import Reception
from bot.channels.wecom.callback import Callback
from bot.channels.wecom.channel import WeCom
from bot.channels.wecom.client import App, Client
from bot.channels.wecom.envelope import Envelope
from bot.outbound import open_session
from bot.tokens import Fetch, SharedToken
from config.platforms import WeComSettings
from config.settings import HttpSettings
from storage.store import Store

PATH = "/wecom/callback"


class WeComPlatform:
    """A self-built app of one company."""

    def __init__(
        self,
        settings: WeComSettings,
        *,
        http: HttpSettings,
        store: Store,
        reception: Reception,
        key: bytes,
        owner: str,
        clock: Callable[[], datetime],
        real_clock: Callable[[], datetime],
        zone: str,
    ) -> None:
        self._session = open_session(http)
        client = client_of(settings, self._session, store=store, key=key, owner=owner)
        self._wecom = WeCom(client, carries=settings.carries)
        self._callback = Callback(
            envelope_of(settings),
            corp_id=settings.corp_id,
            take=reception.take,
            clock=clock,
            zone=zone,
            real_time=lambda: real_clock().timestamp(),
        )

    @property
    def channel(self) -> WeCom:
        """Where answers and notices go."""
        return self._wecom

    def routes(self) -> Sequence[web.RouteDef]:
        """Give the one path of all callbacks."""
        return [web.get(PATH, self._callback.get), web.post(PATH, self._callback.post)]

    def connections(self) -> Mapping[str, Callable[[], Coroutine[None, None, None]]]:
        """An app keeps none."""
        return {}

    async def close(self) -> None:
        """Let go of the connections."""
        await self._session.close()


def client_of(
    settings: WeComSettings, session: ClientSession, *, store: Store, key: bytes, owner: str
) -> Client:
    """Give what calls WeCom's API for the app, with the access token that all processes share."""
    name = f"wecom:{settings.corp_id}:{settings.agent_id}"

    def share(fetch: Fetch) -> SharedToken:
        return SharedToken(store, name=name, fetch=fetch, key=key, owner=owner)

    return Client(session, _app(settings), share=share)


def _app(settings: WeComSettings) -> App:
    return App(
        api_url=settings.api_url,
        corp_id=settings.corp_id,
        agent_id=settings.agent_id,
        secret=settings.secret.get_secret_value(),
    )


def envelope_of(settings: WeComSettings) -> Envelope:
    """Give what opens the app's callbacks."""
    return Envelope(
        token=settings.token.get_secret_value(),
        aes_key=settings.aes_key.get_secret_value(),
        receive_id=settings.corp_id,
    )
