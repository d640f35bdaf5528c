"""WeCom's API: one call, its answer or what went wrong, and the access token beneath it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout, FormData

from bot.channels.channel import Content, FileNotFetched
from bot.channels.downloads import content_of
from bot.channels.retry_after import asked_by
from bot.tokens import Fetch, SharedToken
from storage.outage import outages_as_os_errors

log = structlog.get_logger()

#: An answer of WeCom's as it was parsed; nothing but `errcode` is sure to be there.
Answer = dict[str, Any]

_CALL_SECONDS = 8.0
_CONNECT_SECONDS = 4.0
_UPLOAD_SECONDS = 60.0
_BARRED_SECONDS = 3600.0
_WRONG_SECRET = 40001
#: The token is not good any more; WeCom may end one before its time (D 91039).
_TOKEN_ENDED = frozenset({_WRONG_SECRET, 40014, 42001})
#: Asked for a token with these, WeCom bars the address we call from, after a while.
_WRONG_CREDENTIALS = frozenset({_WRONG_SECRET, 40013, 40091})
_OK, _PROXY_ASKS, _TOO_MANY, _SERVER_ERROR = 200, 407, 429, 500


class Refused(Exception):
    """WeCom answered with an error; `code` is its errcode."""

    def __init__(self, code: int) -> None:
        super().__init__(f"errcode {code}")
        self.code = code


class Unreadable(Exception):
    """What came back is no answer of WeCom's: a page, half of one, a server's error."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class NotLetThrough(ConnectionError):
    """A proxy asks who we are (HTTP 407); WeCom has seen nothing."""


class Throttled(Exception):
    """Something before WeCom had too many calls (HTTP 429); `retry_after` in seconds, if said."""

    def __init__(self, retry_after: float | None) -> None:
        super().__init__("status 429")
        self.retry_after = retry_after


class SecretRefused(Exception):
    """WeCom does not know our secret; it is not asked again for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("secret refused")
        self.seconds = seconds


class NoToken(Exception):
    """There was no token to call with, so that nothing was called; see its cause."""

    @property
    def why(self) -> Exception:
        """What kept us from it."""
        cause = self.__cause__
        return cause if isinstance(cause, Exception) else self


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Who calls: `secret` is the app's own."""

    api_url: str
    corp_id: str
    agent_id: int
    secret: str


class Client:
    """Calls WeCom's API for one app; it retries nothing but a call whose token had ended.

    `share` makes of a way to fetch a token one that all processes share.
    """

    def __init__(
        self,
        session: ClientSession,
        app: App,
        *,
        share: Callable[[Fetch], SharedToken],
        monotonic: Callable[[], float] = time.monotonic,
        call_seconds: float = _CALL_SECONDS,
    ) -> None:
        self._app = app
        self._session = session
        self._monotonic = monotonic
        self._call_seconds = call_seconds
        self._barred_until = 0.0
        self._token = share(self._fetch)

    @property
    def app(self) -> App:
        """Who calls."""
        return self._app

    async def send(self, body: bytes) -> Answer:
        """Send a message (message/send), raising as `call`."""
        return await self.call("message/send", body)

    async def send_to_chat(self, body: bytes) -> Answer:
        """Send a message to a group that the app itself has made (appchat/send, D 90248)."""
        return await self.call("appchat/send", body)

    async def update_card(self, *, user: str, code: str, word: str) -> Answer:
        """Put a word in place of a card's buttons, by a response_code that nobody used yet."""
        said = {
            "userids": [user],
            "agentid": self._app.agent_id,
            "response_code": code,
            "button": {"replace_name": word},
        }
        return await self.call("message/update_template_card", _json(said))

    async def upload(self, content: bytes, *, name: str, kind: str) -> str:
        """Give the media_id of a file of some kind: image, voice, video or file; good for 3 days.

        More than 5 bytes, and at most 2 MB of voice, 10 of image and video, 20 of any other.
        """
        form = FormData(quote_fields=False)
        form.add_field("media", content, filename=name, content_type="application/octet-stream")
        answer = await self.call("media/upload", form, {"type": kind}, seconds=_UPLOAD_SECONDS)
        return str(answer.get("media_id", ""))

    async def media(self, media_id: str) -> Content:
        """Give a file that a member sent within the last three days; raise `FileNotFetched`."""
        try:
            return await self._media(media_id)
        except (Refused, Unreadable, Throttled, NoToken, ClientError, OSError) as error:
            said = str(error) if isinstance(error, Refused | Unreadable) else type(error).__name__
            raise FileNotFetched(said) from error

    async def _media(self, media_id: str) -> Content:
        token = await self._living_token()
        try:
            return await self._file(media_id, token)
        except Refused as refused:
            if refused.code not in _TOKEN_ENDED:
                raise
        return await self._file(media_id, await self._living_token(refused=token))

    async def _file(self, media_id: str, token: str) -> Content:
        async with self._session.get(
            f"{self._app.api_url}/cgi-bin/media/get",
            params={"access_token": token, "media_id": media_id},
            allow_redirects=False,
            timeout=ClientTimeout(total=self._call_seconds, connect=_CONNECT_SECONDS),
        ) as response:
            if response.status != _OK:
                raise Unreadable(response.status)
            if response.content_type in {"application/json", "text/plain"}:
                _read(await response.read(), response.status)  # raises what it says
                raise Unreadable(response.status)
            return await content_of(response)

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        """Put a menu under the app's chat, in place of the one that is there."""
        await self.call("menu/create", _json(menu), {"agentid": str(self._app.agent_id)})

    async def callback_addresses(self) -> list[str]:
        """Give the addresses and networks that callbacks come from; they change."""
        answer = await self.call("getcallbackip")
        return [str(one) for one in answer.get("ip_list", ())]

    async def call(
        self,
        path: str,
        body: bytes | FormData | None = None,
        query: Mapping[str, str] | None = None,
        *,
        seconds: float | None = None,
    ) -> Answer:
        """Call once, and once more where the token had ended.

        Raises `Refused`, `Unreadable`, `Throttled`, `NoToken`, `NotLetThrough`, TimeoutError and
        what aiohttp does.
        """
        seconds = seconds or self._call_seconds
        token = await self._living_token()
        try:
            return await self._once(path, body, {**(query or {}), "access_token": token}, seconds)
        except Refused as refused:
            if refused.code not in _TOKEN_ENDED:
                raise
        token = await self._living_token(refused=token)
        try:
            return await self._once(path, body, {**(query or {}), "access_token": token}, seconds)
        except Refused as refused:
            if refused.code == _WRONG_SECRET:
                self._bar()
            raise

    async def _living_token(self, *, refused: str = "") -> str:
        try:
            with outages_as_os_errors():
                return await (self._token.renew(refused) if refused else self._token.get())
        except Exception as error:
            raise NoToken from error

    async def _fetch(self) -> tuple[str, float]:
        if (rest := self._barred_until - self._monotonic()) > 0:
            raise SecretRefused(rest)
        query = {"corpid": self._app.corp_id, "corpsecret": self._app.secret}
        try:
            answer = await self._once("gettoken", None, query, self._call_seconds)
        except Refused as refused:
            if refused.code not in _WRONG_CREDENTIALS:
                raise
            self._bar()
            raise SecretRefused(_BARRED_SECONDS) from refused
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise Unreadable(_OK)
        return token, float(seconds)

    def _bar(self) -> None:
        """Ask for no token for an hour: asked on, WeCom bars our whole address."""
        self._barred_until = self._monotonic() + _BARRED_SECONDS
        log.error("wecom.secret_refused", app=self._app.agent_id, again_after=_BARRED_SECONDS)

    async def _once(
        self, path: str, body: bytes | FormData | None, query: Mapping[str, str], seconds: float
    ) -> Answer:
        is_json = isinstance(body, bytes)
        async with self._session.request(
            "GET" if body is None else "POST",
            f"{self._app.api_url}/cgi-bin/{path}",
            params=dict(query),
            data=body() if isinstance(body, FormData) else body,
            headers={"Content-Type": "application/json; charset=utf-8"} if is_json else None,
            allow_redirects=False,
            timeout=ClientTimeout(total=seconds, connect=_CONNECT_SECONDS),
        ) as response:
            if response.status == _PROXY_ASKS:
                raise NotLetThrough
            if response.status == _TOO_MANY:
                raise Throttled(asked_by(response.headers))
            raw = await response.read()
            if response.status >= _SERVER_ERROR:
                raise Unreadable(response.status)
            return _read(raw, response.status)


def _read(raw: bytes, status: int) -> Answer:
    """Read an answer; WeCom says in `errcode`, not in the status, how it went."""
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable(status) from error
    if not isinstance(answer, dict) or not isinstance(answer.get("errcode"), int):
        raise Unreadable(status)
    if answer["errcode"] != 0:
        raise Refused(answer["errcode"])
    return answer


def _json(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
