"""A table out of a file, before anything in it has a meaning: cells, rows, header, refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from rules.errors import FootholdError

#: Day 0 of Excel's calendar; workbooks begun on an old Mac count from 1904 instead.
EXCEL_EPOCH = date(1899, 12, 30)
MAC_EPOCH = date(1904, 1, 1)
#: The title of the column that tells why a row was refused; a file may come back with it.
REASON_TITLE = "原因/Reason"
#: Title rows above the header are common, ten of them are not.
HEADER_WITHIN = 10


class SheetError(FootholdError):
    """The whole file is refused; nothing of it is imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A formula that failed in the workbook: #REF!, #N/A, #DIV/0! ..."""

    code: str


#: `date` includes `datetime`. Numbers of a workbook have the 15 digits that Excel shows.
Cell: TypeAlias = str | Decimal | date | Fault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table."""

    #: As the spreadsheet program numbers it, from 1.
    number: int
    cells: tuple[Cell, ...]
    #: Positions whose cell is merged with the row above or below and shows that row's value.
    merged: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with its header found. Blank rows are left out, row numbers stay."""

    #: One title per column, "" where there is none.
    header: tuple[str, ...]
    rows: Sequence[Row]
    #: How the file was read: "xlsx", or the encoding of a text file.
    read_as: str
    title: str = ""
    #: Names of the other visible sheets of the workbook, which nobody read.
    unread: tuple[str, ...] = ()
    #: The day that a bare number in a date column counts from.
    epoch: date = EXCEL_EPOCH


def header_at(
    rows: Sequence[Sequence[Cell]], field_of: Callable[[str], str | None]
) -> tuple[int, int]:
    """Find the header among the first rows: its index, and how many fields it names.

    The row naming most fields wins, the upper one of equals. Where no row names any, it is the
    first that is not blank, so that the refusal can quote it.
    """
    named = [
        len({field_of(cell) for cell in row if isinstance(cell, str)} - {None})
        for row in rows[:HEADER_WITHIN]
    ]
    best = max(named, default=0)
    if best:
        return named.index(best), best
    return next((i for i, row in enumerate(rows) if not is_blank(row)), 0), 0


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether nothing stands in the row."""
    return all(cell is None for cell in cells)


def shown(cell: Cell) -> str:
    """Write a cell as the person who typed it would know it."""
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.code
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return str(cell)


def letter(position: int) -> str:
    """Name a column as spreadsheet programs do: 0 is A, 26 is AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
