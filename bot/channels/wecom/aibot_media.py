"""A file put with WeCom over a bot's long connection: begun, in pieces, finished (D 101463)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any, Protocol

from bot.cards.file import File

Frame = dict[str, Any]

#: WeCom takes pieces of at most so many bytes, and at most a hundred of them.
PIECE_BYTES = 512 * 1024
MOST_PIECES = 100


class Ask(Protocol):
    """Sends a frame and gives its answer; a `Line` does."""

    async def ask(self, cmd: str, body: Frame, *, req_id: str = "") -> Frame:
        """Raise what `Line.ask` raises."""
        ...


async def uploaded(line: Ask, file: File) -> str:
    """Give the media_id of a file; nobody is told of it before it is sent.

    Raises what `Line.ask` raises, and ConnectionError for an answer that is none. Pieces go one
    after the other: the vendor's client says that its server refuses many at once, and what we
    send is mostly one piece. They are counted from 0, as that client counts them.
    """
    content = file.content
    pieces = [content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES)]
    begun = {
        "type": "file",
        "filename": file.name,
        "total_size": len(content),
        "total_chunks": len(pieces),
        "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
    }
    upload = _given(await line.ask("aibot_upload_media_init", begun), "upload_id")
    for n, piece in enumerate(pieces):
        sent = {"upload_id": upload, "chunk_index": n, "base64_data": b64encode(piece).decode()}
        await line.ask("aibot_upload_media_chunk", sent)
    return _given(await line.ask("aibot_upload_media_finish", {"upload_id": upload}), "media_id")


def _given(answer: Frame, name: str) -> str:
    body = answer.get("body")
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, str) or not value:
        raise ConnectionError(f"an answer without {name}")
    return value
