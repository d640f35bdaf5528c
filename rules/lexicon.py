"""How a text is cut into the phrases of a table of words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rules.part import MARKS, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A stretch of a text and what it does; `text[start:end]` is how it was written."""

    part: Part
    text: str
    start: int
    end: int


_HAN = "\u3400-\u9fff"
_ATOM = re.compile(
    rf"(?P<mark>([\ue000-\ue006])\2*)|[{_HAN}]|'?(?:(?![{_HAN}])[^\W\d_])+|\d+(?:[.,]\d+)*"
)
_PART_OF_MARK = {character: part for part, character in MARKS.items()}
_Atom = tuple[str, int, int]


def _atoms(text: str) -> list[_Atom]:
    return [(match.group(), match.start(), match.end()) for match in _ATOM.finditer(text)]


class Lexicon:
    """Words by what they do; `_` joins English words. Of a word in two rows the later row holds."""

    def __init__(self, *tables: Mapping[Part, str]) -> None:
        self._parts = {
            tuple(atom for atom, _, _ in _atoms(phrase.replace("_", " "))): part
            for table in tables
            for part, phrases in table.items()
            for phrase in phrases.split()
        }
        #: By its first word, how long the longest phrase is.
        self._longest: dict[str, int] = {}
        for atoms in self._parts:
            self._longest[atoms[0]] = max(len(atoms), self._longest.get(atoms[0], 0))
        #: Every Latin word, so that a known word is never taken for a misspelt other one.
        self.words = frozenset(atom for atoms in self._parts for atom in atoms if atom.isascii())

    def cut(self, text: str) -> list[Phrase]:
        """Cut a lower-case text into the longest phrases known; punctuation, emoji fall away."""
        atoms = _atoms(text)
        found: list[Phrase] = []
        at = 0
        while at < len(atoms):
            part, length = self._longest_at(atoms, at)
            start, end = atoms[at][1], atoms[at + length - 1][2]
            found.append(Phrase(part=part, text=text[start:end], start=start, end=end))
            at += length
        return found

    def _longest_at(self, atoms: list[_Atom], at: int) -> tuple[Part, int]:
        if part := _PART_OF_MARK.get(atoms[at][0][0]):
            return part, 1
        longest = self._longest.get(atoms[at][0], 0)
        window = tuple(atom for atom, _, _ in atoms[at : at + longest])
        for length in range(len(window), 0, -1):
            if part := self._parts.get(window[:length]):
                return part, length
        return Part.UNKNOWN, 1
