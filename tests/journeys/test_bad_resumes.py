"""What goes wrong with candidates, in HR's chat: a clear answer, nothing lost, bounded time."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from handlers.hiring_profile import keep
from rules.hiring import Trait
from rules.hiring_profile import QuarterResult, Seller, find
from tests.builders import an_event, take_in
from tests.jobs.crew import answers
from tests.mentoring_team import HR, MONDAY, Team
from tests.resume_desk import drops
from tests.resume_desk import team as team  # noqa: PLC0414 - the fixture
from tests.resume_files import docx, paragraph, pdf, table, zipped

#: Of a compound file, as Word writes a document behind a password.
_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_LOCKED += "EncryptedPackage".encode("utf-16-le")
_BOMB = zipped({"word/document.xml": b"\0" * (200 * 1024 * 1024)})


def _locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(["王芳" * 20]))))
    writer.encrypt("secret", algorithm="RC4-128")
    packed = BytesIO()
    writer.write(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        pytest.param("扫描.pdf", pdf([], []), "是扫描图片,没有文字可读。请发 .docx", id="a scan"),
        pytest.param("锁.pdf", _locked_pdf(), "有密码,读不了。请去掉密码", id="an encrypted pdf"),
        pytest.param("炸弹.docx", _BOMB, "解压后过大,没有读取", id="a zip bomb"),
        pytest.param("半份.docx", docx(paragraph("王芳"))[:200], "已损坏", id="half a file"),
        pytest.param("图.docx", docx(paragraph(" ")), "没有文字", id="no words"),
    ],
)
async def test_what_can_not_be_read_is_said_and_the_file_stays(
    team: Team, name: str, body: bytes, says: str
) -> None:
    await drops(team, body, name)
    answer = (await team.presses(HR, "存为简历")).text
    again = (await team.presses(HR, "存为简历")).text

    assert says in answer
    assert says in again
    assert await answers(team.store, "SELECT name FROM attachment") == [(name,)]
    for kept in ("candidate", "candidate_resume"):
        assert await answers(team.store, f"SELECT count(*) FROM {kept}") == [(0,)]  # noqa: S608 - our own names
    assert "没有等你处理的候选人" in (await team.says(HR, "候选人")).text


async def test_an_encrypted_docx_is_not_taken_and_said_why(team: Team) -> None:
    await drops(team, _LOCKED, "锁.docx")

    assert "要么有密码" in team.texts(HR)
    assert "另存为 .docx" in team.texts(HR)
    assert await answers(team.store, "SELECT count(*) FROM attachment") == [(0,)]


async def test_200_pages_are_read_in_part_and_said_so(team: Team) -> None:
    pages = [[f"第{n}页 负责客户开发,新签客户{n}家"] for n in range(1, 201)]
    await drops(team, pdf(["姓名:王芳"], *pages), "王芳.pdf")
    await team.presses(HR, "存为简历")
    taken = (await team.presses(HR, "新建候选人")).text

    assert "共 201 页,只读了前 40 页" in taken
    kept = "SELECT pages, pages_read FROM candidate_resume"
    assert await answers(team.store, kept) == [(201, 40)]


def _of(phone: str, words: str) -> bytes:
    return docx(table(["姓名", "王芳"], ["电话", phone]), paragraph(words))


async def test_two_of_one_name_are_told_apart_and_never_merged(team: Team) -> None:
    await drops(team, _of("13800138000", "负责客户开发,新签客户120家"), act="one")
    await team.presses(HR, "存为简历")
    await team.presses(HR, "新建候选人")
    await drops(team, _of("13900139000", "抗压能力强,完成率 130%"), act="two")
    asked = await team.presses(HR, "存为简历")
    await team.presses(HR, "新建候选人")
    which = await team.says(HR, "筛选 王芳")
    assert which.card is not None
    cards = [(await team.does(HR, "", token=one.token)).text for one in which.card.actions]

    assert asked.card is not None
    assert len(asked.card.actions) == 2  # the one of that name, or a new one
    assert len(cards) == 2
    assert ["新签客户120家" in one for one in cards].count(True) == 1
    assert await answers(team.store, "SELECT count(*) FROM candidate") == [(2,)]


@pytest.mark.parametrize(
    ("score", "low", "high", "says"),
    [
        pytest.param("85", "", "10", "不在", id="a score of another scale"),
        pytest.param("0", "1", "5", "不在", id="under its scale"),
        pytest.param("4", "5", "5", "不在", id="a scale without length"),
        pytest.param("好", "", "10", "数", id="no number"),
    ],
)
async def test_a_score_off_its_scale_is_refused_with_all_words_kept(
    team: Team, score: str, low: str, high: str, says: str
) -> None:
    await _applied(team)
    await team.says(HR, "录测评 王芳")
    await team.submits(HR, trait="stress_resistance", score=score, low=low, high=high)
    form = team.form(HR)

    assert says in "".join(one.problem for one in form.inputs)
    assert {one.name: one.value for one in form.inputs}["score"] == score
    assert await answers(team.store, "SELECT count(*) FROM candidate_score") == [(0,)]


async def test_scales_are_kept_raw_and_never_mixed(team: Team) -> None:
    await _applied(team)
    for score, low, high, kind in (("8", "0", "10", "assessment"), ("4", "1", "5", "situational")):
        await team.says(HR, "录测评 王芳")
        await team.submits(
            HR, trait="stress_resistance", score=score, low=low, high=high, kind=kind
        )

    kept = "SELECT score, low, high FROM candidate_score ORDER BY kind"
    assert await answers(team.store, kept) == [("8", "0", "10"), ("4", "1", "5")]
    # 80 % of ten and 75 % of one to five: 77.50 of a hundred.
    assert "77.50 × 25.00%" in (await team.says(HR, "筛选 王芳")).text


async def test_a_profile_without_any_difference_matches_nobody_and_the_hand_set_stays(
    team: Team,
) -> None:
    await _applied(team)
    quarters = ("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
    sellers = [
        Seller(
            person=str(n),
            quarters=dict.fromkeys(quarters, QuarterResult(credited=100 + n, quota=100)),  # type: ignore[arg-type] # whole numbers will do
            values={"stress_resistance": 3.0},
        )
        for n in range(60)
    ]
    found = find(sellers, [Trait(key="stress_resistance")], last="2026-Q3", version="flat")
    assert found.profile is not None
    async with team.store.begin() as uow:
        await keep(uow, found.profile, at=MONDAY, today=MONDAY.date(), actor="cli")

    assert found.profile.dimensions == ()
    assert found.profile.markers[0].why_not == "no_variance"
    assert "hand-1" in (await team.says(HR, "画像")).text
    assert "王芳" in (await team.says(HR, "候选人")).text


async def _applied(team: Team) -> None:
    said = {"candidate_id": "C1", "name": "王芳", "post": "销售代表"}
    await take_in(team.store, an_event("c1", "candidate.added", said, source="ats"))
