"""A table as a workbook in memory: text as text, numbers as numbers that Excel adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped] # has annotations inside, but no py.typed

Cell = str | Decimal | date

_LONGEST = 32_767
_LONGEST_TITLE = 31
_WIDTH = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What stands on one sheet; `places` are the decimals of its amounts."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    places: int = 2


def xlsx(table: Table) -> bytes:
    """Write a workbook of one sheet; nothing in it is run as a formula."""
    return workbook([table])


def workbook(tables: Sequence[Table]) -> bytes:
    """Write a sheet for each table; nothing in it is run as a formula."""
    to = BytesIO()
    with xlsxwriter.Workbook(to, {"in_memory": True}) as book:
        for table in tables:
            _write(book, table)
    return to.getvalue()


def _write(book: xlsxwriter.Workbook, table: Table) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    amount = book.add_format({"num_format": f"#,##0.{'0' * table.places}".rstrip(".")})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(table.title[:_LONGEST_TITLE])
    sheet.set_column(0, len(table.columns) - 1, _WIDTH)
    for column, label in enumerate(table.columns):
        sheet.write_string(0, column, label, bold)
    for at, cells in enumerate(table.rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                # Fifteen digits are exact in a sheet, and no amount of ours has more.
                sheet.write_number(at, column, float(cell), amount)
            elif isinstance(cell, date):
                sheet.write_datetime(at, column, cell, day)
            else:
                sheet.write_string(at, column, cell[:_LONGEST])
