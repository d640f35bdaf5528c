"""The zip behind an .xlsx, weighed part by part so that nothing unpacks into more than was meant.

The library that reads cells allocates the whole rectangle they span, and gives failed formulas as
blanks: 2 cells far apart took 6 GB, and a cost of #REF! would have been no cost at all. So each
sheet is parsed here first, in pieces, for where its cells reach and which of them failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zipfile import BadZipFile, ZipFile, ZipInfo

from bot.sheets.reach import CHUNK, MAX_CELLS, Reach, TooFar, feed, local, parser
from handlers.sheet import Fault, SheetError

_MAX_UNPACKED = 500 * 1024 * 1024
_IS_ENCRYPTED = 0x1
#: A part that only this format has.
_OTHER_FORMATS = {
    "xl/workbook.bin": ".xlsb",
    "content.xml": ".ods",
    "word/document.xml": ".docx",
    "index/document.iwa": "Numbers",
}


class Package:
    """The parts of one workbook. What is no sound zip or XML raises `BadZipFile`, `ExpatError`."""

    def __init__(self, archive: ZipFile, file: str) -> None:
        """Look over the parts; raise `SheetError` for another format or one too large."""
        self._archive = archive
        self._file = file
        self._parts = {part.filename.lower(): part for part in archive.infolist()}
        if len(self._parts) < len(archive.infolist()):
            raise BadZipFile("two parts have one name")
        self._refuse_foreign()
        self._drain()
        index = self._tags("xl/workbook.xml")
        relations = self._tags("xl/_rels/workbook.xml.rels")
        targets = _unique(
            [(tag["Id"], tag.get("Target", "")) for _, tag in relations if "Id" in tag]
        )
        sheets = [tag for name, tag in index if name == "sheet"]
        self._targets = _unique(
            [(tag.get("name", ""), targets.get(tag.get("id", ""), "")) for tag in sheets]
        )
        #: Whether days count from 1904.
        self.is_mac = any(tag.get("date1904") in {"1", "true"} for _, tag in index)

    def faults(self, sheet: str) -> Mapping[int, Mapping[int, Fault]]:
        """Give a sheet's failed formulas by row, then column, both from 0.

        Raises `SheetError` if its cells reach further than fits in memory.
        """
        reach = Reach()
        try:
            with self._archive.open(self._part_of(sheet)) as file:
                reach.walk(file)
        except TooFar as error:
            limit = f"{MAX_CELLS:,}"
            raise SheetError(
                "import.too_wide", file=self._file, sheet=sheet, limit=limit
            ) from error
        return reach.faults

    def _refuse_foreign(self) -> None:
        if any(part.flag_bits & _IS_ENCRYPTED for part in self._parts.values()):
            raise SheetError("import.encrypted", file=self._file)
        for name, form in _OTHER_FORMATS.items():
            if name in self._parts:
                raise SheetError("import.other_format", file=self._file, format=form)
        if "xl/workbook.xml" not in self._parts:
            raise SheetError("import.other_format", file=self._file, format="zip")
        if sum(part.file_size for part in self._parts.values()) > _MAX_UNPACKED:
            limit = f"{_MAX_UNPACKED // 1024 // 1024} MB"
            raise SheetError("import.unpacks_too_large", file=self._file, limit=limit)

    def _drain(self) -> None:
        # Reading to the end proves the sizes that the directory promises.
        for name, part in self._parts.items():
            if not name.startswith("xl/worksheets/"):
                with self._archive.open(part) as file:
                    while file.read(CHUNK):
                        pass

    def _part_of(self, sheet: str) -> ZipInfo:
        target = self._targets.get(sheet, "").lower()
        return self._part(target[1:] if target.startswith("/") else f"xl/{target}")

    def _part(self, name: str) -> ZipInfo:
        if name not in self._parts:
            raise BadZipFile(f"{name} is missing")
        return self._parts[name]

    def _tags(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """Give the elements of a small part: local name, attributes by local name."""
        found: list[tuple[str, dict[str, str]]] = []

        def note(tag: str, attributes: dict[str, str]) -> None:
            found.append((local(tag), {local(key): value for key, value in attributes.items()}))

        listening = parser()
        listening.StartElementHandler = note
        with self._archive.open(self._part(name)) as file:
            feed(listening, file)
        return found


def _unique(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadZipFile("one name stands for two parts")
    return found
