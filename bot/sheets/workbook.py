"""Workbooks: an .xlsx is weighed first, then read as the eye sees it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TypeAlias
from xml.parsers.expat import ExpatError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bot.sheets.package import Package
from handlers.sheet import (
    EXCEL_EPOCH,
    HEADER_WITHIN,
    MAC_EPOCH,
    Cell,
    Fault,
    Row,
    Sheet,
    SheetError,
    header_at,
    is_blank,
    shown,
)

_Raw: TypeAlias = int | float | str | bool | time | date | datetime | timedelta
_Faults: TypeAlias = Mapping[int, Mapping[int, Fault]]
#: A sheet that names this many fields is the one that was meant.
_SURELY = 2
#: Beyond this a binary number no longer holds each integer; code cells refuse it.
_EXACT_BELOW = 10**15
_MAX_MERGED = 1_000_000
#: What zipfile, expat and calamine raise for a file with a few bytes wrong.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    CalamineError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    struct.error,
)


def read(path: Path, field_of: Callable[[str], str | None]) -> Sheet:
    """Read the first visible sheet with a fitting header, else the one that names most fields.

    Cells merged over several rows show their value in each of them. Raises `SheetError` for what
    is no workbook, is damaged, or would unpack to more than fits in memory.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            package = Package(archive, path.name)
            with CalamineWorkbook.from_path(path) as book:
                return _fitting(package, book, path.name, field_of)
    except _DAMAGED as error:
        raise SheetError("import.damaged", file=path.name) from error


def _fitting(
    package: Package, book: CalamineWorkbook, file: str, field_of: Callable[[str], str | None]
) -> Sheet:
    visible = [
        about.name
        for about in book.sheets_metadata
        if about.visible is SheetVisibleEnum.Visible and about.typ is SheetTypeEnum.WorkSheet
    ]
    best: tuple[int, Sheet] | None = None
    for name in visible:
        faults = package.faults(name)
        table = book.get_sheet_by_name(name)
        at, fields = header_at(_first_rows(table), field_of)
        if table.start is not None and (best is None or fields > best[0]):
            best = (
                fields,
                Sheet(
                    header=_header(table, at),
                    rows=_rows(table, faults, at),
                    read_as="xlsx",
                    title=name,
                    unread=tuple(other for other in visible if other != name),
                    epoch=MAC_EPOCH if package.is_mac else EXCEL_EPOCH,
                ),
            )
        if fields >= _SURELY:
            break
    if best is None:
        raise SheetError("import.empty", file=file)
    return best[1]


def _first_rows(table: CalamineSheet) -> list[list[Cell]]:
    return [[_cell(raw) for raw in row] for row in islice(table.iter_rows(), HEADER_WITHIN)]


def _header(table: CalamineSheet, at: int) -> tuple[str, ...]:
    row = _first_rows(table)[at]
    return ("",) * _left(table) + tuple(" ".join(shown(cell).split()) for cell in row)


def _left(table: CalamineSheet) -> int:
    """Count the columns left of the first that holds anything; rows come without them."""
    return table.start[1] if table.start else 0


def _rows(table: CalamineSheet, faults: _Faults, header_index: int) -> list[Row]:
    left = _left(table)
    merged = _merged(table, header_index)
    tops: dict[tuple[int, int], Cell] = {}
    rows: list[Row] = []
    for index, raw in enumerate(table.iter_rows()):
        if index <= header_index:
            continue
        cells: list[Cell] = [None] * left + [_cell(value) for value in raw]
        _put(cells, faults.get(index, {}))
        spans = merged.get(index, {})
        tops |= {(top, at): cells[at] for at, top in spans.items() if top == index}
        if is_blank(cells):
            continue
        _put(cells, {at: tops.get((top, at)) for at, top in spans.items()})
        rows.append(Row(number=index + 1, cells=tuple(cells), merged=frozenset(spans)))
    return rows


def _put(cells: list[Cell], found: Mapping[int, Cell]) -> None:
    cells += [None] * (max(found, default=-1) + 1 - len(cells))
    for at, cell in found.items():
        cells[at] = cell


def _merged(table: CalamineSheet, header_index: int) -> dict[int, dict[int, int]]:
    """Give, by row and column, the top row of each merge that runs down below the header."""
    below: dict[int, dict[int, int]] = defaultdict(dict)
    left_over = _MAX_MERGED
    for (top, at), (bottom, _) in table.merged_cell_ranges or []:
        last = min(bottom, table.total_height)
        if bottom == top or top <= header_index:
            continue
        left_over -= last - top
        if left_over < 0:
            raise CalamineError("more merged cells than a person would make")
        for row in range(top, last + 1):
            below[row][at] = top
    return below


def _cell(raw: _Raw) -> Cell:
    if isinstance(raw, str):
        return raw.strip() or None
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, int | float):
        # 15 digits are what Excel shows: 0.1 + 0.2 is stored as 0.30000000000000004.
        return Decimal(repr(raw) if abs(raw) >= _EXACT_BELOW else format(raw, ".15g"))
    if isinstance(raw, datetime):
        # The fraction of a day is binary too: 10:30 may come as 10:29:59.999.
        return (raw + timedelta(microseconds=500_000)).replace(microsecond=0)
    return raw if isinstance(raw, date) else str(raw)
