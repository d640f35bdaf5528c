"""Read an operator's TOML file, or say in which line it is none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

from config.document import Document, FileRefused, PlanRefused, Problem

#: Of a file in bytes, of a text in characters; a plan has some hundred.
_LONGEST = 1_000_000
_TOO_LONG = "is longer than a million characters"


def text_of(file: Path, *, refused: type[FileRefused] = PlanRefused) -> str:
    """Read a file, made the same whoever wrote it; raise `refused` if it is no text."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_LONGEST + 1)
    except OSError as error:
        _refuse(refused, file.name, 1, f"cannot be read: {error.strerror}", "name a TOML file")
    if len(content) > _LONGEST:
        _refuse(refused, file.name, 1, _TOO_LONG, f"{refused.what} has some hundred")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        _refuse(refused, file.name, line, "is not UTF-8", "save it as UTF-8")
    return text.replace("\r\n", "\n")


def parsed(
    text: str, *, file: str, refused: type[FileRefused]
) -> tuple[Mapping[str, object], Document]:
    """Give the tables of a text and its lines; raise `refused` where it is not TOML."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text) > _LONGEST:
        _refuse(refused, file, 1, _TOO_LONG, f"{refused.what} has some hundred")
    return _table(text, file, refused), Document(text)


def _table(text: str, file: str, refused: type[FileRefused]) -> Mapping[str, object]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        line = re.search(r"line (\d+)", said)
        is_double = "overwrite" in said or "twice" in said or "mutate" in said
        number = int(line[1]) if line else text.count("\n") + 1
        if is_double:
            _refuse(refused, file, number, f"has a key twice: {said}", "keep one of them")
        write = 'write key = "text", each on its line'
        _refuse(refused, file, number, f"is not TOML: {said}", write)
    except RecursionError:
        _refuse(
            refused, file, 1, "is nested too deep", f"{refused.what} has tables of plain values"
        )
    except (ValueError, InvalidOperation):
        what = "has a number too long to read"
        _refuse(refused, file, 1, what, "amounts have at most 16 digits")


def _refuse(
    refused: type[FileRefused], file: str, line: int, problem: str, allowed: str = ""
) -> NoReturn:
    raise refused(file, [Problem(line, "", problem, allowed)])
