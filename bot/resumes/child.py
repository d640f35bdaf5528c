"""The process that reads one resume: bytes on stdin, JSON on stdout, and limits on all it may take.

It is started by `read.py` alone. What it answers is `{"refused": reason, "values": {...}}` or
`{"format", "lines": [[page, cells], ...], "pages", "pages_read", "is_cut"}`.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

from bot.resumes import docx, plain
from bot.resumes.lines import Lines, Unreadable

try:
    import resource
except ImportError:  # Windows has none; the time limit of the parent is left
    resource = None  # type: ignore[assignment]

_MEMORY = 768 * 1024 * 1024
_SECONDS = 20
#: Compound files: old .doc and .xls, and .docx behind a password.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"mime-version:")
_PDF_WITHIN = 1024


def read(content: bytes) -> dict[str, object]:
    """Give what a file says, or why it can not be read."""
    lines = Lines()
    try:
        kind, (pages, read_pages) = _read(content, lines)
    except Unreadable as error:
        return {"refused": error.reason, "values": error.values}
    if not lines.rows:
        return {"refused": "no_text", "values": {}}
    return {
        "format": kind,
        "lines": lines.rows,
        "pages": pages,
        "pages_read": read_pages,
        "is_cut": lines.is_full,
    }


def _read(content: bytes, lines: Lines) -> tuple[str, tuple[int, int]]:
    if b"%PDF-" in content[:_PDF_WITHIN]:
        from bot.resumes import pdf  # noqa: PLC0415 - its library is half of the start

        return "pdf", pdf.read(content, lines)
    if content.startswith(b"PK\x03\x04"):
        docx.read(content, lines)
        return "docx", (0, 0)
    if content.startswith(_COMPOUND):
        # An encrypted document names the stream in its directory, which may stand anywhere.
        is_encrypted = _ENCRYPTED in content
        raise Unreadable("encrypted") if is_encrypted else Unreadable("other", format=".doc")
    for start, name in _OTHERS.items():
        if content.startswith(start):
            raise Unreadable("other", format=name)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:32].lower().startswith(_MARKUP):
        raise Unreadable("other", format="HTML")
    plain.read(content, lines)
    return "txt", (0, 0)


def _limit() -> None:
    if resource is None:
        return
    for what, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS)):
        with suppress(ValueError, OSError):  # a tighter limit of the operator's stays
            resource.setrlimit(what, (most, most))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer for what comes on stdin."""
    _limit()
    answer = read(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
