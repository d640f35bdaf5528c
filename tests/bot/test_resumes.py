"""Resume files as they come: read in order, or refused in one sentence, in bounded time."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from bot.cards.words import say
from bot.resume_read import as_document, told
from bot.resumes.read import ResumeRefused, read_resume, read_resume_file
from config.lexicon import read_lexicon
from rules.resume import MAX_BYTES, MAX_PAGES, ResumeText
from rules.resume_read import understood
from tests.patience import until
from tests.resume_files import box, docx, paragraph, pdf, table, zipped

_LEXICON = read_lexicon()
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
_ENTITIES = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


def _rows(text: ResumeText) -> list[tuple[str, ...]]:
    return [line.cells for line in text.lines]


async def _refusal(content: bytes, name: str = "r.pdf", *, patience: float = 30) -> str:
    with pytest.raises(ResumeRefused) as refused:
        await read_resume(name, content, patience=patience)
    for language in ("zh", "en"):
        assert name in say(language, refused.value.message_id, **refused.value.values)
    return refused.value.message_id


async def test_a_table_is_read_cell_by_cell_in_order() -> None:
    content = docx(
        paragraph("个人简历"),
        table(["姓名", "王芳", "应聘职位", "销售代表"], ["工作经历"]),
        table(["2019.03-至今", "华星科技", "销售经理"]),
        paragraph("负责客户开发"),
    )

    found = await read_resume("王芳.docx", content)

    assert found.format == "docx"
    assert _rows(found) == [
        ("个人简历",),
        ("姓名", "王芳", "应聘职位", "销售代表"),
        ("工作经历",),
        ("2019.03-至今", "华星科技", "销售经理"),
        ("负责客户开发",),
    ]


async def test_a_cell_of_paragraphs_is_read_line_by_line() -> None:
    cell = paragraph("2019.03-至今 华星科技") + paragraph("客户开发") + paragraph("业绩增长30%")

    found = await read_resume("r.docx", docx(table(["工作经历", cell])))

    assert _rows(found) == [("工作经历", "2019.03-至今 华星科技"), ("客户开发",), ("业绩增长30%",)]


async def test_merged_cells_and_tables_in_cells_come_once() -> None:
    merged = "<w:tcPr><w:vMerge/></w:tcPr>" + paragraph("again")
    inner = paragraph("外") + table(["里", "面"])

    found = await read_resume("r.docx", docx(table(["照片", "a"], [merged, "b"], [inner, "c"])))

    assert _rows(found) == [("照片", "a"), ("b",), ("外", "c"), ("里", "面")]


async def test_a_text_box_is_read_once() -> None:
    found = await read_resume(
        "r.docx", docx(paragraph("上"), box(paragraph("框里")), paragraph("下"))
    )

    assert _rows(found) == [("上",), ("框里",), ("下",)]


async def test_a_pdf_is_read_with_its_pages() -> None:
    content = pdf(
        ["王芳 销售代表 应聘简历 工作经历如下所示", "负责客户开发,新签客户120家"],
        ["自我评价", "善于沟通"],
    )

    found = await read_resume("r.pdf", content)

    assert (found.format, found.pages, found.pages_read) == ("pdf", 2, 2)
    assert [(line.page, line.text) for line in found.lines] == [
        (1, "王芳 销售代表 应聘简历 工作经历如下所示"),
        (1, "负责客户开发,新签客户120家"),
        (2, "自我评价"),
        (2, "善于沟通"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_a_text_in_any_usual_encoding(encoding: str) -> None:
    found = await read_resume("r.txt", "姓名:王芳\n客户开发\n".encode(encoding))

    assert _rows(found) == [("姓名:王芳",), ("客户开发",)]


@pytest.mark.parametrize("name", ["r.doc", "r", "简历.jpg"])
async def test_what_is_in_it_counts_not_its_name(name: str) -> None:
    assert (await read_resume(name, docx(paragraph("王芳")))).format == "docx"


# --- Bad input -----------------------------------------------------------------------------------


async def test_200_pages_are_read_up_to_a_bound_and_said_so() -> None:
    content = pdf(*[[f"第{n}页 负责客户开发 销售代表 二十字以上的内容"] for n in range(1, 201)])

    found = await read_resume("r.pdf", content)
    lines = told(understood(found, _LEXICON), _LEXICON, "r.pdf", "zh")

    assert (found.pages, found.pages_read, found.is_whole) == (200, MAX_PAGES, False)
    assert found.lines[-1].page == MAX_PAGES
    assert "共 200 页,只读了前 40 页。" in lines


async def test_a_scan_is_said_to_be_one() -> None:
    assert await _refusal(pdf([], [], ["3"])) == "resume.scanned"


async def test_an_encrypted_pdf() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(["王芳" * 20]))))
    writer.encrypt("secret", algorithm="RC4-128")
    packed = BytesIO()
    writer.write(packed)

    assert await _refusal(packed.getvalue()) == "resume.encrypted"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(_COMPOUND + "EncryptedPackage".encode("utf-16-le"), "encrypted", id="locked"),
        pytest.param(_COMPOUND, "other", id="an old doc"),
        pytest.param(b"{\\rtf1 hello}", "other", id="rtf"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "other", id="a picture"),
        pytest.param(b"<html><p>x</p></html>", "other", id="a page"),
        pytest.param(zipped({"xl/workbook.xml": b"<x/>"}), "other", id="a workbook"),
        pytest.param(zipped({"a.txt": b"x"}), "other", id="a zip"),
        pytest.param(docx(paragraph("王芳"))[:200], "damaged", id="half a docx"),
        pytest.param(zipped({"word/document.xml": b"<w:document"}), "damaged", id="broken XML"),
        pytest.param(zipped({"word/document.xml": _ENTITIES}), "damaged", id="entities"),
        pytest.param(zipped({"word/document.xml": b"<a>" * 100_000}), "damaged", id="deep XML"),
        pytest.param(b"%PDF-1.7\ngarbage", "damaged", id="broken pdf"),
        pytest.param(pdf(["王芳" * 20])[:400], "damaged", id="half a pdf"),
        pytest.param(b"\x00\x01\x02" * 100, "not_text", id="bytes"),
        pytest.param(b"  \n ", "empty", id="blank"),
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(docx(paragraph(" ")), "no_text", id="no words"),
        pytest.param(b"x" * (MAX_BYTES + 1), "too_large", id="just over the limit"),
    ],
)  # fmt: skip
async def test_a_bad_file_is_refused_in_a_sentence(content: bytes, reason: str) -> None:
    assert await _refusal(content) == f"resume.{reason}"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"word/document.xml": b"\0" * (200 * 1024 * 1024)}, id="200 MB of nothing"),
        pytest.param(
            {f"{n}": b"" for n in range(3000)} | {"word/document.xml": b"<a/>"}, id="3000 files"
        ),
    ],
)
async def test_a_bomb_is_not_unpacked(files: dict[str, bytes]) -> None:
    assert await _refusal(zipped(files)) == "resume.bomb"


async def test_a_lie_about_the_size_unpacks_no_more_than_the_bound() -> None:
    content = bytearray(zipped({"word/document.xml": b"\0" * (30 * 1024 * 1024)}))
    size = (30 * 1024 * 1024).to_bytes(4, "little")
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = (1000).to_bytes(4, "little")

    assert await _refusal(bytes(content)) in {"resume.bomb", "resume.damaged"}


async def test_what_takes_too_long_is_given_up_and_leaves_no_process() -> None:
    before = _children()

    assert await _refusal(pdf(["王芳" * 20]), patience=0.01) == "resume.too_heavy"
    await until(lambda: _children() <= before, "its process is left")


def _children() -> set[str]:
    """Give the processes that this one has started, by thread; a thread may end while we look."""
    found: set[str] = set()
    for thread in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            found.update((thread / "children").read_text("utf-8").split())
    return found


async def test_a_long_text_is_cut_and_said_so() -> None:
    found = await read_resume("r.txt", ("负责客户开发。" * 100 + "\n").encode() * 400)

    assert found.is_cut
    assert not found.is_whole


async def test_ten_at_once_are_all_answered() -> None:
    contents = [docx(paragraph(f"候选人{n}")) for n in range(10)]

    found = await asyncio.gather(*(read_resume("r.docx", content) for content in contents))

    assert [one.lines[0].text for one in found] == [f"候选人{n}" for n in range(10)]


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ResumeRefused) as refused:
        await read_resume_file(tmp_path / "none.pdf")

    assert refused.value.message_id == "resume.no_file"


# --- What is printed -----------------------------------------------------------------------------

_RESUME = docx(
    table(["姓名", "王芳", "性别", "女"], ["电话", "13800138000", "邮箱", "w@example.com"]),
    paragraph("工作经历"),
    paragraph("2019.03-至今 | 华星科技 | 销售经理"),
    paragraph("负责客户开发,新签客户120家。没有团队谈判经验。"),
)


async def test_what_is_told_has_quotes_and_places_and_nothing_private() -> None:
    found = understood(await read_resume("r.docx", _RESUME), _LEXICON)

    text = "\n".join(told(found, _LEXICON, "r.docx", "zh"))

    assert "客户开发  2/5" in text
    assert "「负责客户开发,新签客户120家」 客户开发, 第 5 行" in text
    assert "谈判, 第 5 行 (不计:句子是否定的)" in text
    assert "已略去:性别" in text
    for private in ("13800138000", "example.com", "女"):
        assert private not in text
        assert private not in json.dumps(as_document(found), ensure_ascii=False)


async def test_english_words_for_an_english_reader() -> None:
    found = understood(await read_resume("r.docx", _RESUME), _LEXICON)

    assert "Finding customers  2/5" in told(found, _LEXICON, "r.docx", "en")


async def test_the_command_prints_one_document(tmp_path: Path) -> None:
    (tmp_path / "王芳.docx").write_bytes(_RESUME)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "hiring", "read", str(tmp_path / "王芳.docx"), "--json",
        env={**os.environ, "FOOTHOLD_HOME": str(tmp_path / "home")},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await child.communicate()

    said = json.loads(out)

    assert child.returncode == 0
    assert said["resume"]["basics"]["name"] == "王芳"
    assert said["points"]["customer_development"] == 2
    assert said["scale"] == 5
