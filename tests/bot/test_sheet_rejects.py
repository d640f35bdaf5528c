"""Refused rows written back: as they were, with reasons in red, ready to be mended."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.sheets.read import read_sheet
from bot.sheets.rejects import write_rejects
from handlers.sheet import Cell, Fault, Row, Sheet, SheetError
from handlers.sheet_columns import DEALS
from handlers.sheet_import import map_deals

HEADER = ("单号", "工号", "金额", "成交日期")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rejected.xlsx"


def a_row(*cells: Cell) -> Row:
    return Row(number=7, cells=cells)


def read(path: Path) -> Sheet:
    return read_sheet(path, field_of=DEALS.field_of)


def test_refused_cells_come_back_as_they_were(path: Path) -> None:
    cells: tuple[Cell, ...] = (
        *('=HYPERLINK("http://example.com")', "0012", Decimal("8000.1"), date(2026, 11, 24)),
        *(datetime.fromisoformat("2026-11-24T10:30:00"), None, "+1", "http://example.com"),
    )
    header = (*HEADER, "甲", "乙", "丙", "丁")

    write_rejects(path, header, [(a_row(*cells), ["这里要填写。", "金额小于 0。"])])

    sheet = read(path)
    assert sheet.header == (*header, "原因/Reason")
    assert sheet.rows == [Row(number=2, cells=(*cells, "这里要填写。\n金额小于 0。"))]


def test_nothing_in_a_refused_row_becomes_a_formula_or_a_link(path: Path) -> None:
    write_rejects(path, HEADER, [(a_row('=HYPERLINK("http://example.com")', "@SUM(A1)"), ["x"])])

    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml


def test_the_reason_is_red_and_the_header_stays_in_sight(path: Path) -> None:
    write_rejects(path, HEADER, [(a_row("D1"), ["x"])])

    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "FFC00000" in styles
    assert 'state="frozen"' in xml


def test_a_second_round_replaces_the_reasons_of_the_first(path: Path) -> None:
    write_rejects(path, HEADER, [(a_row("D1"), ["first"])])
    first = read(path)

    write_rejects(path, first.header, [(first.rows[0], ["second"])])

    sheet = read(path)
    assert sheet.header == (*HEADER, "原因/Reason")
    assert sheet.rows[0].cells == ("D1", None, None, None, "second")


def test_a_mended_file_is_imported_with_its_reason_column(path: Path) -> None:
    mended = a_row("D1", "0012", Decimal(8000), date(2026, 11, 24))

    write_rejects(path, HEADER, [(mended, ["金额小于 0。"])])

    mapped = map_deals(read(path), currency="CNY")
    assert [row.deal_id for row in mapped.rows] == ["D1"]
    assert (mapped.errors, mapped.ignored) == ((), ())


def test_cells_beyond_the_header_are_refused_again_until_they_are_mended(path: Path) -> None:
    torn = a_row("D1", "0012", "8", "000", "2026-11-24")

    write_rejects(path, HEADER, [(torn, ["x"])])

    errors = map_deals(read(path), currency="CNY").errors
    assert [error.reason_id for error in errors] == ["import.date", "import.too_many_cells"][::-1]


def test_a_failed_formula_is_refused_again_until_it_is_mended(path: Path) -> None:
    faulty = a_row("D1", "0012", Fault(code="#REF!"), date(2026, 11, 24))

    write_rejects(path, HEADER, [(faulty, ["x"])])

    errors = map_deals(read(path), currency="CNY").errors
    assert [(error.column, error.reason_id) for error in errors] == [("金额", "import.fault")]


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as refused:
        write_rejects(tmp_path / "nowhere" / "rejected.xlsx", HEADER, [])

    assert refused.value.message_id == "import.not_written"
