"""What the readers write into: rows of cells, up to a bound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rules.resume import MAX_CHARACTERS

#: Control, zero-width and private characters (icons of a font), which nobody typed as words.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2060\ufeff\ue000-\uf8ff]")
_LONGEST_LINE = 4000


class Unreadable(Exception):
    """A file that can not be read: an id of the resume catalogue, and what fills its gaps."""

    def __init__(self, reason: str, /, **values: str) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values


class Lines:
    """Rows in the order in which a reader's eye meets them; blank ones are left out."""

    def __init__(self) -> None:
        self.rows: list[tuple[int | None, list[str]]] = []
        #: Whether there was more than is taken.
        self.is_full = False
        self._left = MAX_CHARACTERS

    def add(self, cells: Iterable[str], *, page: int | None = None) -> None:
        """Take a row, without its empty cells."""
        tidy = [text for cell in cells if (text := _tidy(cell))]
        size = sum(len(text) for text in tidy)
        if not tidy or self.is_full:
            return
        if size > self._left:
            self.is_full = True
            return
        self._left -= size
        self.rows.append((page, tidy))


def _tidy(cell: str) -> str:
    # NFKC also mends the compatibility forms that PDF fonts give for Chinese radicals.
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", cell))
    return " ".join(plain.replace("\n", " ").split(" ")).strip()[:_LONGEST_LINE]
