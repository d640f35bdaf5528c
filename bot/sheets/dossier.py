"""A dossier as a workbook: one sheet a table, text as text."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped] # has annotations inside, but no py.typed

from handlers.dossier import Dossier

_LONGEST = 32_767
_WIDTH = 24


def write_dossier(path: Path, found: Dossier) -> None:
    """Write each table to a sheet of its own; nothing in it is run as a formula."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for title, columns, rows in found.tables:
            sheet = book.add_worksheet(title.rsplit(" ", 1)[-1])
            sheet.set_column(0, len(columns) - 1, _WIDTH)
            for at, cells in enumerate((columns, *rows)):
                for column, cell in enumerate(cells):
                    sheet.write_string(at, column, cell[:_LONGEST], bold if at == 0 else None)
