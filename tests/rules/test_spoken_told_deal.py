"""A deal told as it happened: whose, for how much; a doubtful name is left to her."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules.spoken_told_deal import told_deal
from rules.typed_text import clean, fold


@pytest.mark.parametrize(
    ("text", "customer", "amount"),
    [
        ("刚刚签了一单 王先生 年缴2万", "王先生", 20000),
        ("华星签了8000 赶紧给我记上", "华星", 8000),
        ("closed a deal with Grab 12k", "Grab", 12000),
        ("close了一单 Acme 30k", "Acme", 30000),
        ("報個deal Acme 12000", "Acme", 12000),
        ("签了一单8000", "", 8000),
        ("刚成交一单", "", None),
        ("王先生和李女士都签了 8000", "", 8000),
        ("华星 8000 远景 9000 都签了", "", None),
        ("华星签了 -8000", "华星", None),
    ],
)
def test_who_and_how_much(text: str, customer: str, amount: int | None) -> None:
    typed = clean(text)

    told = told_deal(typed, fold(typed))

    assert (told.customer, told.amount) == (
        customer,
        None if amount is None else Decimal(amount),
    )
