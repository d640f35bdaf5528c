"""Text tables in the encodings that Chinese and English offices save them in."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path

from handlers.sheet import HEADER_WITHIN, Cell, Row, Sheet, SheetError, header_at, is_blank

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t"
_ASCII = re.compile(r"[\x00-\x7f]+")
_CHUNK = 1024 * 1024
#: As many as a sheet of Excel has.
_MAX_ROWS = 1_048_576
_MAX_CELLS = 10_000_000
#: Excel's own first line to name the delimiter; it shows no row for it.
_NAMES_DELIMITER = re.compile(r"\"?sep=([,;|\t])\"?\r?\n?", re.IGNORECASE)


def read(path: Path, field_of: Callable[[str], str | None]) -> Sheet:
    """Read a text table; raise `SheetError` for an unknown encoding or no table."""
    encoding = encoding_of(path)
    named = _named_delimiter(path, encoding)
    skipped = 1 if named else 0
    tried = []
    for delimiter in named or _DELIMITERS:
        first = list(islice(_records(path, encoding, delimiter, skipped), HEADER_WITHIN))
        at, fields = header_at([_cells(record) for _, record in first], field_of)
        # Without a known title the delimiter that cuts most decides, to quote the titles well.
        cut = max((len(record) for _, record in first), default=0)
        tried.append((fields, cut, delimiter, at))
    *_, delimiter, at = max(tried, key=itemgetter(0, 1))
    return _table(path, encoding, delimiter, skipped, at)


def _table(path: Path, encoding: str, delimiter: str, skipped: int, header_index: int) -> Sheet:
    header: tuple[str, ...] | None = None
    rows: list[Row] = []
    cells_read = 0
    for number, record in _records(path, encoding, delimiter, skipped):
        cells_read += len(record)
        if number > _MAX_ROWS or cells_read > _MAX_CELLS:
            raise SheetError("import.too_many_rows", file=path.name, limit=f"{_MAX_ROWS:,}")
        if header is None and number > header_index:
            header = tuple(" ".join(title.split()) for title in record)
        elif header is not None and not is_blank(cells := _cells(record)):
            rows.append(Row(number=number, cells=cells))
    if not header:
        raise SheetError("import.empty", file=path.name)
    return Sheet(header=header, rows=rows, read_as=encoding)


def _cells(record: list[str]) -> tuple[Cell, ...]:
    return tuple((cell.strip() or None) for cell in record)


def _records(
    path: Path, encoding: str, delimiter: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """Give records with the row number that Excel shows: one per record, however many lines."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            for _ in range(skipped):
                file.readline()
            yield from enumerate(csv.reader(file, delimiter=delimiter), start=1)
    except csv.Error as error:
        raise SheetError("import.broken_text", file=path.name, reason=str(error)) from error


def _named_delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        match = _NAMES_DELIMITER.fullmatch(file.readline(16))
    return match[1] if match else ""


def encoding_of(path: Path) -> str:
    """Tell the encoding: a mark at the start, else strict UTF-8, else GB18030."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = [name for mark, name in _MARKS if start.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            if encoding != "gb18030" or _looks_chinese(path):
                return _checked(path, encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("import.encoding", file=path.name)


def _checked(path: Path, encoding: str) -> str:
    for chunk in _decoded(path, encoding):
        if "\0" in chunk:
            raise SheetError("import.not_a_table", file=path.name)
    return encoding


def _looks_chinese(path: Path) -> bool:
    """Whether most of what is not ASCII is common Chinese, and not "Müller" in a western encoding.

    GB18030 takes nearly any bytes: a ü and the letter behind it become one rare character.
    """
    foreign = common = 0
    for chunk in _decoded(path, "gb18030"):
        rest = _ASCII.sub("", chunk)
        foreign += len(rest)
        common += len(rest.encode("gb2312", errors="ignore")) // 2
    return common * 2 >= foreign


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
