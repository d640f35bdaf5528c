"""A test result in one message, in both languages, and what is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.spoken_score import SpokenScore, find_score, parted
from rules.typed_text import clean, fold

_DOMAINS = {
    "product": "product",
    "产品知识": "product",
    "Product knowledge": "product",
    "知识": "other",
}


def _read(text: str) -> SpokenScore | None:
    typed = clean(text)
    return find_score(typed, fold(typed))


@pytest.mark.parametrize(
    ("text", "about", "value", "out_of"),
    [
        pytest.param("录成绩 张三 产品知识 67", "张三产品知识", "67", None, id="zh"),
        pytest.param("录成绩 张三产品知识67分", "张三产品知识", "67", None, id="zh, no blanks"),
        pytest.param("登记考试成绩:张三,产品知识,3.5/5", "张三,产品知识", "3.5", "5", id="scale"),
        pytest.param("录入成绩 A001 product 80 满分 120", "A001 product", "80", "120", id="out of"),
        pytest.param("record score Li Lei Product knowledge 67", "Li Lei Product knowledge", "67",
                     None, id="en"),
        pytest.param("log a score for Li Lei product 3.5 out of 5", "Li Lei product", "3.5", "5",
                     id="en, scale"),
        pytest.param("录成绩", "", None, None, id="nothing else"),
        pytest.param("录成绩 A001", "A001", None, None, id="digits of a number are no score"),
        pytest.param("录成绩 67", "67", None, None, id="a number alone"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_test(
    text: str, about: str, value: str | None, out_of: str | None
) -> None:
    assert _read(text) == SpokenScore(
        about=about,
        value=None if value is None else Decimal(value),
        out_of=None if out_of is None else Decimal(out_of),
    )


@pytest.mark.parametrize(
    "text",
    ["成绩", "我的成绩", "录成绩怎么录", "张三成绩多少?", "record a sale", "what is my score"],
)
def test_what_is_no_order_is_left_to_others(text: str) -> None:
    assert _read(text) is None


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("张三 产品知识", ("张三", "product")),
        ("张三产品知识", ("张三", "product")),
        ("Li Lei product KNOWLEDGE", ("Li Lei", "product")),
        ("张三", ("张三", "")),
        ("产品知识", ("", "product")),
        ("", ("", "")),
    ],
)
def test_a_name_and_a_domain_are_parted(about: str, expected: tuple[str, str]) -> None:
    assert parted(about, _DOMAINS) == expected
