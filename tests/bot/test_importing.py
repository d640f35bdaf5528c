"""`foothold import` as a person in HR uses it: the real command on a real file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.importing import import_file
from rules.errors import Invalid
from tests.commands import run
from tests.schema import lay_out

_PEOPLE = "工号,姓名,职务,入职日期\nA001,李雷,销售,2026-09-21\nA002,王芳,销售,2026-13-01\n"
_DEALS = (
    '单号,工号,成交金额(元),客户,签约日期\nD1,A001,"9,000.00",华星,2026-11-03\n'
    "D2,A001,8000,远山,2026-11-04\nD3,A001,-5,坏的,2026-11-04\nD4,A009,100,没人,2026-11-04\n"
)


class _Desk:
    """A home folder and the files in it."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *words: str) -> str:
        """Run a command of foothold and give what it printed."""
        done = run(self.home, *words)
        return done.out + done.err

    def imports(self, kind: str, text: str, *, encoding: str = "utf-8") -> str:
        """Import a file of this text."""
        file = self.home / f"{kind}.csv"
        file.write_text(text, encoding)
        return self.run("import", kind, str(file))


@pytest.fixture
def desk(tmp_path: Path) -> _Desk:
    """A site with the sample plan and one rep."""
    made = _Desk(lay_out(tmp_path))
    plan = Path(__file__).parents[2] / "config" / "policies" / "commission.toml"
    made.run("policy", "apply", str(plan), "--starts-on", "2020-01-01")
    made.imports("people", _PEOPLE)
    return made


def test_good_rows_are_imported_bad_ones_named_and_written_back(desk: _Desk) -> None:
    said = desk.imports("deals", _DEALS)

    assert "2 new, 0 changed, 0 as known already" in said
    assert "row 5" in said  # A009 is not on the roster: it waits, and is not new yet
    assert "row 4, 成交金额(元): '-5'" in said
    assert "accepted: 2" in said
    assert "employee A009 is not known yet" in said
    assert (desk.home / "deals.rejected.xlsx").exists()


def test_the_same_file_twice_changes_nothing(desk: _Desk) -> None:
    desk.imports("deals", _DEALS)

    said = desk.imports("deals", _DEALS, encoding="gb18030")

    assert "0 changed, 2 as known already" in said
    assert "accepted" not in said
    assert "refused: " not in said


def test_a_changed_row_is_an_amendment_and_tells_nobody(desk: _Desk) -> None:
    desk.imports("deals", _DEALS)

    said = desk.imports("deals", _DEALS.replace("8000", "8500"))

    assert "1 changed" in said
    assert "accepted: 1" in said
    assert "nothing is waiting" in desk.run("notices", "list")


def test_a_wrong_header_is_answered_with_what_is_needed(desk: _Desk) -> None:
    said = desk.imports("deals", "名称,颜色\nx,y\n")

    assert "Traceback" not in said
    assert "工号" in said or "employee" in said


def test_an_empty_file_is_answered(desk: _Desk) -> None:
    assert "Traceback" not in desk.imports("deals", "")


def test_a_dry_run_stores_nothing(desk: _Desk) -> None:
    file = desk.home / "d.csv"
    file.write_text(_DEALS, "utf-8-sig")

    said = desk.run("import", "deals", str(file), "--dry-run")

    assert "nothing was stored" in said
    assert "2 new" in desk.imports("deals", _DEALS)


_TESTS = "工号,科目,成绩,考试日期\nA001,产品知识,52,2026-11-24\nA001,园艺,70,2026-11-24\n"
_COURSES = "工号,课程,完成日期\nA001,CRM 使用,2026-11-24\n"
_DONE = "工号,日期,方式,客户,通话分钟\nA001,2026-11-24,电话,华星,12\nA001,2026-11-24,电话,远山,\n"


@pytest.mark.parametrize(
    ("kind", "text", "changed", "kept"),
    [
        pytest.param("assessments", _TESTS, ("52", "58"), [("58",)], id="tests"),
        pytest.param("activities", _DONE, (",12", ",15"), [(15,), (None,)], id="activities"),
    ],
)
def test_sheets_of_learning_are_taken_in_once_and_amended(
    desk: _Desk, kind: str, text: str, changed: tuple[str, str], kept: list[tuple[object]]
) -> None:
    first = desk.imports(kind, text)
    again = desk.imports(kind, text, encoding="gb18030")
    amended = desk.imports(kind, text.replace(*changed))

    query = {
        "assessments": "SELECT value FROM assessment",
        "activities": "SELECT minutes FROM activity ORDER BY minutes IS NULL",
    }[kind]
    with closing(sqlite3.connect(desk.home / "foothold.db")) as database:
        found = database.execute(query).fetchall()
    assert "0 changed, 0 as known already" in first
    assert "accepted" in first
    assert "0 new, 0 changed" in again
    assert "accepted" not in again
    assert "0 new, 1 changed" in amended
    assert "accepted: 1" in amended
    assert found == kept
    assert "nothing is waiting" in desk.run("notices", "list")


def test_a_bad_test_is_named_and_written_back(desk: _Desk) -> None:
    said = desk.imports("assessments", _TESTS)

    assert "row 3, 科目: '园艺'" in said
    assert (desk.home / "assessments.rejected.xlsx").exists()


def test_a_course_by_sheet_is_completed_once(desk: _Desk) -> None:
    first = desk.imports("enrolments", _COURSES)
    again = desk.imports("enrolments", _COURSES)

    with closing(sqlite3.connect(desk.home / "foothold.db")) as database:
        done = database.execute(
            "SELECT course_id FROM enrolment WHERE completed_at IS NOT NULL"
        ).fetchall()
    assert "accepted: 1" in first
    assert "0 new, 0 changed, 1 as known already" in again
    assert done == [("tool-crm",)]


_CHATS = """[wecom]
corp_id = "ww1"
agent_id = 1000002
secret = "secret"
token = "token"
aes_key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
"""


def test_the_ids_of_a_chat_link_it_and_twice_is_once(desk: _Desk) -> None:
    (desk.home / "foothold.toml").write_text(_CHATS, "utf-8")
    file = "工号,姓名,企业微信账号,钉钉账号\nA001,李雷,LiLei,manager01\nA404,,NoName,\n"

    first = desk.imports("people", file)
    again = desk.imports("people", file)

    with closing(sqlite3.connect(desk.home / "foothold.db")) as database:
        linked = database.execute("SELECT channel, address, person_id FROM identity").fetchall()
    assert linked == [("wecom", "ww1:lilei", 1)]
    assert "chats linked: 1" in first
    assert "chats linked" not in again
    assert "ids of dingtalk are not used: dingtalk.corp_id is not set" in first


async def test_a_sheet_may_not_be_of_the_source_of_reported_deals(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(_DEALS, "utf-8")

    with pytest.raises(Invalid, match="source"):
        await import_file("deals", file, source="chat", currency="CNY", is_dry=False)


_MENTORS = "工号,姓名,职务\nA101,王师傅,师傅\n"
_PAIRS = "Mentee ID,Mentor ID,Since\nA001,A101,2026-10-05\nA001,A001,2026-10-05\n"
_RATINGS = (
    "工号,周,满意度,学以致用\nA001,2026-10-08,8,2\nA001,2026-10-15,11,8\nA777,2026-10-15,8,8\n"
)


def test_pairings_and_ratings_come_from_files_and_twice_is_once(desk: _Desk) -> None:
    desk.imports("people", _MENTORS)

    paired = desk.imports("pairings", _PAIRS)
    again = desk.imports("pairings", _PAIRS)
    rated = desk.imports("ratings", _RATINGS)
    rated_again = desk.imports("ratings", _RATINGS)

    assert "1 new, 0 changed, 0 as known already" in paired
    assert "row 3, Mentor ID: 'A001'" in paired
    assert "0 new, 0 changed, 1 as known already" in again
    assert "1 new, 0 changed, 0 as known already" in rated
    assert "1 with an answer of 3 or less" in rated
    assert "row 3, 满意度: '11'" in rated
    assert "'A777'" in rated
    assert "0 new, 0 changed, 1 as known already" in rated_again


def test_a_dry_run_of_ratings_stores_nothing(desk: _Desk) -> None:
    desk.imports("people", _MENTORS)
    desk.imports("pairings", _PAIRS)
    file = desk.home / "r.csv"
    file.write_text(_RATINGS, "utf-8-sig")

    assert "nothing was stored" in desk.run("import", "ratings", str(file), "--dry-run")
    assert "1 new" in desk.imports("ratings", _RATINGS)


def test_a_sheet_of_deals_goes_back_by_its_number_and_may_come_again(desk: _Desk) -> None:
    said = desk.imports("deals", _DEALS)
    listed = desk.run("imports", "list")
    undone = desk.run("imports", "undo", "1")
    again = desk.imports("deals", _DEALS)

    assert "within an hour: foothold imports undo 1" in said
    assert "may go back" in listed
    assert "3 deals are as before" in undone
    assert "accepted: 2" in again


def test_a_sheet_that_never_was_is_said_so(desk: _Desk) -> None:
    assert "no import of deals with the number 9" in desk.run("imports", "undo", "9")
