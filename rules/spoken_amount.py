"""Amounts of money and counts of deals as people say them in chat, Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rules import spoken_number

#: From here on it is a typing error, and `rules.money.to_minor` would refuse it for any currency.
_TOO_LARGE = Decimal(10) ** 12

#: 再签5 may mean deals or 万; with a currency the number speaks for itself.
_BARE_FROM = 100

_CURRENCY = "(?:¥|[$€£]|rmb ?|cny ?|usd ?)"
_SUFFIX = "(?: ?(?:元|块钱?|圆|人民币|rmb(?![a-z])|cny(?![a-z])|usd(?![a-z])|yuan(?![a-z])))"
_COUNTED = (
    "(?:(?:more|another|new|big|small) )?(?:个?(?:单|订单|合同|客户)|[笔位户家份]"
    "|(?:deals?|orders?|contracts?|clients?|customers?|sales)(?![a-z]))"
)
_OTHER_UNIT = (
    "(?:[%天周月号日年点次成倍折岁人时分秒个]|percent|days?|weeks?|months?|years?|points?)"
)
_AMOUNT = re.compile(
    rf"(?<![a-z0-9.,])(?P<minus>-|−|负|minus |negative )?(?P<currency>{_CURRENCY})?(?P<minus2>-)?"
    rf"(?P<number>{spoken_number.PATTERN})(?![0-9a-z]|[.,]\d)"
    rf"(?P<about>(?:多|几|来|余)(?:个)?[百千万亿w])?"
    rf"(?:(?P<suffix>{_SUFFIX})|(?: ?-?(?P<count>{_COUNTED}))|(?P<other> ?-?{_OTHER_UNIT}))?"
)
_HAS_UNIT = re.compile(r"\d|[百千万亿]|[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenAmount:
    """One amount or count found in a text at `start` to `end`.

    A count (两单, 3 deals) has `is_count`. `problem` is a message id: "amount.not_positive",
    "amount.too_large" or "amount.vague" (两三万, a bare 5), and then `value` is None.
    """

    start: int
    end: int
    value: Decimal | None
    is_count: bool = False
    problem: str | None = None


def find_amounts(text: str) -> list[SpokenAmount]:
    """Find the amounts and counts of a lower-case, NFKC text from left to right.

    A number of anything else (3天, 20%, a 一 standing alone) is left where it stands.
    """
    return [_spoken(match) for match in _AMOUNT.finditer(text) if _is_money_or_count(match)]


def _is_money_or_count(match: re.Match[str]) -> bool:
    if match["other"]:
        return False
    if match["count"] or match["suffix"]:
        return True
    word = match["number"]
    if match["about"]:
        return True
    return bool(_HAS_UNIT.search(word)) and not (
        word.isalpha() and word.isascii() and " " not in word
    )


def _spoken(match: re.Match[str]) -> SpokenAmount:
    value, problem = _checked(match)
    is_count = _is_count(match, value)
    has_noun = match["count"] is not None and not is_count
    return SpokenAmount(
        start=match.start(),
        # The deal in "a 30k deal" is left to whoever reads the sentence.
        end=match.end("number") if has_noun else match.end(),
        value=value,
        is_count=is_count,
        problem=problem,
    )


def _is_count(match: re.Match[str], value: Decimal | None) -> bool:
    """Whether it counts deals: 3 deals does, a 30k deal and an 8000 order are sums."""
    return match["count"] is not None and (value is None or value < _BARE_FROM)


def _checked(match: re.Match[str]) -> tuple[Decimal | None, str | None]:
    value = spoken_number.number(match["number"])
    if value is None or match["about"]:  # 一百多万
        return None, "amount.vague"
    if match["minus"] or match["minus2"] or value == 0:
        return None, "amount.not_positive"
    if value >= _TOO_LARGE:
        return None, "amount.too_large"
    if value < _BARE_FROM and not (match["count"] or match["suffix"] or match["currency"]):
        return None, "amount.vague"
    # 1.5w is 15000.0 by arithmetic and 15000 to whoever reads it.
    return (value.to_integral_value() if value == value.to_integral_value() else value), None
