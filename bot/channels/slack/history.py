"""What of a message is in her direct conversation already (docs/decisions/0052).

Slack takes no key of ours that it would tell twins apart by, but it keeps the `block_id` of each
block, and shows a bot its own messages (conversations.history, scope `im:history`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

#: One page of conversations.history; what was said before it is not looked at.
_LOOKED_AT = 100
#: Slack's clock and ours may differ by so much.
_SKEW = timedelta(minutes=10)
_BLOCK_ID = "block_id"


class CanNotTell(Exception):
    """What came since an attempt is not all in sight; the reason is for operators."""


def mark(posts: Sequence[Mapping[str, Any]], *, key: str, address: str) -> list[str]:
    """Name each part of a message in the first block that has no name, and give the names.

    "" where all blocks of a part have one.
    """
    name = sha256(f"{key}\0{address}".encode()).hexdigest()[:40]
    return [_marked(post["blocks"], f"{name}-{n}") for n, post in enumerate(posts)]


def _marked(blocks: Sequence[dict[str, Any]], name: str) -> str:
    for block in blocks:
        if _BLOCK_ID not in block:
            block[_BLOCK_ID] = name
            return name
    return ""


async def there(client: AsyncWebClient, user: str, *, since: datetime) -> dict[str, str]:
    """Give the marks in her conversation, each with its message as "channel:ts".

    Raises `CanNotTell`, or what a call of the client raises.
    """
    opened = await client.api_call("conversations.open", json={"users": user})
    channel = str(opened["channel"]["id"])
    page = await client.conversations_history(channel=channel, limit=_LOOKED_AT)
    messages: list[dict[str, Any]] = page["messages"]
    oldest = min((float(one["ts"]) for one in messages), default=0.0)
    if page.get("has_more") and oldest > (since - _SKEW).timestamp():
        raise CanNotTell("too much was said since")
    return {
        str(block.get(_BLOCK_ID, "")): f"{channel}:{one['ts']}"
        for one in messages
        for block in one.get("blocks") or ()
    }
