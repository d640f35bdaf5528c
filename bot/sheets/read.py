"""Open a file by what is in it, whatever its name says, and find its table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.sheets import delimited, workbook
from handlers.sheet import Sheet, SheetError
from handlers.sheet_kinds import field_of_any

_MAX_BYTES = 100 * 1024 * 1024
#: Compound files: old .xls, and .xlsx behind a password.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<style", b"<div")
_SNIFFED = 64 * 1024


def read_sheet(path: Path, *, field_of: Callable[[str], str | None]) -> Sheet:
    """Read the table of an .xlsx or a text file (comma, semicolon or tab between cells).

    `field_of` (`PEOPLE.field_of`, `DEALS.field_of`) tells titles of columns from other text: the
    header is the row that names most fields, within the first ten. Raises `SheetError` where there
    is no table to be had; a title that nobody knows is no matter here.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(_SNIFFED)
    except OSError as error:
        raise SheetError("import.no_file", file=path.name, reason=str(error.strerror)) from error
    if size > _MAX_BYTES:
        raise SheetError(
            "import.file_too_large", file=path.name, limit=f"{_MAX_BYTES // 1024 // 1024} MB"
        )
    if start.startswith(b"PK\x03\x04"):
        return workbook.read(path, field_of)
    _refuse_foreign(path, start)
    return delimited.read(path, field_of)


def read_roster(content: bytes, name: str) -> Sheet:
    """Read the table of a file that came by chat from its bytes; errors as of `read_sheet`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"roster{Path(name).suffix.lower()}"
        path.write_bytes(content)
        return read_sheet(path, field_of=field_of_any)


def _refuse_foreign(path: Path, start: bytes) -> None:
    if start.startswith(_COMPOUND):
        # An encrypted workbook names the stream in its directory, which may stand anywhere.
        is_encrypted = _ENCRYPTED in path.read_bytes()
        raise SheetError(
            "import.encrypted" if is_encrypted else "import.other_format",
            file=path.name,
            format=".xls",
        )
    if start.startswith(b"%PDF"):
        raise SheetError("import.other_format", file=path.name, format="PDF")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise SheetError("import.other_format", file=path.name, format="HTML / XML")
