"""One call of Slack's Web API with a JSON body, over the client's own session and token.

The client's `api_call` prepares each call for files, queries and retries that a message has none
of, which takes as much CPU again as sending it; what it raises and reads is the same here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

_OK = 200
_CONNECT_SECONDS = 4.0


async def called(client: AsyncWebClient, method: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give what Slack answers; raise `SlackApiError` where it is no "ok", or what aiohttp does."""
    session, address = client.session, f"{client.base_url.rstrip('/')}/{method}"
    if session is None:
        raise ValueError("a client without a session of its own")
    headers = {
        "Authorization": f"Bearer {client.token}",
        "Content-Type": "application/json;charset=utf-8",
    }
    async with session.post(
        address,
        data=json.dumps(body).encode(),
        headers=headers,
        timeout=aiohttp.ClientTimeout(total=client.timeout, connect=_CONNECT_SECONDS),
        allow_redirects=False,
    ) as answer:
        said = _object(await answer.read())
        if answer.status == _OK and said.get("ok"):
            return said
        response = AsyncSlackResponse(
            client=client,
            http_verb="POST",
            api_url=address,
            req_args={},
            data=said,
            headers=dict(answer.headers),
            status_code=answer.status,
        )
        raise SlackApiError("not ok", response)  # type: ignore[no-untyped-call] # its own


def _object(raw: bytes) -> dict[str, Any]:
    """Read an object; a page, half an answer or anything else says nothing."""
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
