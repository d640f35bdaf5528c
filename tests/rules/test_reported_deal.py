"""Which record is which report: customer, amount, person and seven days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rules.money import Money
from rules.reported_deal import (
    Case,
    ReportedDeal,
    Sale,
    State,
    Verdict,
    best,
    customer_key,
    is_repeat,
    match,
)
from rules.spoken_report import SpokenReport, find_report
from rules.typed_text import clean, fold


def _sale(
    customer: str = "华星",
    minor: int = 800_000,
    day: int = 15,
    person: int = 1,
    currency: str = "CNY",
) -> Sale:
    return Sale(
        people=frozenset({person}),
        customer=customer,
        amount=Money(minor=minor, currency=currency),
        on_day=date(2026, 11, day),
    )


@pytest.mark.parametrize(
    ("written", "key"),
    [
        pytest.param("华星科技有限公司", "华星", id="all endings"),
        pytest.param("華星", "华星", id="traditional"),
        pytest.param(" 华 星 ", "华星", id="blanks"),
        pytest.param("Ｈｕａｘｉｎｇ Co., Ltd.", "huaxing", id="full width, Co., Ltd."),
        pytest.param("HUAXING Technology Co Ltd", "huaxing", id="case"),
        pytest.param("科技", "科技", id="nothing but an ending"),
        pytest.param("有限公司", "有限公司", id="a longer ending alone stays too"),
        pytest.param("Tesco", "tesco", id="an ending inside a word is none"),
        pytest.param("", "", id="nothing"),
        pytest.param("...", "", id="punctuation"),
    ],
)
def test_a_customers_name_is_compared_without_what_all_are_called(written: str, key: str) -> None:
    assert customer_key(written) == key


@pytest.mark.parametrize(
    ("record", "verdict"),
    [
        pytest.param(_sale(), Verdict.CERTAIN, id="the same"),
        pytest.param(_sale("华星科技有限公司"), Verdict.CERTAIN, id="its full name"),
        pytest.param(_sale(day=22), Verdict.CERTAIN, id="7 days later"),
        pytest.param(_sale(day=8), Verdict.CERTAIN, id="7 days earlier"),
        pytest.param(_sale(day=23), Verdict.NONE, id="8 days later"),
        pytest.param(_sale(day=7), Verdict.NONE, id="8 days earlier"),
        pytest.param(_sale(minor=800_001), Verdict.DOUBTFUL, id="a cent more"),
        pytest.param(_sale(currency="USD"), Verdict.DOUBTFUL, id="other money"),
        pytest.param(_sale("上海华星贸易"), Verdict.DOUBTFUL, id="a name that holds it"),
        pytest.param(_sale("上海华星贸易", 1), Verdict.NONE, id="and another sum"),
        pytest.param(_sale("C-1001"), Verdict.DOUBTFUL, id="a customer number, the same sum"),
        pytest.param(_sale(""), Verdict.DOUBTFUL, id="no customer, the same sum"),
        pytest.param(_sale("", 1), Verdict.NONE, id="no customer, another sum"),
        pytest.param(_sale("远东"), Verdict.NONE, id="another customer"),
        pytest.param(_sale(person=2), Verdict.RIVAL, id="somebody else's"),
        pytest.param(_sale(person=2, minor=1), Verdict.RIVAL, id="somebody else's, other sum"),
        pytest.param(_sale("远东", person=2), Verdict.NONE, id="nothing in common"),
        pytest.param(_sale("", person=2), Verdict.NONE, id="somebody else's without customer"),
    ],
)
def test_what_a_record_is_to_a_report(record: Sale, verdict: Verdict) -> None:
    assert match(_sale(), record) is verdict


def test_both_orders_of_arrival_agree_where_it_is_certain() -> None:
    assert match(_sale("华星科技"), _sale()) is match(_sale(), _sale("华星科技"))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param({}, (Verdict.NONE, None), id="none"),
        pytest.param({4: _sale("远东")}, (Verdict.NONE, None), id="none alike"),
        pytest.param({1: _sale(minor=1), 2: _sale()}, (Verdict.CERTAIN, 2), id="the clearest"),
        pytest.param({1: _sale(day=12), 2: _sale(day=16)}, (Verdict.CERTAIN, 2), id="the nearest"),
        pytest.param({1: _sale(person=2), 2: _sale("")}, (Verdict.DOUBTFUL, 2), id="own first"),
    ],
)
def test_the_clearest_and_nearest_record_is_taken(
    records: dict[int, Sale], expected: tuple[Verdict, int | None]
) -> None:
    assert best(_sale(), records) == expected


_REPORT = ReportedDeal(
    key="a",
    person_id=1,
    customer="华星",
    amount=Money(minor=800_000, currency="CNY"),
    product="",
    sold_on=date(2026, 11, 15),
    at=datetime(2026, 11, 15, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("products", "repeat"),
    [
        pytest.param(("", ""), True, id="none named"),
        pytest.param(("标准版", ""), True, id="one named"),
        pytest.param(("标准版", "标准版"), True, id="the same"),
        pytest.param(("标准版", "专业版"), False, id="two products"),
    ],
)
def test_two_products_are_two_deals(products: tuple[str, str], *, repeat: bool) -> None:
    one, other = (replace(_REPORT, product=product) for product in products)

    assert is_repeat(one, other) is repeat


@pytest.mark.parametrize(
    ("report", "counts"),
    [
        pytest.param(_REPORT, False, id="a draft"),
        pytest.param(replace(_REPORT, state=State.REPORTED), False, id="reported"),
        pytest.param(replace(_REPORT, state=State.CONFIRMED), True, id="confirmed"),
        pytest.param(replace(_REPORT, state=State.CONFIRMED, deal_id=3), False, id="on record"),
        pytest.param(
            replace(_REPORT, state=State.CONFIRMED, case=Case.RIVAL), False, id="disputed"
        ),
        pytest.param(replace(_REPORT, state=State.DECLINED), False, id="declined"),
    ],
)
def test_a_report_counts_by_itself_only_once_confirmed_and_not_on_record(
    report: ReportedDeal, *, counts: bool
) -> None:
    assert report.counts is counts


@pytest.mark.parametrize(
    ("text", "customer", "amount", "product"),
    [
        pytest.param("报单 华星 8000", "华星", "8000", "", id="as in CARDS"),
        pytest.param("报单 华星8000", "华星", "8000", "", id="without a blank"),
        pytest.param("报单:华星科技 2万 标准版", "华星科技", "20000", "标准版", id="with product"),
        pytest.param("报单 客户:华星 金额:8000 产品:专业版", "华星", "8000", "专业版", id="labels"),
        pytest.param("report deal Huaxing 8000", "Huaxing", "8000", "", id="English"),
        pytest.param("Report a deal Hua Ltd 8,000.50", "Hua Ltd", "8000.50", "", id="cents"),
        pytest.param("报单 华星 800", "华星", "800", "", id="a small sum"),
        pytest.param("报单 8000 华星", "华星", "8000", "", id="the sum first"),
        pytest.param("报单 华星", "华星", None, "", id="no sum"),
        pytest.param("报单", "", None, "", id="the word alone"),
    ],
)
def test_a_report_in_one_message(
    text: str, customer: str, amount: str | None, product: str
) -> None:
    typed = clean(text)

    found = find_report(typed, fold(typed))

    assert isinstance(found, SpokenReport)
    assert (found.customer, found.product, found.problem) == (customer, product, None)
    assert (None if found.amount is None else str(found.amount)) == amount


@pytest.mark.parametrize(
    "text", ["报单多少提成", "报单了吗", "我的提成", "how do I report a deal", "华星 8000"]
)
def test_a_question_about_reports_is_no_report(text: str) -> None:
    typed = clean(text)

    assert find_report(typed, fold(typed)) is None


def test_a_sum_below_zero_is_told() -> None:
    found = find_report("报单 华星 -8000", "报单 华星 -8000")

    assert found is not None
    assert found.problem == "amount.not_positive"
