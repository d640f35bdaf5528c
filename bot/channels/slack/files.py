"""Files in Slack: fetched from where it holds them, and sent in its three steps.

docs.slack.dev, "Working with files": ask for an address, put the bytes there, share it in a
conversation. Only the third is seen by anybody.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.cards.file import File
from bot.channels.channel import Content, FileNotFetched, Incoming, Outcome, Receipt
from bot.channels.downloads import downloaded, is_at
from bot.channels.slack import ends

_HOSTS = ("slack.com", "slack-files.com")
_UPLOAD = aiohttp.ClientTimeout(total=8.0, connect=4.0)
_OK = 200


async def fetched(client: AsyncWebClient, file: Incoming) -> Content:
    """Give a file; our token is shown to Slack alone. Raise `FileNotFetched`."""
    try:
        address = URL(file.source)
    except ValueError:
        raise FileNotFetched("no address") from None
    if client.session is None or not is_at(address, ours=client.base_url, hosts=_HOSTS):
        raise FileNotFetched("not an address of Slack")
    headers = {"Authorization": f"Bearer {client.token}"}
    return await downloaded(client.session, address, headers)


async def shared(client: AsyncWebClient, file: File, user: str) -> Receipt:
    """Send a file into the direct conversation with somebody."""
    try:
        channel, uploaded = await _uploaded(client, file, user)
    except Exception as error:  # noqa: BLE001 - every end of a call is a receipt
        receipt = ends.receipt_of(error)
        if receipt.outcome is not Outcome.UNKNOWN:
            return receipt
        return Receipt(outcome=Outcome.NOT_SENT, reason=receipt.reason)  # nobody has seen it
    sharing = {"files": [{"id": uploaded, "title": file.name}], "channel_id": channel}
    try:
        await client.api_call("files.completeUploadExternal", json=sharing)
    except Exception as error:  # noqa: BLE001
        return ends.receipt_of(error)
    return Receipt(outcome=Outcome.SENT, ref=f"{channel}:{uploaded}")


async def _uploaded(client: AsyncWebClient, file: File, user: str) -> tuple[str, str]:
    """Give the conversation, and the id of the file that was put with Slack."""
    content = file.content
    opened = await client.api_call("conversations.open", json={"users": user})
    length = {"filename": file.name, "length": str(len(content))}
    place = await client.api_call("files.getUploadURLExternal", params=length)
    address = URL(str(place["upload_url"]))
    if client.session is None or not is_at(address, ours=client.base_url, hosts=_HOSTS):
        raise ValueError("not an address of Slack")
    await _put(client.session, address, content)
    channel: dict[str, Any] = opened["channel"]
    return str(channel["id"]), str(place["file_id"])


async def _put(session: aiohttp.ClientSession, address: URL, content: bytes) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    async with session.post(
        address, data=BytesIO(content), headers=kind, timeout=_UPLOAD, allow_redirects=False
    ) as answer:
        if answer.status != _OK:
            raise ValueError(f"status {answer.status}")
