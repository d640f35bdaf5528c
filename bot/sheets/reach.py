"""How far the cells of a sheet reach, and which of its formulas failed."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import IO
from xml.parsers import expat

from handlers.sheet import Fault

#: 32 bytes each in the library that reads them: a full sheet of Excel with nine columns.
MAX_CELLS = 10_000_000
CHUNK = 1024 * 1024
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_LONGEST_CODE = 20


class TooFar(Exception):
    """The rectangle that the cells span has more than `MAX_CELLS`."""


class Reach:
    """Walks through the XML of one sheet. Cells that are formatted but blank do not count."""

    def __init__(self) -> None:
        #: By row, then column, both from 0.
        self.faults: dict[int, dict[int, Fault]] = defaultdict(dict)
        self._parser = parser()
        self._parser.StartElementHandler = self._enter
        #: The cell being read, from 1, and the last ones that hold something.
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._is_fault = False

    def walk(self, file: IO[bytes]) -> None:
        """Read a sheet; raise `TooFar`, `ExpatError` for bad XML, ValueError for a bad place."""
        feed(self._parser, file)

    def _enter(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self._cell(attributes)
        elif name in {"v", "is"}:
            self._fill()
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        if place := attributes.get("r"):
            match = _PLACE.fullmatch(place)
            if not match:
                raise ValueError(f"no cell is called {place}")
            self._column, self._row = _number(match[1]), int(match[2])
        else:
            self._column += 1
        self._is_fault = attributes.get("t") == "e"
        self._parser.CharacterDataHandler = None

    def _fill(self) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > MAX_CELLS:
            raise TooFar
        if self._is_fault:
            self.faults[self._row - 1][self._column - 1] = Fault(code="")
            self._parser.CharacterDataHandler = self._spell

    def _spell(self, characters: str) -> None:
        """Take a failed formula's code, which may come in several strokes."""
        row = self.faults[self._row - 1]
        code = row[self._column - 1].code + characters.strip()
        row[self._column - 1] = Fault(code=code[:_LONGEST_CODE])


def parser() -> expat.XMLParserType:
    """Make a parser that refuses entities of the document's own, and encodings but UTF-8."""
    made = expat.ParserCreate("utf-8")  # the library that reads cells knows no other either
    made.StartDoctypeDeclHandler = _refuse_doctype
    return made


def feed(parser: expat.XMLParserType, file: IO[bytes]) -> None:
    """Parse a document in pieces."""
    while chunk := file.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


@cache
def local(name: str) -> str:
    """Give a name without its namespace's prefix."""
    return name.rpartition(":")[2]


@cache
def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a workbook has no document type of its own")
