"""`foothold import candidates|candidate-scores|interviews` as HR uses it, on real files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import run
from tests.schema import lay_out

_CANDIDATES = (
    "候选人编号,姓名,应聘岗位,手机,邮箱,性别,出生日期,备注\n"
    "C1,王芳,销售代表,13800138000,fang@example.com,女,1995-03-07,内推\n"
    "C2,王芳,销售代表,13900139000,,男,1996-01-01,\n"
    "C3,李强,销售代表,abc,,男,1990-01-01,\n"
)
_SCORES = (
    "候选人编号,维度,得分,满分,最低分,测评日期,类型\n"
    "C1,抗压,8,10,,2026-11-20,测评\nC1,Learning agility,4,5,1,2026-11-20,情景测试\n"
    "C1,抗压,85,10,,2026-11-21,测评\nC1,星座,3,5,,2026-11-20,测评\nC9,抗压,3,5,,2026-11-20,测评\n"
)
_INTERVIEWS = "候选人编号,面试官工号,面试时间\nC1,A001,2026-11-23 15:00\nC2,A001,2026-11-24\n"


class _Desk:
    def __init__(self, home: Path) -> None:
        self.home = home

    def imports(self, kind: str, text: str, *more: str, encoding: str = "utf-8") -> str:
        file = self.home / f"{kind}.csv"
        file.write_text(text, encoding)
        done = run(self.home, "import", kind, file, *more)
        return done.out + done.err

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.home / "foothold.db")) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> _Desk:
    """An empty site."""
    return _Desk(lay_out(tmp_path))


def test_candidates_are_imported_without_what_may_not_count(desk: _Desk) -> None:
    said = desk.imports("candidates", _CANDIDATES)

    assert "left out, since it may not decide about anybody: 性别, 出生日期" in said
    assert "row 4, 手机: 'abc' 不是电话号码" in said
    assert "accepted: 2" in said
    assert desk.rows("SELECT name, post FROM candidate ORDER BY id") == [("王芳", "销售代表")] * 2
    whole = (desk.home / "foothold.db").read_bytes()
    for private in (b"13800138000", b"fang@example.com", b"1995-03-07"):
        assert private not in whole


def test_the_same_file_twice_changes_nothing(desk: _Desk) -> None:
    desk.imports("candidates", _CANDIDATES)

    said = desk.imports("candidates", _CANDIDATES, encoding="gb18030")

    assert "0 new, 0 changed, 2 as known already" in said
    assert "accepted" not in said


def test_a_changed_row_changes_its_candidate(desk: _Desk) -> None:
    desk.imports("candidates", _CANDIDATES)

    said = desk.imports("candidates", _CANDIDATES.replace("C1,王芳,销售代表", "C1,王芳,客户经理"))

    assert "0 new, 1 changed, 1 as known already" in said
    assert desk.rows("SELECT post FROM candidate ORDER BY id") == [("客户经理",), ("销售代表",)]


def test_a_dry_run_stores_nothing(desk: _Desk) -> None:
    said = desk.imports("candidates", _CANDIDATES, "--dry-run")

    assert "2 new" in said
    assert desk.rows("SELECT count(*) FROM candidate") == [(0,)]


def test_without_a_number_a_contact_is_who_she_is(desk: _Desk) -> None:
    file = "Name,Mobile\nWang Fang,13800138000\nLi Lei,\n"

    said = desk.imports("candidates", file)
    again = desk.imports("candidates", file)

    assert "row 3, -: '' 没有候选人编号" in said
    assert "0 new, 0 changed, 1 as known already" in again
    assert desk.rows("SELECT name FROM candidate") == [("Wang Fang",)]


def test_scores_keep_their_scales_and_wrong_ones_are_named(desk: _Desk) -> None:
    desk.imports("candidates", _CANDIDATES)

    said = desk.imports("candidate-scores", _SCORES)
    again = desk.imports("candidate-scores", _SCORES)

    assert "row 4, 得分: '85' 分数要在 0 到 10 之间" in said
    assert "row 5, 维度: '星座'" in said
    assert "the candidate is not known yet" in said
    assert "2 as known already" in again
    query = "SELECT trait, kind, score, low, high FROM candidate_score ORDER BY trait"
    assert desk.rows(query) == [
        ("learning_ability", "situational", "4", "1", "5"),
        ("stress_resistance", "assessment", "8", "0", "10"),
    ]


def test_interviews_are_planned_and_moved(desk: _Desk) -> None:
    desk.imports("people", "工号,姓名\nA001,周敏\n")
    desk.imports("candidates", _CANDIDATES)

    desk.imports("interviews", _INTERVIEWS)
    desk.imports("interviews", _INTERVIEWS.replace("15:00", "16:30"))
    again = desk.imports("interviews", _INTERVIEWS.replace("15:00", "16:30"))

    assert "0 new, 0 changed, 2 as known already" in again
    assert desk.rows("SELECT state, ends_at FROM interview ORDER BY id") == [
        ("planned", "2026-11-23 08:30:00.000000"),
        ("planned", "2026-11-24 10:00:00.000000"),
    ]


def test_a_header_without_a_name_is_refused(desk: _Desk) -> None:
    said = desk.imports("candidates", "颜色,手机\nred,13800138000\n")

    assert "These columns were not found: 姓名" in said
