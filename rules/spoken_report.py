"""A deal reported in one message: "报单 华星 8000", "report deal Huaxing 8000 standard"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rules.spoken_amount import SpokenAmount, find_amounts

_ORDER = re.compile(
    r"^(?:(?:我要|我想|想要|想|请|麻烦|帮忙|帮我|给我|替我|再) ?){0,3}"
    r"(?:报单|报一单|报个单|报一下单|报一下新单|上报成单|上报成交|上报订单|上报一单|登记成单|登记成交"
    r"|登记一单|登记订单|录一单|录入一单|录单)(?:一下|吧)?(?![了过吗])"
    r"|^(?:(?:i want to|i need to|i'd like to|let me|can you|could you|please|pls|plz|hey|hi) )"
    r"{0,3}"
    r"(?:report|log|register|record|submit) (?:a |my |the |this )?(?:new )?(?:deal|sale|order)\b"
)
_LABEL = re.compile(
    r"(?:客户|金额|产品|customer|client|amount|product)(?:名称|名)?\s*[::]\s*", re.IGNORECASE
)
_EDGE = " ,,;;::。.-、/|"
_QUESTION = re.compile(r"[??]|吗|多少|怎么|如何|为什么|how|what|why|status")
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenReport:
    """What was said of a deal; what is missing is asked for. `problem` is a message id."""

    customer: str = ""
    amount: Decimal | None = None
    product: str = ""
    problem: str | None = None


def find_report(typed: str, folded: str) -> SpokenReport | None:
    """Read a clean text, `folded` its small letters place by place; None where it is no report."""
    order = _ORDER.match(folded)
    if order is None:
        return None
    start = order.end()
    rest, low = typed[start:], folded[start:]
    for label in reversed(list(_LABEL.finditer(low))):
        blank = " " * (label.end() - label.start())
        rest = rest[: label.start()] + blank + rest[label.end() :]
        low = low[: label.start()] + blank + low[label.end() :]
    amounts = [one for one in find_amounts(low) if not one.is_count]
    if not amounts:
        return _without_amount(rest, low)
    one = amounts[-1]
    before, after = rest[: one.start].strip(_EDGE), rest[one.end :].strip(_EDGE)
    customer, product = (before, after) if before else (after, "")
    value, problem = spoken_sum(one, low)
    return SpokenReport(
        customer=" ".join(customer.split())[:200],
        amount=value,
        product=" ".join(product.split())[:200],
        problem=problem,
    )


def spoken_sum(one: SpokenAmount, text: str) -> tuple[Decimal | None, str | None]:
    """Give the sum of a report: where one is asked for, a small bare number is one too."""
    written = text[one.start : one.end].strip().replace(",", "")
    if one.problem == "amount.vague" and re.fullmatch(r"\d{1,9}(\.\d{1,2})?", written):
        return Decimal(written), None
    return one.value, one.problem


def _without_amount(rest: str, low: str) -> SpokenReport | None:
    if _QUESTION.search(low) or len(rest) > _LONGEST:
        return None
    return SpokenReport(customer=" ".join(rest.strip(_EDGE).split()))
