"""Files as offices make them: each encoding, each trap of Excel, and those that are no table."""

from __future__ import annotations

import csv
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped] # has annotations inside, but no py.typed

from bot.cards.words import LANGUAGES, say
from bot.sheets.read import read_sheet
from handlers.sheet import MAC_EPOCH, Cell, Fault, Row, Sheet, SheetError
from handlers.sheet_columns import DEALS, PEOPLE

HEADER = ["工号", "姓名", "入职日期"]
LI_NA = ["0012", "李娜", "2026-03-02"]
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.xlsx"


def people(path: Path) -> Sheet:
    return read_sheet(path, field_of=PEOPLE.field_of)


def refusal(path: Path) -> SheetError:
    with pytest.raises(SheetError) as refused:
        people(path)
    return refused.value


def a_workbook(path: Path, fill: Callable[[xlsxwriter.Workbook], None], **options: bool) -> Path:
    with xlsxwriter.Workbook(str(path), options) as book:
        fill(book)
    return path


def with_rows(*rows: Sequence[object]) -> Callable[[xlsxwriter.Workbook], None]:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)

    return fill


def a_csv(path: Path, encoding: str, delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([HEADER, LI_NA])
    return path


def repacked(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "encoding",
    [
        pytest.param("utf-8", id="UTF-8"),
        pytest.param("utf-8-sig", id="UTF-8 with its mark"),
        pytest.param("utf-16", id="UTF-16 with its mark"),
        pytest.param("gb18030", id="GB18030"),
    ],
)
def test_a_csv_is_read_in_its_encoding(path: Path, encoding: str) -> None:
    sheet = people(a_csv(path, encoding))

    assert sheet.header == ("工号", "姓名", "入职日期")
    assert sheet.rows == [Row(number=2, cells=("0012", "李娜", "2026-03-02"))]
    assert sheet.read_as == encoding


def test_big_endian_utf_16_is_read(path: Path) -> None:
    path.write_bytes(b"\xfe\xff" + "工号\t姓名\n1\t李娜".encode("utf-16-be"))

    assert people(path).rows == [Row(number=2, cells=("1", "李娜"))]


@pytest.mark.parametrize(
    "delimiter",
    [
        pytest.param(",", id="comma"),
        pytest.param(";", id="semicolon"),
        pytest.param("\t", id="tab"),
    ],
)
def test_the_delimiter_is_the_one_that_makes_sense_of_the_header(
    path: Path, delimiter: str
) -> None:
    assert people(a_csv(path, "utf-8", delimiter)).header == ("工号", "姓名", "入职日期")


def test_a_csv_may_name_its_delimiter_as_excel_does(path: Path) -> None:
    path.write_text("sep=|\n工号|姓名\n1|李娜\n", "utf-8")

    sheet = people(path)

    assert sheet.rows == [Row(number=2, cells=("1", "李娜"))]


def test_rows_of_a_csv_are_numbered_as_excel_shows_them(path: Path) -> None:
    path.write_text('工号,姓名\n1,"李\n娜"\n\n ,\n2,王芳\n', "utf-8")

    assert [row.number for row in people(path).rows] == [2, 5]


def test_cells_beyond_the_header_of_a_csv_stay_for_all_to_see(path: Path) -> None:
    path.write_text("工号,姓名\n1,李娜,8,000\n", "utf-8")

    assert people(path).rows == [Row(number=2, cells=("1", "李娜", "8", "000"))]


def test_a_workbook_is_read_with_exact_numbers_and_days(path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        day, time = (book.add_format({"num_format": f"yyyy-mm-dd{c}"}) for c in ("", " hh:mm"))
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, [12.0, "0012", 8000.1, True, "  "])
        sheet.write_formula(1, 5, "=0.1+0.2", None, 0.1 + 0.2)
        sheet.write_datetime(1, 6, date(2026, 11, 24), day)
        sheet.write_datetime(1, 7, datetime.fromisoformat("2026-11-24T10:29:59.600"), time)
        sheet.write_number(1, 8, 1234567890123456)

    sheet = people(a_workbook(path, fill))

    expected: tuple[Cell, ...] = (
        *(Decimal(12), "0012", Decimal("8000.1"), "TRUE", None, Decimal("0.3")),
        *(date(2026, 11, 24), datetime.fromisoformat("2026-11-24T10:30:00")),
        Decimal(1234567890123456),
    )
    assert sheet.rows == [Row(number=2, cells=expected)]


def test_a_failed_formula_is_told_from_a_blank_cell(path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_formula(1, 0, "=B9", None, "#REF!")
        sheet.write_string(1, 1, "李娜")
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")

    sheet = people(a_workbook(path, fill))

    assert sheet.rows == [
        Row(number=2, cells=(Fault(code="#REF!"), "李娜", None)),
        Row(number=3, cells=(None, None, Fault(code="#DIV/0!"))),
    ]


def test_the_header_is_found_below_a_title_and_right_of_a_margin(path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(1, 2, 1, 4, "2026 年新员工名单 (姓名保密)")
        sheet.write_row(4, 2, HEADER)
        sheet.write_row(6, 2, LI_NA)

    sheet = people(a_workbook(path, fill))

    assert sheet.header == ("", "", "工号", "姓名", "入职日期")
    assert sheet.rows == [Row(number=7, cells=(None, None, "0012", "李娜", "2026-03-02"))]


def test_a_cell_merged_over_rows_stands_in_each_of_them(path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["工号", "姓名", "主管工号"])
        sheet.write_column(1, 0, ["1", "2"])
        sheet.write_column(1, 1, ["李娜", "王芳"])
        sheet.merge_range(1, 2, 2, 2, "0007")

    sheet = people(a_workbook(path, fill))

    assert sheet.rows == [
        Row(number=2, cells=("1", "李娜", "0007"), merged=frozenset({2})),
        Row(number=3, cells=("2", "王芳", "0007"), merged=frozenset({2})),
    ]


def test_the_sheet_with_the_table_is_read_and_the_others_are_named(path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("说明").write_string(0, 0, "请勿改动")
        book.add_worksheet("旧").hide()
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, LI_NA)
        book.add_worksheet("备注")

    sheet = people(a_workbook(path, fill))

    assert (sheet.title, sheet.unread) == ("名单", ("说明", "备注"))
    assert len(sheet.rows) == 1


def test_a_workbook_of_an_old_mac_says_that_it_counts_from_1904(path: Path) -> None:
    assert people(a_workbook(path, with_rows(HEADER), date_1904=True)).epoch == MAC_EPOCH


def test_blank_cells_that_are_formatted_far_away_do_no_harm(path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_blank(1_000_000, 16_000, None, book.add_format({"bold": True}))

    assert people(a_workbook(path, fill)).rows == []


def test_what_is_in_a_file_counts_and_not_its_name(tmp_path: Path) -> None:
    workbook = a_workbook(tmp_path / "people.csv", with_rows(HEADER, LI_NA))
    text = a_csv(tmp_path / "people.xlsx", "gb18030")

    assert [row.cells for row in people(workbook).rows] == [row.cells for row in people(text).rows]


def test_a_header_that_names_nothing_is_still_quoted(path: Path) -> None:
    sheet = people(a_workbook(path, with_rows([], ["甲", "乙"], ["1", "2"])))

    assert sheet.header == ("甲", "乙")


@pytest.mark.parametrize(
    ("content", "message_id"),
    [
        pytest.param(b"", "import.empty", id="nothing"),
        pytest.param(b"\n\n", "import.empty", id="blank lines"),
        pytest.param(b"<html><table><tr><td>1", "import.other_format", id="HTML named .xlsx"),
        pytest.param(b"\xef\xbb\xbf<?xml version='1.0'?>", "import.other_format", id="XML"),
        pytest.param(b"%PDF-1.7", "import.other_format", id="PDF"),
        pytest.param(COMPOUND, "import.other_format", id="old .xls"),
        pytest.param(
            COMPOUND + "EncryptedPackage".encode("utf-16-le"), "import.encrypted", id="password"
        ),
        pytest.param(b"PK\x03\x04" + bytes(50), "import.damaged", id="half a zip"),
        pytest.param("number,name\n1,M\xfcller".encode("latin-1"), "import.encoding", id="Latin"),
        pytest.param(b"number,name\n1,\x80\xff", "import.encoding", id="no text"),
        pytest.param(b"number\0name", "import.not_a_table", id="binary"),
        pytest.param(b'number,name\n1,"' + b"x" * 200_000, "import.broken_text", id="open quote"),
    ],
)
def test_a_file_that_is_no_table_is_refused(path: Path, content: bytes, message_id: str) -> None:
    path.write_bytes(content)

    assert refusal(path).message_id == message_id


@pytest.mark.parametrize(
    ("part", "form"),
    [
        pytest.param("xl/workbook.bin", ".xlsb", id="binary workbook"),
        pytest.param("content.xml", ".ods", id="LibreOffice"),
        pytest.param("word/document.xml", ".docx", id="Word"),
        pytest.param("photo.jpg", "zip", id="any zip"),
    ],
)
def test_another_kind_of_zip_is_refused_by_name(path: Path, part: str, form: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "")

    assert refusal(path).values == {"file": "people.xlsx", "format": form}


def test_a_missing_file_is_refused(path: Path) -> None:
    assert refusal(path).message_id == "import.no_file"


def test_an_empty_workbook_is_refused(path: Path) -> None:
    assert refusal(a_workbook(path, with_rows([]))).message_id == "import.empty"


def test_a_file_over_the_limit_is_refused_before_it_is_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(101 * 1024 * 1024)

    assert refusal(path).message_id == "import.file_too_large"


def test_a_zip_bomb_is_refused_unpacked(path: Path) -> None:
    a_workbook(path, with_rows(HEADER))
    spaces = bytes(1024 * 1024)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media.bin", "w") as part,
    ):
        part.writelines([spaces] * 501)

    assert refusal(path).message_id == "import.unpacks_too_large"


def test_a_zip_that_lies_about_its_sizes_is_refused(path: Path) -> None:
    a_workbook(path, with_rows(HEADER, *[LI_NA] * 100))
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", size), struct.pack("<L", 10)))

    assert refusal(path).message_id == "import.damaged"


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(b'<row r="9"><c r="XFD1048576"><v>1</v></c></row>', id="far corner"),
        pytest.param(b'<row r="1048576"><c><v>1</v></c></row><row><c r="Z1"><v>1</v></c></row>',
                     id="place told by the row"),
        pytest.param(b"<x:row r='9' xmlns:x='x'><x:c r='XFD1048576'><x:v>1</x:v></x:c></x:row>",
                     id="other quotes and prefix"),
    ],
)  # fmt: skip
def test_two_cells_far_apart_are_refused_before_memory_is_taken(path: Path, cell: bytes) -> None:
    a_workbook(path, with_rows(HEADER))

    repacked(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", cell + b"</sheetData>"),
    )

    assert refusal(path).message_id == "import.too_wide"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b'r="A1"', b'r="A1"r="ZZZ9999999"', id="XML that is none"),
        pytest.param(b'r="A1"', b'r="AAAAAAA1"', id="no such column"),
        pytest.param(b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", id="entities"),
        pytest.param(b"</worksheet>", b"", id="cut off"),
    ],
)
def test_a_damaged_sheet_is_refused(path: Path, old: bytes, new: bytes) -> None:
    a_workbook(path, with_rows(HEADER))

    repacked(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(old, new))

    assert refusal(path).message_id == "import.damaged"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_worded_and_names_the_file(path: Path, language: str) -> None:
    path.write_bytes(COMPOUND)

    error = refusal(path)

    assert "people.xlsx" in say(language, error.message_id, **error.values)


def test_a_deal_file_is_found_by_the_titles_of_deals(path: Path) -> None:
    a_workbook(path, with_rows(["工号 姓名"], ["单号", "工号", "金额"], ["D1", "1", 8000]))

    sheet = read_sheet(path, field_of=DEALS.field_of)

    assert sheet.header == ("单号", "工号", "金额")
