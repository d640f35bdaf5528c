"""Files that a browser sends with a form, read part by part and no further than they may be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import BodyPartReader, web

from rules.attachment import MOST_BYTES, Attachment
from rules.errors import Conflict

#: Of all fields of words together; a form's answers are far shorter.
_MOST_WORDS = 200_000
#: What is read past the limit of a file, so that the browser hears why and not that we hung up.
_MOST_READ = 2 * MOST_BYTES
_MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as a browser sent it; of one that is too big there are no bytes."""

    name: str
    content: bytes
    size: int


class Uploads:
    """Keeps them as their sender's; `keep` takes person, name, bytes and the moment."""

    def __init__(self, keep: Callable[[int, str, bytes, datetime], Awaitable[Attachment]]) -> None:
        self._keep = keep

    async def take(self, person_id: int, upload: Upload, *, at: datetime) -> Attachment:
        """Keep a file; raise `FootholdError` where it is not taken, OSError where it can not be."""
        if upload.size > MOST_BYTES:
            raise Conflict("attachment.too_big", megabytes=MOST_BYTES // 2**20)
        return await self._keep(person_id, upload.name, upload.content, at)


@dataclass(slots=True, kw_only=True)
class Sent:
    """What a form holds: words by field, and files by field."""

    words: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


async def sent_with(request: web.Request) -> Sent:
    """Read what was posted; raise 413 where it is more than any form, 400 where it is none."""
    if request.content_type != _MULTIPART:
        posted = await request.post()
        words = {name: [str(one) for one in posted.getall(name)] for name in posted}
        return Sent(words=words)
    sent, read = Sent(), 0
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or not part.name:
                continue
            content, size = await _content(part, room=_MOST_READ - read)
            read += size
            _take(sent, part, content, size)
    except ValueError as error:
        raise web.HTTPBadRequest from error
    return sent


def _take(sent: Sent, part: BodyPartReader, content: bytes, size: int) -> None:
    name = str(part.name)
    if part.filename:
        sent.files[name] = Upload(name=part.filename, content=content, size=size)
        return
    if part.filename is None:
        if size > _MOST_WORDS:
            raise web.HTTPRequestEntityTooLarge(max_size=_MOST_WORDS, actual_size=size)
        sent.words.setdefault(name, []).append(content.decode("utf-8", "replace"))


async def _content(part: BodyPartReader, *, room: int) -> tuple[bytes, int]:
    """Give the bytes of a part, none where they are too many, and how many there were."""
    found, size = bytearray(), 0
    while piece := await part.read_chunk(65_536):
        size += len(piece)
        if size > room:
            raise web.HTTPRequestEntityTooLarge(max_size=MOST_BYTES, actual_size=size)
        if size <= MOST_BYTES:
            found += piece
        else:
            found.clear()
    return bytes(found), size
