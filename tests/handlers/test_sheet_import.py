"""Rows made into people and deals: everything wrong at once, nothing lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.cards.words import LANGUAGES, catalogue
from handlers.sheet import Cell, Row, Sheet
from handlers.sheet_amounts import Share
from handlers.sheet_fields import CellError
from handlers.sheet_import import map_deals, map_people
from handlers.sheet_rows import DealRow, PersonRow
from rules.errors import Invalid
from rules.money import Money
from rules.people import Engagement, Role

DEAL_HEADER = ("单号", "工号", "金额", "成交日期")
A_DEAL = DealRow(
    row=2,
    deal_id="D1",
    splits=(Share(employee="A001", part=Decimal(1)),),
    amount=Money(minor=800_000, currency="CNY"),
    closed_at=date(2026, 11, 24),
)


def a_sheet(header: tuple[str, ...], *rows: tuple[Cell, ...]) -> Sheet:
    numbered = [Row(number=number, cells=cells) for number, cells in enumerate(rows, start=2)]
    return Sheet(header=header, rows=numbered, read_as="xlsx")


def deals(*rows: tuple[Cell, ...], header: tuple[str, ...] = DEAL_HEADER) -> Sheet:
    return a_sheet(header, *rows)


def test_a_person_is_read_with_all_her_fields() -> None:
    header = (
        *("工号", "姓名", "角色", "主管工号", "邮箱", "用工形式", "合同期限", "入职日期"),
        *("试用期结束日期", "时区", "语言", "佣金方案", "离职日期"),
    )
    sheet = a_sheet(
        header,
        (
            *(Decimal(12), "李娜", "销售、师傅", "0007", "li.na@example.com", "劳动合同", "3年"),
            *(date(2026, 3, 2), "2026年9月1日", "Asia/Shanghai", "中文", "north-2026", None),
        ),
    )

    mapped = map_people(sheet)

    assert mapped.errors == ()
    assert mapped.rows == (
        PersonRow(
            row=2,
            number="12",
            name="李娜",
            roles=frozenset({Role.REP, Role.MENTOR}),
            manager_number="0007",
            email="li.na@example.com",
            engagement=Engagement.EMPLOYEE,
            contract_months=36,
            hired_on=date(2026, 3, 2),
            probation_ends_on=date(2026, 9, 1),
            zone="Asia/Shanghai",
            locale="zh",
            plan="north-2026",
        ),
    )


def test_what_a_file_does_not_say_about_a_person_is_left_open() -> None:
    mapped = map_people(a_sheet(("name", "employee_id"), ("Li Na", "A001")))

    assert mapped.rows == (PersonRow(row=2, number="A001", name="Li Na"),)


def test_a_deal_is_read_with_all_its_fields() -> None:
    header = (
        *("单号", "分成", "金额(万元)", "币种", "客户", "产品", "成本", "立项日期", "成交时间"),
        "状态",
    )
    sheet = deals(
        (
            *("D1", "A001:60%;A002:40%", Decimal("1.2"), "美元", "光明乳业", "标准版", "$100.50"),
            *(date(2026, 11, 1), datetime.fromisoformat("2026-11-24T10:30:00"), "已取消"),
        ),
        header=header,
    )

    mapped = map_deals(sheet, currency="CNY")

    assert mapped.errors == ()
    assert mapped.rows == (
        DealRow(
            row=2,
            deal_id="D1",
            splits=(
                Share(employee="A001", part=Decimal("0.6")),
                Share(employee="A002", part=Decimal("0.4")),
            ),
            amount=Money(minor=1_200_000, currency="USD"),
            customer="光明乳业",
            product="标准版",
            cost=Money(minor=10_050, currency="USD"),
            opened_at=date(2026, 11, 1),
            closed_at=datetime.fromisoformat("2026-11-24T10:30:00"),
            cancelled=True,
        ),
    )


def test_a_deal_takes_the_default_currency_and_one_employee_takes_it_whole() -> None:
    mapped = map_deals(deals(("D1", "A001", "8,000", "2026-11-24")), currency="CNY")

    assert mapped.rows == (A_DEAL,)


def test_an_unknown_default_currency_is_refused() -> None:
    with pytest.raises(Invalid, match="currency"):
        map_deals(deals(), currency="XXX")


def test_all_bad_cells_of_a_file_are_told_at_once() -> None:
    sheet = deals(
        ("D1", "A001", "8000", "2026-11-24"),
        ("D2", None, "abc", "05/11/2026"),
        (None, "A002", "-1", "2026-11-24"),
    )

    mapped = map_deals(sheet, currency="CNY")

    assert [row.deal_id for row in mapped.rows] == ["D1"]
    assert [(e.row, e.column, e.value, e.reason_id) for e in mapped.errors] == [
        (3, "工号", "", "import.blank"),
        (3, "金额", "abc", "import.not_a_number"),
        (3, "成交日期", "05/11/2026", "import.date_ambiguous"),
        (4, "单号", "", "import.blank"),
        (4, "金额", "-1", "import.negative"),
    ]


def test_refused_rows_come_back_whole_with_their_reasons() -> None:
    sheet = deals(("D1", "A001", "8000", "2026-11-24"), ("D2", None, "abc", "2026-11-24"))

    mapped = map_deals(sheet, currency="CNY")

    [(row, errors)] = mapped.rejects(sheet)
    assert row == sheet.rows[1]
    assert [error.column for error in errors] == ["工号", "金额"]


@pytest.mark.parametrize(
    ("extra", "cells", "column", "reason"),
    [
        pytest.param(
            ("分成",), ("A002:60%;A003:40%",), "工号", "import.not_in_splits", id="owner left out"
        ),
        pytest.param(
            ("立项日期",), ("2026-11-25",), "立项日期", "import.opened_after", id="late start"
        ),
        pytest.param(("币种",), ("BTC",), "币种", "import.currency", id="currency"),
        pytest.param(("成本",), ("1.001",), "成本", "import.sub_minor", id="cost"),
        pytest.param(("状态",), ("审批中",), "状态", "import.choice", id="status"),
    ],
)
def test_a_deal_that_contradicts_itself_is_refused(
    extra: tuple[str, ...], cells: tuple[str, ...], column: str, reason: str
) -> None:
    sheet = deals(("D1", "A001", "8000", "2026-11-24", *cells), header=DEAL_HEADER + extra)

    mapped = map_deals(sheet, currency="CNY")

    assert mapped.rows == ()
    assert [(error.column, error.reason_id) for error in mapped.errors] == [(column, reason)]


@pytest.mark.parametrize(
    ("title", "cell", "reason"),
    [
        pytest.param("离职日期", "2026-03-01", "import.before_hired", id="left before hired"),
        pytest.param("试用期截止", "2026-03-01", "import.before_hired", id="ended before hired"),
        pytest.param("主管工号", "A001", "import.own_manager", id="her own manager"),
    ],
)
def test_a_person_who_contradicts_herself_is_refused(title: str, cell: str, reason: str) -> None:
    sheet = a_sheet(("工号", "姓名", "入职日期", title), ("A001", "李娜", "2026-03-02", cell))

    mapped = map_people(sheet)

    assert mapped.rows == ()
    assert [(error.column, error.reason_id) for error in mapped.errors] == [(title, reason)]


def test_an_amount_over_merged_rows_is_refused_in_each() -> None:
    cells = ("D1", "A001", Decimal(8000), "2026-11-24")
    rows = [
        Row(number=2, cells=cells, merged=frozenset({2})),
        Row(number=3, cells=("D2", *cells[1:]), merged=frozenset({2})),
    ]

    mapped = map_deals(Sheet(header=DEAL_HEADER, rows=rows, read_as="xlsx"), currency="CNY")

    assert [(e.row, e.reason_id) for e in mapped.errors] == [
        (2, "import.merged"),
        (3, "import.merged"),
    ]


def test_a_row_with_more_cells_than_titles_is_refused() -> None:
    mapped = map_deals(deals(("D1", "A001", "8", "000", "2026-11-24")), currency="CNY")

    assert mapped.errors[0] == CellError(
        row=2, column="", value="", reason_id="import.too_many_cells", values={"columns": "4"}
    )


def test_unread_columns_are_listed_with_a_letter_where_they_have_no_title() -> None:
    sheet = deals(
        ("D1", "A001", "8000", "2026-11-24", "x", None, "note"),
        header=(*DEAL_HEADER, "备注", "", ""),
    )

    mapped = map_deals(sheet, currency="CNY")

    assert mapped.ignored == ("备注", "G")


def test_the_same_deal_with_the_same_content_counts_once() -> None:
    sheet = deals(("D1", "A001", "8000", "2026-11-24"), ("D1", "A001", "8,000元", "2026/11/24"))

    mapped = map_deals(sheet, currency="CNY")

    assert (mapped.rows, mapped.errors, mapped.repeated) == ((A_DEAL,), (), (3,))


@pytest.mark.parametrize(
    "amount", [pytest.param("9000", id="another amount"), pytest.param("abc", id="a bad amount")]
)
def test_one_deal_told_in_two_ways_is_refused_in_both_rows(amount: str) -> None:
    sheet = deals(
        ("D1", "A001", "8000", "2026-11-24"),
        ("D2", "A001", "8000", "2026-11-24"),
        ("D1", "A001", amount, "2026-11-24"),
    )

    mapped = map_deals(sheet, currency="CNY")

    twice = [error for error in mapped.errors if error.reason_id == "import.deal_twice"]
    assert [row.deal_id for row in mapped.rows] == ["D2"]
    assert [(error.row, error.values) for error in twice] == [
        (2, {"rows": "4"}),
        (4, {"rows": "2"}),
    ]


def test_one_person_told_in_two_ways_is_refused_in_both_rows() -> None:
    mapped = map_people(a_sheet(("工号", "姓名"), ("A001", "李娜"), ("A001", "李丽")))

    assert [(e.row, e.reason_id) for e in mapped.errors] == [
        (2, "import.person_twice"),
        (3, "import.person_twice"),
    ]


def test_reading_a_sheet_again_gives_the_same() -> None:
    sheet = deals(("D1", "A001", "8000", "2026-11-24"), ("D2", "A001", "abc", "2026-11-24"))

    assert map_deals(sheet, currency="CNY") == map_deals(sheet, currency="CNY")


def test_a_digest_is_the_same_in_any_row_and_any_program_run() -> None:
    assert replace(A_DEAL, row=99).digest() == A_DEAL.digest()
    assert A_DEAL.digest() == "5091e13f9047d0830c0330a3fbb28ddcd757791d38225466f4e3a7ad6281bc93"


def test_a_digest_knows_one_moment_by_any_offset() -> None:
    here = replace(A_DEAL, closed_at=datetime.fromisoformat("2026-11-24T12:00+08:00"))
    there = replace(A_DEAL, closed_at=datetime.fromisoformat("2026-11-24T04:00Z"))

    assert here.digest() == there.digest()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(A_DEAL, deal_id="D2"), id="number"),
        pytest.param(replace(A_DEAL, amount=Money(minor=800_001, currency="CNY")), id="cent"),
        pytest.param(replace(A_DEAL, amount=Money(minor=800_000, currency="USD")), id="currency"),
        pytest.param(replace(A_DEAL, closed_at=date(2026, 11, 25)), id="day"),
        pytest.param(replace(A_DEAL, customer="光明"), id="customer"),
        pytest.param(replace(A_DEAL, product="光明"), id="product"),
        pytest.param(replace(A_DEAL, cancelled=True), id="cancelled"),
    ],
)
def test_a_digest_tells_any_other_content(changed: DealRow) -> None:
    assert changed.digest() != A_DEAL.digest()


def test_a_persons_digest_does_not_depend_on_the_order_of_her_roles() -> None:
    one = PersonRow(row=2, number="A1", name="Li", roles=frozenset([Role.REP, Role.MENTOR]))
    other = PersonRow(row=2, number="A1", name="Li", roles=frozenset([Role.MENTOR, Role.REP]))

    assert one.digest() == other.digest()
    assert one.digest() == "99cb9187c7e7197f862920e4abb6519b4f8a4501b06087e7958ea32b118e506d"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_this_file_is_worded(language: str) -> None:
    sheet = deals(("D2", None, "abc", "05/11/2026"), (None, "A002", "-1", "2026-02-30"))

    reasons = [error.reason_id for error in map_deals(sheet, currency="CNY").errors]

    assert set(reasons) <= catalogue(language).keys()
