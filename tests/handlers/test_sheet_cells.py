"""Cells of text: numbers of employees and deals, names, and one of a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from handlers.sheet import Cell, Fault
from handlers.sheet_cells import (
    BadCell,
    code,
    email,
    engagement,
    is_cancelled,
    language,
    months,
    role_set,
    text,
    zone,
)
from rules.people import Engagement, Role


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        pytest.param(Decimal("12.0"), "12", id="12.0 of a workbook"),
        pytest.param(Decimal(12), "12", id="12 of a workbook"),
        pytest.param("12.0", "12", id="12.0 of a CSV"),
        pytest.param("0012", "0012", id="leading zeros"),
        pytest.param('="0012"', "0012", id="zeros protected by a formula"),
        pytest.param("'0012", "0012", id="zeros protected by an apostrophe"),
        pytest.param("Ａ００１", "A001", id="full-width"),
        pytest.param(" A001\t", "A001", id="spaces around"),
        pytest.param("A\u200b001\ufeff", "A001", id="invisible characters"),
        pytest.param("HT-2026/001", "HT-2026/001", id="a contract"),
        pytest.param("12.10", "12.10", id="a number that is a name"),
    ],
)
def test_a_number_of_a_person_or_deal_is_read(cell: Cell, number: str) -> None:
    assert code(cell) == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        pytest.param(Decimal(10) ** 15, "import.digits_lost", id="16 digits as a number"),
        pytest.param("1.23457E+15", "import.digits_lost", id="scientific"),
        pytest.param(date(2026, 11, 24), "import.code_is_date", id="turned into a date"),
        pytest.param("x" * 65, "import.too_long", id="too long"),
        pytest.param('=""', "import.blank", id="protected nothing"),
        pytest.param(Fault(code="#N/A"), "import.fault", id="failed formula"),
        pytest.param("#VALUE!", "import.fault", id="failed formula in a CSV"),
    ],
)
def test_a_number_that_a_spreadsheet_damaged_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(BadCell) as refused:
        code(cell)

    assert refused.value.reason_id == reason


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        pytest.param("  欧阳　娜娜 ", "欧阳 娜娜", id="wide space"),
        pytest.param("Anna\nMüller", "Anna Müller", id="two lines"),
        pytest.param("=HYPERLINK(1)", "=HYPERLINK(1)", id="formula text stays text"),
    ],
)
def test_a_name_is_tidied_and_otherwise_kept(cell: str, name: str) -> None:
    assert text(cell) == name


@pytest.mark.parametrize(
    ("cell", "roles"),
    [
        pytest.param("销售", {Role.REP}, id="one"),
        pytest.param("销售、师傅", {Role.REP, Role.MENTOR}, id="Chinese comma"),
        pytest.param("导师，主管；HR", {Role.MENTOR, Role.MANAGER, Role.HR}, id="full-width"),
        pytest.param("Rep / Mentor", {Role.REP, Role.MENTOR}, id="slash"),
        pytest.param("sales ops,admin,", {Role.SALES_OPS, Role.ADMIN}, id="last comma"),
        pytest.param("人事;财务;内勤", {Role.HR, Role.FINANCE, Role.SALES_OPS}, id="semicolons"),
    ],
)
def test_roles_are_read_from_a_list(cell: str, roles: set[Role]) -> None:
    assert role_set(cell) == roles


@pytest.mark.parametrize(
    ("read", "cell", "meant"),
    [
        pytest.param(engagement, "劳务派遣", Engagement.DISPATCH, id="dispatch"),
        pytest.param(engagement, "代理", Engagement.AGENT, id="agent"),
        pytest.param(engagement, "Employee", Engagement.EMPLOYEE, id="employee"),
        pytest.param(language, "中文", "zh", id="Chinese"),
        pytest.param(language, "EN", "en", id="English"),
        pytest.param(is_cancelled, "已取消", True, id="cancelled"),
        pytest.param(is_cancelled, "Signed", False, id="signed"),
        pytest.param(zone, "Asia/Shanghai", "Asia/Shanghai", id="zone"),
        pytest.param(zone, "北京时间", "Asia/Shanghai", id="Beijing time"),
        pytest.param(email, " Li.Na@Example.COM ", "li.na@example.com", id="address"),
        pytest.param(months, Decimal(36), 36, id="months"),
        pytest.param(months, "36个月", 36, id="months in words"),
        pytest.param(months, "3年", 36, id="years"),
        pytest.param(months, "3 years", 36, id="years in English"),
        pytest.param(months, "无固定期限", 0, id="open-ended"),
        pytest.param(months, "Open-ended", 0, id="open-ended in English"),
    ],
)
def test_a_known_word_is_understood(
    read: Callable[[Cell], object], cell: Cell, meant: object
) -> None:
    assert read(cell) == meant


@pytest.mark.parametrize(
    ("read", "cell", "reason"),
    [
        pytest.param(role_set, "销售、大侠", "import.choice", id="role"),
        pytest.param(engagement, "朋友", "import.choice", id="engagement"),
        pytest.param(language, "法语", "import.choice", id="language"),
        pytest.param(is_cancelled, "审批中", "import.choice", id="status"),
        pytest.param(zone, "Asia/Beijing", "import.zone", id="zone"),
        pytest.param(zone, "../../etc/passwd", "import.zone", id="a path for a zone"),
        pytest.param(zone, "Asia", "import.zone", id="a folder for a zone"),
        pytest.param(email, "li.na", "import.email", id="address"),
        pytest.param(months, "0", "import.months", id="no months"),
        pytest.param(months, "999年", "import.months", id="too many years"),
    ],
)
def test_an_unknown_word_is_refused(read: Callable[[Cell], object], cell: str, reason: str) -> None:
    with pytest.raises(BadCell) as refused:
        read(cell)

    assert refused.value.reason_id == reason


def test_an_unknown_zone_is_answered_with_the_nearest() -> None:
    with pytest.raises(BadCell) as refused:
        zone("Asia/Shangai")

    assert refused.value.values == {"near": "Asia/Shanghai"}
