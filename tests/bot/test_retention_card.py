"""The report as a card in both languages, as a picture, and as a workbook."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from bot import retention_sheet
from bot.answer_message import drawn
from bot.cards.charts import CHINESE_FONTS, chinese_font, draw_curve
from bot.cards.message import Message
from bot.cards.reader import Reader
from bot.cards.retention_report import (
    card,
    curve_rows,
    effect,
    month_rows,
    picture,
)
from rules.retention_view import (
    CohortLine,
    CurvePoint,
    EffectTold,
    RetentionSheet,
    RetentionView,
    Share,
)

_SHARE = Share(value=600, low=313, high=832)
_VIEW = RetentionView(
    is_team=False,
    cohorts=(
        CohortLine(month="2026-10", hired=4, confirmed=0, resigned=0, dismissed=0, running=4,
                   retention=None),
        CohortLine(month="2026-01", hired=10, confirmed=6, resigned=3, dismissed=1, running=0,
                   retention=_SHARE),
    ),
    curve=(
        CurvePoint(week=8, share=Share(value=700, low=330, high=890), at_risk=24),
        CurvePoint(week=21, share=_SHARE, at_risk=17),
    ),
    at_risk=((0, 14), (4, 14), (8, 10), (12, 7), (16, 7), (20, 7), (24, 6)),
    resigned=300, dismissed=100, hired=14, running=4,
)  # fmt: skip
#: One month of one person, and a curve whose second week is of nine.
_FEW = replace(
    _VIEW,
    cohorts=(
        _VIEW.cohorts[0],
        CohortLine(month="2026-02", hired=1, confirmed=0, resigned=1, dismissed=0, running=0,
                   retention=None),
        _VIEW.cohorts[1],
    ),
    curve=(_VIEW.curve[0], CurvePoint(week=21, share=None, at_risk=9)),
)  # fmt: skip


def _effect(rung: str, gap: Share | None = None, more: int | None = None) -> EffectTold:
    return EffectTold(
        rung=rung, helped=40, helped_stayed=28, helped_share=Share(value=700, low=546, high=819),
        others=30, others_stayed=15, gap=gap, needed_more=more,
    )  # fmt: skip


def test_it_says_the_share_of_finished_months_and_nothing_of_running_ones() -> None:
    text = card(_VIEW, Reader()).as_text()

    assert "2026年1月 入职转正 60%(95% 区间 31.3%–83.2%)" in text
    assert "4 人还在试用期,暂不算比例" in text
    assert "主动离职 30%,辞退 10%" in text
    assert "0:14、4:14、8:10" in text


@pytest.mark.parametrize(
    ("language", "months", "few", "ends"),
    [
        (
            "zh",
            ["2026年2月", "2026年1月"],
            "人数太少,不算比例(n = 1)",
            "仍在不到 10 人之后,曲线不再往下画",
        ),
        (
            "en",
            ["February 2026", "January 2026"],
            "too few to say (n = 1)",
            "The curve ends where under 10 people are left",
        ),
    ],
)
def test_of_a_month_of_one_it_gives_the_counts_and_no_share(
    language: str, months: list[str], few: str, ends: str
) -> None:
    reader = Reader(language=language)

    told = card(_FEW, reader)

    assert [row.label for row in told.rows[1:]] == months
    assert few in told.rows[1].value
    assert "%" not in told.rows[1].value
    assert ends in told.text
    assert told.figure is not None
    assert months[1] in told.figure.label
    assert month_rows(_FEW, reader)[1][-3:] == (few, "", "")
    assert str(curve_rows(_FEW, reader)[1][-3]).startswith(few[:4])


def test_months_that_run_are_one_row_and_leave_room_for_those_that_have_ended() -> None:
    running = [
        replace(_VIEW.cohorts[0], month=f"2026-{n:02}", hired=n, running=n)
        for n in range(10, 4, -1)
    ]
    ended = [replace(_VIEW.cohorts[1], month=f"2025-{n:02}") for n in range(9, 2, -1)]

    told = card(replace(_VIEW, cohorts=(*running, *ended)), Reader())

    assert [row.label for row in told.rows] == [
        "6 个月在试", "2025年9月", "2025年8月", "2025年7月", "2025年6月", "2025年5月",
    ]  # fmt: skip
    assert "入职 45" in told.rows[0].value
    assert "45 人还在试用期" in told.rows[0].value
    assert "更早的 2 个月在表格里,点[下载表格]" in told.text
    assert [action.label for action in told.actions] == ["下载表格"]


def test_where_every_finished_month_is_of_too_few_that_is_said() -> None:
    only = replace(_FEW, cohorts=_FEW.cohorts[:2], curve=_FEW.curve[1:])

    told = card(only, Reader())

    assert told.figure is None
    assert told.file is None
    assert "都不到 10 人" in told.text


def test_a_picture_ends_where_too_few_are_left() -> None:
    pytest.importorskip("matplotlib", reason="no matplotlib, so no picture was drawn")
    planned = picture(_FEW, Reader())

    assert planned is not None
    plan = json.loads(planned.drawing)
    assert [week for week, *_ in plan["points"]] == [8]
    assert (plan["until"], plan["is_cut"]) == (8, True)
    assert _drawn(_FEW, "en") != _drawn(_VIEW, "en")


@pytest.mark.parametrize(("helped", "is_told"), [(9, False), (10, True)])
def test_a_count_of_too_few_helped_has_no_share(helped: int, *, is_told: bool) -> None:
    text = effect(replace(_effect("count"), helped=helped), Reader(language="en"))

    assert ("70%" in text) is is_told
    assert ("too few to say" in text) is not is_told


def test_it_reads_in_english() -> None:
    text = card(_VIEW, Reader(language="en")).as_text()

    assert "Hired January 2026, confirmed 60% (95% interval 31.3%–83.2%)" in text
    assert "4 still on probation: no share yet" in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("rung", ["count", "association", "randomised"])
def test_no_rung_speaks_of_a_cause(rung: str, language: str) -> None:
    text = effect(
        _effect(rung, Share(value=-31, low=-94, high=29), 1240), Reader(language=language)
    )

    assert "因为" not in text
    assert "because" not in text
    assert ("不能证明" in text or "Not a proof" in text) == (rung != "randomised")
    assert "1240" in text
    assert "−3.1" in text


async def test_a_picture_is_a_png_that_is_drawn_when_it_is_sent() -> None:
    pytest.importorskip("matplotlib", reason="no matplotlib, so no picture was drawn")
    planned = picture(_VIEW, Reader())
    kept = Message(key="k", preview="p", text="t", file=planned)

    sent = (await drawn(kept)).file

    assert planned is not None
    assert planned.content == b""
    assert sent is not None
    assert sent.content.startswith(b"\x89PNG")
    assert (sent.name, sent.media_type, sent.drawing) == ("retention.png", "image/png", "")
    assert len(sent.content) < 200_000


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.filterwarnings("error:Glyph")
def test_every_letter_has_its_shape_and_stands_within_the_picture(language: str) -> None:
    pytest.importorskip("matplotlib", reason="no matplotlib, so no picture was drawn")
    image = pytest.importorskip("PIL.Image")
    many = replace(_VIEW, at_risk=tuple((week, 1234 - week) for week, _ in _VIEW.at_risk))

    drawn_picture = image.open(BytesIO(_drawn(many, language))).convert("L")

    width, height = drawn_picture.size
    edges = [drawn_picture.crop(box) for box in (
        (0, 0, 1, height), (width - 1, 0, width, height), (0, 0, width, 1),
        (0, height - 1, width, height),
    )]  # fmt: skip
    assert [edge.getextrema() for edge in edges] == [(255, 255)] * 4
    assert drawn_picture.getextrema()[0] == 0


def test_without_a_chinese_font_the_labels_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = pytest.importorskip("matplotlib.font_manager", reason="no matplotlib")
    latin = [one for one in manager.fontManager.ttflist if one.name not in CHINESE_FONTS]
    monkeypatch.setattr(manager.fontManager, "ttflist", latin)
    monkeypatch.setattr(manager, "findSystemFonts", list)

    assert chinese_font() is None
    assert _drawn(_VIEW, "zh") == _drawn(_VIEW, "en")


def test_a_font_installed_after_the_first_picture_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = pytest.importorskip("matplotlib.font_manager", reason="no matplotlib")
    if chinese_font() is None:
        pytest.skip("no Chinese font, so none was looked for (Debian: fonts-wqy-microhei)")
    latin = [one for one in manager.fontManager.ttflist if one.name not in CHINESE_FONTS]
    monkeypatch.setattr(manager.fontManager, "ttflist", latin)

    assert chinese_font() in CHINESE_FONTS


def _drawn(view: RetentionView, language: str) -> bytes:
    planned = picture(view, Reader(language=language))
    assert planned is not None
    return draw_curve(planned.drawing)


def test_without_an_end_there_is_no_picture() -> None:
    quiet = RetentionView(
        is_team=True, cohorts=_VIEW.cohorts[:1], curve=(), at_risk=((0, 4),), resigned=0,
        dismissed=0, hired=4, running=4,
    )  # fmt: skip

    told = card(quiet, Reader())

    assert told.file is None
    assert told.figure is None
    assert "暂不算比例" in told.text


@pytest.mark.parametrize(
    ("language", "months_title", "curve_title", "name"),
    [
        ("zh", "入职月份", "留存曲线", "留存报告-2026-11-24.xlsx"),
        ("en", "Hire months", "Curve", "retention-2026-11-24.xlsx"),
    ],
)
def test_the_workbook_holds_the_months_and_the_curve(
    language: str, months_title: str, curve_title: str, name: str
) -> None:
    facts = RetentionSheet(view=_VIEW, on=date(2026, 11, 24))
    file = retention_sheet.card(facts, Reader(language=language)).file
    assert file is not None
    assert file.name == name
    written = file.content

    book = CalamineWorkbook.from_filelike(BytesIO(written))

    assert book.sheet_names == [months_title, curve_title]
    months = book.get_sheet_by_name(months_title).to_python()
    assert months[1] == ["2026-10", 4, 0, 0, 0, 4, "", "", ""]
    assert months[2] == ["2026-01", 10, 6, 3, 1, 0, 60, 31.3, 83.2]
    assert book.get_sheet_by_name(curve_title).to_python()[2] == [21, 17, 60, 31.3, 83.2]
