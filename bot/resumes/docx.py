"""Word files: paragraphs and the rows of tables in the order of the page, bounded when unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped] # ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped] # the same

from bot.resumes.lines import Lines, Unreadable

_BODY = "word/document.xml"
_LARGEST_BODY = 24 * 1024 * 1024
_MOST_ENTRIES = 2000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
#: Word writes a text box twice, the second time for readers older than 2010.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DEEPEST = 12
_ENCRYPTED_FLAG = 0x1
_KINDS = {"xl/": "Excel", "ppt/": "PowerPoint", "content.xml": "OpenDocument"}


def read(content: bytes, lines: Lines) -> None:
    """Take the text of a document; raise `Unreadable` for what is none, or a bomb."""
    try:
        _Walk(lines).blocks(fromstring(_body(content), forbid_dtd=True), 0)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise Unreadable("damaged") from None
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise Unreadable("damaged") from None


def _body(content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise Unreadable("bomb")
        by_name = {entry.filename: entry for entry in entries}
        entry = by_name.get(_BODY)
        if entry is None:
            raise Unreadable("other", format=_kind(list(by_name)))
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise Unreadable("encrypted")
        if entry.file_size > _LARGEST_BODY:
            raise Unreadable("bomb")
        # The size that is written there may be a lie: no more than the bound is unpacked.
        with archive.open(entry) as file:
            body = file.read(_LARGEST_BODY + 1)
    if len(body) > _LARGEST_BODY:
        raise Unreadable("bomb")
    return body


def _kind(names: list[str]) -> str:
    return next(
        (kind for start, kind in _KINDS.items() if any(name.startswith(start) for name in names)),
        "ZIP",
    )


class _Walk:
    """Goes through a document once; tables inside tables and text boxes come in their place."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def blocks(self, parent: Element, depth: int) -> None:
        """Take what stands under an element, block by block."""
        if depth > _DEEPEST:
            return
        for child in parent:
            name = _name(child)
            if name == "p":
                self._paragraph(child, depth)
            elif name == "tbl":
                self._table(child, depth)
            elif child.tag != _FALLBACK:
                self.blocks(child, depth + (name in {"txbxContent", "sdtContent"}))

    def _paragraph(self, paragraph: Element, depth: int) -> None:
        for line in "".join(_runs(paragraph)).split("\n"):
            self._lines.add(line.split("\t"))
        for box in _boxes(paragraph):
            self.blocks(box, depth + 1)

    def _table(self, table: Element, depth: int) -> None:
        for row in _inside(table, "tr"):
            nested: list[Element] = []
            cells = [cell for cell in _inside(row, "tc") if not _continues(cell)]
            self._row([_cell(cell, nested) for cell in cells])
            for one in nested:
                if _name(one) == "tbl":
                    self._table(one, depth + 1)
                else:
                    self.blocks(one, depth + 1)

    def _row(self, cells: list[str]) -> None:
        """Take a row; where a cell has paragraphs of its own it is a section, line by line."""
        if sum("\n" in cell.strip() for cell in cells) == 0:
            self._lines.add(cells)
            return
        before: list[str] = []
        for cell in cells:
            first, *more = cell.strip().split("\n")
            if not more:
                before.append(first)
                continue
            self._lines.add([*before, first])
            before = []
            for line in more:
                self._lines.add([line])
        self._lines.add(before)


def _cell(cell: Element, nested: list[Element]) -> str:
    """Give a cell's paragraphs parted by line ends; what is built in them is put in `nested`."""
    paragraphs = []
    for block in _flat(cell):
        if _name(block) == "tbl":
            nested.append(block)
        else:
            paragraphs.append("".join(_runs(block)).replace("\t", " "))
            nested += _boxes(block)
    return "\n".join(text for text in paragraphs if text.strip())


def _runs(paragraph: Element) -> Iterator[str]:
    """Give the texts of a paragraph, not those of boxes anchored in it."""
    for child in paragraph:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name == "tab":
            yield "\t"
        elif name in {"br", "cr"}:
            yield "\n"
        elif name not in {"pPr", "rPr", "drawing", "pict", "del", "AlternateContent", "object"}:
            yield from _runs(child)


def _boxes(paragraph: Element) -> list[Element]:
    found: list[Element] = []
    waiting = list(reversed(paragraph))
    while waiting:
        child = waiting.pop()
        if _name(child) == "txbxContent":
            found.append(child)
        elif child.tag != _FALLBACK:
            waiting += reversed(child)
    return found


def _flat(cell: Element) -> Iterator[Element]:
    """Give the paragraphs and tables of a cell, through content controls."""
    for child in cell:
        if _name(child) in {"p", "tbl"}:
            yield child
        elif _name(child) in {"sdt", "sdtContent", "ins"}:
            yield from _flat(child)


def _inside(parent: Element, name: str) -> Iterator[Element]:
    for child in parent:
        if _name(child) == name:
            yield child
        elif _name(child) in {"sdt", "sdtContent", "ins"}:
            yield from _inside(child, name)


def _continues(cell: Element) -> bool:
    """Whether a cell only goes on with the one above it."""
    for prefix in (_W, _STRICT):
        merged = cell.find(f"{prefix}tcPr/{prefix}vMerge")
        if merged is not None:
            return merged.get(f"{prefix}val", "continue") != "restart"
    return False


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2]
