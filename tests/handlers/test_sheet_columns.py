"""Titles of columns in all their dress, and the answers to a header that will not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.sheet import SheetError
from handlers.sheet_columns import DEALS, PEOPLE, Titles, key

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "import.md"


@pytest.mark.parametrize(
    ("titles", "title", "field"),
    [
        pytest.param(PEOPLE, "工号", "number", id="plain"),
        pytest.param(PEOPLE, "* 工 号 ：", "number", id="asterisk, spaces, colon"),
        pytest.param(PEOPLE, "工号（必填）", "number", id="brackets"),
        pytest.param(PEOPLE, "Employee_ID", "number", id="underscore"),
        pytest.param(PEOPLE, "EMPLOYEE NUMBER", "number", id="capitals"),
        pytest.param(PEOPLE, "staff no.", "number", id="dot"),
        pytest.param(PEOPLE, "ｎａｍｅ", "name", id="full-width"),
        pytest.param(PEOPLE, "直属上级工号", "manager_number", id="manager"),
        pytest.param(PEOPLE, "电话", None, id="unknown"),
        pytest.param(PEOPLE, "", None, id="nothing"),
        pytest.param(DEALS, "金额(元)", "amount", id="unit"),
        pytest.param(DEALS, "合同金额\n（万元）", "amount", id="unit on a second line"),
        pytest.param(DEALS, "Deal value [USD]", "amount", id="square brackets"),
        pytest.param(DEALS, "签约日期", "closed_at", id="signing"),
    ],
)
def test_a_title_is_known_in_any_dress(titles: Titles, title: str, field: str | None) -> None:
    assert titles.field_of(title) == field


@pytest.mark.parametrize(
    "titles", [pytest.param(PEOPLE, id="people"), pytest.param(DEALS, id="deals")]
)
def test_no_title_means_two_fields(titles: Titles) -> None:
    keys = [key(title) for names in titles.accepted.values() for title in names]

    assert sorted(keys) == sorted(set(keys))


def test_what_a_title_has_in_brackets_is_kept() -> None:
    columns = DEALS.match(["单号", "工号", "金额（万元）(含税)", "日期"])

    assert columns.by_field["amount"].note == "万元 含税"


def test_unknown_titles_are_listed_and_the_reason_column_is_not() -> None:
    columns = PEOPLE.match(["工号", "姓名", "电话", "", "原因/Reason"])

    assert (columns.ignored, columns.untitled) == (("电话",), (3,))


def test_two_columns_for_one_field_are_refused_by_name() -> None:
    with pytest.raises(SheetError) as refused:
        PEOPLE.match(["工号", "姓名", "员工编号"])

    assert refused.value.message_id == "import.column_twice"
    assert refused.value.values == {
        "field": "工号",
        "first": "工号 (A)",
        "second": "员工编号 (C)",
    }


def test_a_missing_column_is_answered_with_what_is_there_and_what_would_do() -> None:
    with pytest.raises(SheetError) as refused:
        PEOPLE.match(["工号", "电话"])

    assert refused.value.message_id == "import.header"
    assert refused.value.values["found"] == "工号、电话"
    assert refused.value.values["missing"] == "姓名"
    assert str(refused.value.values["accepted"]).startswith("姓名 / 员工姓名")


def test_a_misspelled_column_is_answered_with_the_one_meant() -> None:
    with pytest.raises(SheetError) as refused:
        PEOPLE.match(["employe id", "name"])

    assert refused.value.message_id == "import.header_meant"
    assert refused.value.values["meant"] == "employe id → employee_id"


@pytest.mark.parametrize(
    "whose", [pytest.param("工号", id="employee"), pytest.param("分成", id="split")]
)
def test_a_deal_needs_an_employee_or_a_split(whose: str) -> None:
    columns = DEALS.match(["单号", whose, "金额", "日期"])

    assert len(columns.by_field) == 4


@pytest.mark.parametrize(
    "titles", [pytest.param(PEOPLE, id="people"), pytest.param(DEALS, id="deals")]
)
def test_every_title_stands_in_the_reference(titles: Titles) -> None:
    reference = REFERENCE.read_text("utf-8")

    missing = [t for names in titles.accepted.values() for t in names if t not in reference]

    assert missing == []
