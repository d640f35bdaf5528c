"""Files that a platform holds for us, fetched within limits of size and of place."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from yarl import URL

from bot.channels.channel import Content, FileNotFetched
from rules.attachment import MOST_BYTES

#: An act that is being answered is held for 15 s, and its handler and its answer need some.
_DOWNLOAD = ClientTimeout(total=8.0, connect=4.0)
_PIECE = 65_536
_OK, _PAGE = 200, "text/html"


async def downloaded(
    session: ClientSession, url: URL, headers: Mapping[str, str] | None = None
) -> Content:
    """Give what is at an address; raise `FileNotFetched`.

    It is not led on to another address: what we send along would go there too.
    """
    try:
        async with session.get(
            url, headers=headers, timeout=_DOWNLOAD, allow_redirects=False
        ) as answer:
            if answer.status != _OK:
                raise FileNotFetched(f"status {answer.status}")
            if answer.content_type == _PAGE:
                # Slack shows one to whom it does not let have the file, with status 200.
                raise FileNotFetched("a page in place of the file")
            return await content_of(answer)
    except (ClientError, OSError) as error:
        raise FileNotFetched(type(error).__name__) from error


async def content_of(answer: ClientResponse) -> Content:
    """Read an answer that is a file; raise `FileNotFetched` where it is too big."""
    found = bytearray()
    async for piece in answer.content.iter_chunked(_PIECE):
        found += piece
        if len(found) > MOST_BYTES:
            raise FileNotFetched("too big", is_too_big=True)
    named = answer.content_disposition
    return Content(body=bytes(found), name=(named.filename or "") if named else "")


def is_at(url: URL, *, ours: str, hosts: tuple[str, ...] = ()) -> bool:
    """Whether an address is one of the platform's: where its API is, or https at a known host.

    Without hosts any https will do.
    """
    try:
        if url.origin() == URL(ours).origin():
            return True
    except ValueError:
        return False
    host = f".{url.host or ''}"
    return url.scheme == "https" and (not hosts or any(host.endswith(f".{one}") for one in hosts))
