"""The fields of one row, read cell by cell while everything wrong is gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeVar

from handlers.sheet import Cell, Row, shown
from handlers.sheet_cells import BadCell
from handlers.sheet_columns import Columns

_T = TypeVar("_T")
_LONGEST_QUOTE = 80
_NO_VALUES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellError:
    """One thing wrong: where, as the reader of the file sees it, and an id worded by the cards."""

    row: int
    #: The title as in the file; "" where the row as a whole is wrong.
    column: str
    value: str
    reason_id: str
    values: Mapping[str, str] = field(default_factory=dict)


class RowFields:
    """The cells of one row by field; what is wrong with them is gathered."""

    def __init__(self, columns: Columns, row: Row) -> None:
        self._columns = columns.by_field
        self._row = row
        self.row = row.number
        self._errors: list[tuple[int, CellError]] = []

    def get(self, name: str, read: Callable[[Cell], _T], *, needed: bool = False) -> _T | None:
        """Give a field's value; None for a blank, missing or bad cell, the latter noted."""
        cell = self._cell(name)
        if cell is None:
            if needed:
                self.refuse(name, "import.blank")
            return None
        try:
            return read(cell)
        except BadCell as bad:
            self.refuse(name, bad.reason_id, bad.values)
            return None

    @property
    def errors(self) -> list[CellError]:
        """What is wrong, from left to right."""
        return [error for _, error in sorted(self._errors, key=itemgetter(0))]

    def has(self, name: str) -> bool:
        """Whether something stands in the field."""
        return self._cell(name) is not None

    def is_merged(self, name: str) -> bool:
        """Whether the field's cell stretches over several rows."""
        return name in self._columns and self._columns[name].position in self._row.merged

    def note(self, name: str) -> str:
        """Give what the field's title has in brackets."""
        return self._columns[name].note if name in self._columns else ""

    def refuse(self, name: str, reason_id: str, values: Mapping[str, str] = _NO_VALUES) -> None:
        """Note what is wrong with a field."""
        column = self._columns.get(name)
        error = CellError(
            row=self.row,
            column=column.title if column else "",
            value=shown(self._cell(name))[:_LONGEST_QUOTE],
            reason_id=reason_id,
            values=values,
        )
        self._errors.append((column.position if column else -1, error))

    def _cell(self, name: str) -> Cell:
        column = self._columns.get(name)
        cells = self._row.cells
        return cells[column.position] if column and column.position < len(cells) else None
