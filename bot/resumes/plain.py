"""Text files: UTF-8, UTF-16 or GB18030, as editors in China write them; tabs part cells."""

from __future__ import annotations

from bot.resumes.lines import Lines, Unreadable

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read(content: bytes, lines: Lines) -> None:
    """Take the lines of a text; raise `Unreadable` where it is none."""
    for line in _decoded(content).splitlines():
        lines.add(line.split("\t"))


def _decoded(content: bytes) -> str:
    encodings = [name for mark, name in _MARKS.items() if content.startswith(mark)]
    for encoding in encodings or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("not_text")
