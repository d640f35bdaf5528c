"""What the web chat reads from a request, and the shape of its answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

from aiohttp import web
from pydantic import BaseModel, Field

from bot.cards.file import File
from bot.cards.words import say
from bot.channels.plain import plain
from rules.attachment import MOST_FILES

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # "no-referrer" would make browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
#: Only our own script can send it without asking the server first (CORS).
OWN_HEADER = "X-Foothold-Chat"
LONGEST_TEXT = 4000
_LONGEST_NUMBER = 18
_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Posted(BaseModel, extra="forbid", strict=True):
    """What the page sends: words, or a token with the answers of its form."""

    #: Made by the page; the same act sent again has the same.
    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    #: With a token: what the person's own bubble says.
    text: str = ""
    token: str = Field(default="", max_length=1000)
    answers: dict[str, str] = Field(default_factory=dict, max_length=50)
    #: Files that were uploaded before.
    files: list[Annotated[str, Field(pattern=r"^attachment:\d{1,18}$")]] = Field(
        default_factory=list, max_length=MOST_FILES
    )


def refusal(posted: Posted, *, language: str) -> str:
    """Say why this can not be taken in, or nothing."""
    longest = max(len(posted.text), *map(len, posted.answers.values()), 0)
    if longest > LONGEST_TEXT:
        return say(language, "webchat.too_long", length=longest, limit=LONGEST_TEXT)
    if not posted.token and not cleaned(posted.text):
        return say(language, "webchat.empty")
    return ""


def cleaned(text: str) -> str:
    """Drop what no store and no terminal wants, and outer blanks."""
    return plain(text).strip()


def number(request: web.Request, name: str) -> int | None:
    """Give a number from the path or the query; None for none and for nonsense."""
    written = request.match_info.get(name) or request.query.get(name, "")
    return whole(written)


def whole(written: str) -> int | None:
    """Read a whole number as our own pages write it."""
    is_number = written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER
    return int(written) if is_number else None


def seen(request: web.Request) -> dict[int, int]:
    """Read up to which entry each person's chat was read, written `5-120.7-98`."""
    pairs = re.findall(r"\b(\d{1,18})-(\d{1,18})\b", request.query.get("seen", ""))
    return {int(person): int(entry) for person, entry in pairs}


def is_same_origin(request: web.Request) -> bool:
    """Tell whether a write comes from a page of this very server."""
    # No page can forge it, and unlike Host no proxy rewrites it; browsers send it over https.
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def language_of(request: web.Request) -> str:
    """Give the browser's language, for pages shown before we know who reads."""
    accepted = request.headers.get("Accept-Language", "").lower()
    return "zh" if accepted.startswith("zh") else "en"


def html(text: str, *, status: int = 200) -> web.Response:
    """Answer with a page or a fragment."""
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


def attachment(file: File) -> web.Response:
    """Answer with a file to be saved, never to be shown as a page of ours."""
    quoted = quote(file.name, safe="")
    headers = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quoted}"}
    return web.Response(body=file.content, content_type=file.media_type, headers=headers)


def problem(text: str, *, status: int) -> web.Response:
    """Answer the page's script with a sentence for the person."""
    return web.json_response({"problem": text}, status=status, headers=HEADERS)


async def static(request: web.Request) -> web.FileResponse:
    """Answer with a stylesheet, a script or a picture, to be checked for news every time."""
    path = _STATIC / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    headers = {
        **HEADERS,
        "Cache-Control": "no-cache",
        "Content-Type": f"{_TYPES[path.suffix]}; charset=utf-8",
    }
    return web.FileResponse(path, headers=headers)
