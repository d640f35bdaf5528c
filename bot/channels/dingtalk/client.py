"""Calls to DingTalk's API: with the shared access token, counted, every end a known one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import structlog
from aiohttp import ClientResponse, ClientSession, ClientTimeout, FormData
from yarl import URL

from bot.channels.channel import Content, FileNotFetched, Outcome, Receipt
from bot.channels.dingtalk.calls import MonthlyCalls
from bot.channels.dingtalk.ends import CallFailed, of_error, read_answer
from bot.channels.downloads import downloaded, is_at
from bot.channels.retry_after import asked_by
from bot.tokens import Fetch, SharedToken
from config.platforms import DingTalkSettings
from storage.outage import outages_as_os_errors

log = structlog.get_logger()

BATCH = "/v1.0/robot/oToMessages/batchSend"
GROUP = "/v1.0/robot/groupMessages/send"
READ = "/v1.0/robot/oToMessages/readStatus"
CARD = "/v1.0/card/instances/createAndDeliver"
UPDATE = "/v1.0/card/instances"
REGISTER = "/v1.0/card/callbacks/register"
DOWNLOAD = "/v1.0/robot/messageFiles/download"
_TOKEN = "/v1.0/oauth2/accessToken"  # noqa: S105 - a path
_UPLOAD = "/media/upload"
#: What carries the token.
HEADER = "x-acs-dingtalk-access-token"
#: A token and a call both fit into the ten seconds that a relay gives a send.
_TOKEN_SECONDS = 4.0
_CALL = ClientTimeout(total=5.0, connect=3.0)
_LONGEST_ANSWER = 1_000_000


class Client:
    """The API as one app. It retries nothing but a refused token: the outbox is the only retry."""

    def __init__(
        self,
        session: ClientSession,
        *,
        settings: DingTalkSettings,
        token: SharedToken,
        calls: MonthlyCalls,
    ) -> None:
        self._session = session
        self._url = settings.api_url
        self._oapi_url = settings.oapi_url
        self._origin = URL(settings.oapi_url).origin()
        self._token = token
        self._calls = calls

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Call the API; raise `CallFailed`."""
        return await self._called("POST", path, body)

    async def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Ask for something; raise `CallFailed`."""
        return await self._called("GET", f"{path}?{urlencode(query)}", None)

    async def put(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change something; raise `CallFailed`."""
        return await self._called("PUT", path, body)

    async def _called(
        self, method: str, path: str, body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        token = await self._living_token("")
        try:
            return await self._call(method, path, body, token)
        except CallFailed as failed:
            if not failed.is_about_token:
                raise
        token = await self._living_token(token)
        return await self._call(method, path, body, token)

    def may_answer_at(self, webhook: str) -> bool:
        """Whether an address that came with a message is DingTalk's own: anybody may send one."""
        try:
            return bool(webhook) and URL(webhook).origin() == self._origin
        except ValueError:
            return False

    async def answer_at(self, webhook: str, body: Mapping[str, Any]) -> None:
        """Say something in the conversation that an address stands for; raise `CallFailed`."""
        if not self.may_answer_at(webhook):
            raise CallFailed(Receipt(outcome=Outcome.REFUSED, reason="not an address of DingTalk"))
        await self._calls.count()
        await fetched(self._session, webhook, body)

    async def file(self, robot: str, code: str) -> Content:
        """Give a file that somebody sent; raise `FileNotFetched`."""
        try:
            said = await self.post(DOWNLOAD, {"robotCode": robot, "downloadCode": code})
            address = URL(str(said["downloadUrl"]))
        except CallFailed as failed:
            raise FileNotFetched(failed.receipt.reason) from failed
        except (LookupError, ValueError) as error:
            raise FileNotFetched("no address") from error
        if not is_at(address, ours=self._url):
            raise FileNotFetched("not an address of DingTalk")
        await self._calls.count()
        return await downloaded(self._session, address)

    async def upload(self, content: bytes, *, name: str) -> str:
        """Put a file with DingTalk and give its mediaId; raise `CallFailed`.

        The old interface takes the same token, as a parameter.
        """
        token = await self._living_token("")
        await self._calls.count()
        form = FormData(quote_fields=False)
        form.add_field(
            "media", BytesIO(content), filename=name, content_type="application/octet-stream"
        )
        address = URL(self._oapi_url + _UPLOAD).with_query(access_token=token, type="file")
        said = await uploaded(self._session, address, form)
        media_id = said.get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise CallFailed(Receipt(outcome=Outcome.NOT_SENT, reason="no media_id"))
        return media_id

    async def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None, token: str
    ) -> dict[str, Any]:
        await self._calls.count()
        url, headers = self._url + path, {HEADER: token}
        return await fetched(self._session, url, body, headers, method=method)

    async def _living_token(self, refused: str) -> str:
        """Give a token, another than the refused one; without one nothing was sent."""
        try:
            with outages_as_os_errors():
                async with asyncio.timeout(_TOKEN_SECONDS):
                    if refused:
                        return await self._token.renew(refused)
                    return await self._token.get()
        except CallFailed as failed:
            log.warning("dingtalk.no_token", reason=failed.receipt.reason)
            receipt = replace(failed.receipt, outcome=Outcome.NOT_SENT)
        except OSError as error:
            receipt = Receipt(outcome=Outcome.NOT_SENT, reason=f"token: {type(error).__name__}")
        raise CallFailed(receipt)


def fetch_token(session: ClientSession, settings: DingTalkSettings) -> Fetch:
    """Give what asks for a new access token; it raises `CallFailed`."""

    async def fetch() -> tuple[str, float]:
        body = {
            "appKey": settings.client_id,
            "appSecret": settings.client_secret.get_secret_value(),
        }
        said = await fetched(session, settings.api_url + _TOKEN, body)
        try:
            return str(said["accessToken"]), float(said["expireIn"])
        except (LookupError, TypeError, ValueError):
            unreadable = Receipt(outcome=Outcome.UNKNOWN, reason="no token in the answer")
            raise CallFailed(unreadable) from None

    return fetch


async def uploaded(session: ClientSession, address: URL, form: FormData) -> dict[str, Any]:
    """Upload once; raise `CallFailed`: whatever it ended in, nobody was told anything."""
    try:
        async with session.post(address, data=form, timeout=_CALL, allow_redirects=False) as answer:
            return await _answered(answer)
    except CallFailed as failed:
        why = failed
    except Exception as error:  # noqa: BLE001 - sorted by kind, and a bug is raised on
        why = of_error(error)
    if why.receipt.outcome is Outcome.UNKNOWN:
        raise CallFailed(replace(why.receipt, outcome=Outcome.NOT_SENT)) from why
    raise why


async def _answered(answer: ClientResponse) -> dict[str, Any]:
    """Read an answer, in however many pieces it comes; raise as `read_answer`."""
    raw = b""
    while not answer.content.at_eof() and len(raw) < _LONGEST_ANSWER:
        raw += await answer.content.read(_LONGEST_ANSWER)
    return read_answer(answer.status, raw, asked_by(answer.headers))


async def fetched(
    session: ClientSession,
    url: str,
    body: Mapping[str, Any] | None,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "POST",
) -> dict[str, Any]:
    """Call once; raise `CallFailed` for every end but a success."""
    accepted = {"Accept": "application/json", **(headers or {})}
    try:
        async with session.request(
            method,
            url,
            json=body and dict(body),
            headers=accepted,
            timeout=_CALL,
            allow_redirects=False,
        ) as answer:
            return await _answered(answer)
    except CallFailed:
        raise
    except Exception as error:  # noqa: BLE001 - sorted by kind, and a bug is raised on
        raise of_error(error) from None
