"""Refused rows written back as a workbook: mend the cells, import the file again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped] # has annotations inside, but no py.typed
from xlsxwriter.exceptions import XlsxFileError  # type: ignore[import-untyped] # the same

from handlers.sheet import REASON_TITLE, Cell, Row, SheetError, shown

_RED = "#C00000"
#: The most that a cell of Excel holds.
_LONGEST = 32_767
_NARROWEST, _WIDEST, _REASON_WIDTH = 10, 30, 70
_EXACT_BELOW = 10**15
#: Excel knows no day before this one.
_FIRST_YEAR = 1901


def write_rejects(
    path: Path, header: Sequence[str], rejects: Iterable[tuple[Row, Sequence[str]]]
) -> None:
    """Write rows with their original cells and a last red column of reasons, one to a line.

    Text stays text: what looks like a formula is not run. A reason column that the file came with
    is replaced. Raises `SheetError` if the file can not be written.
    """
    kept = [at for at, title in enumerate(header) if title != REASON_TITLE]
    try:
        with (
            path.open("wb") as file,
            xlsxwriter.Workbook(file, {"constant_memory": True}) as book,
        ):
            page = _Page(book)
            page.put_header([header[at] for at in kept])
            for line, (row, reasons) in enumerate(rejects, start=1):
                cells = [row.cells[at] if at < len(row.cells) else None for at in kept]
                # Cells beyond the header are the reason for some refusals: they go behind it.
                page.put_row(line, cells, "\n".join(reasons), row.cells[len(header) :])
    except (XlsxFileError, OSError) as error:
        raise SheetError("import.not_written", file=path.name, reason=str(error)) from error


class _Page:
    """The one sheet of the workbook, written from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._sheet = book.add_worksheet()
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._bold_red = book.add_format({"bold": True, "bottom": 1, "font_color": _RED})
        self._red = book.add_format({"font_color": _RED, "text_wrap": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def put_header(self, titles: Sequence[str]) -> None:
        """Write the titles and keep them in sight."""
        self._sheet.freeze_panes(1, 0)
        for at, title in enumerate(titles):
            # A Chinese character takes two places.
            width = min(max(len(title.encode("gb18030")) + 2, _NARROWEST), _WIDEST)
            self._sheet.set_column(at, at, width)
            self._sheet.write_string(0, at, title, self._bold)
        self._sheet.set_column(len(titles), len(titles), _REASON_WIDTH)
        self._sheet.write_string(0, len(titles), REASON_TITLE, self._bold_red)

    def put_row(
        self, line: int, cells: Sequence[Cell], reasons: str, beyond: Sequence[Cell]
    ) -> None:
        """Write one refused row."""
        for at, cell in enumerate(cells):
            self._put(line, at, cell)
        self._sheet.write_string(line, len(cells), reasons[:_LONGEST], self._red)
        for at, cell in enumerate(beyond, start=len(cells) + 1):
            self._put(line, at, cell)

    def _put(self, line: int, at: int, cell: Cell) -> None:
        if cell is None:
            return
        if isinstance(cell, Decimal) and abs(cell) < _EXACT_BELOW:
            self._sheet.write_number(line, at, float(cell))
        elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
            is_time = isinstance(cell, datetime)
            self._sheet.write_datetime(line, at, cell, self._time if is_time else self._day)
        else:
            self._sheet.write_string(line, at, shown(cell)[:_LONGEST])
