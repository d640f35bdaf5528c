"""A deal told as it happened: 刚签了一单 王先生 2万, "closed a deal with Grab 12k".

Only for a sentence that is known to tell of a deal: whatever is left beside the words of telling
is the customer's name. It is filled in for her to confirm, so a doubtful name is left to her.
"""

from __future__ import annotations

import re

from rules.spoken_amount import find_amounts
from rules.spoken_report import SpokenReport, spoken_sum

#: Words of telling, taken out wherever they stand; the longest of those that begin alike first.
_TELLING = re.compile(
    r"帮我|给我|替我|麻烦|赶紧|快点|一下|上去|进去|登记|报备|上报|补报|报单|报[个一](?:单|笔|下)?|"
    r"记[上下录]?|录[入上]?|算[上进]?|报(?=[^价销])|"
    r"今天|今儿|昨天|刚刚|刚才|刚|终于|上午|下午|我们|我|已经|又|都|了|的|跟|和|与|把|是|给|客户|金额|"
    r"新?签[约单下]?|成交|开单|出单|成单|谈成|谈下|拿下|卖出?|下单|付款|买|订|开张|单子|订单|合同|"
    r"[一两二三]?[单笔台份套个辆张]|年缴|月缴|首年|一共|总共|大概|大单|小单|"
    r"(?<![a-z])(?:i|i've|i have|we|just|today|yesterday|have|has|closed?|signed?|"
    r"won|win|sold|sell|landed|land|got|booked|report|log|register|record|submit|add|enter|new|another|one|a|an|the|my|this|deal|sale|order|"
    r"contract|client|customer|with|from|to|for|of|at|worth|and|it|please|pls|done|finally|me)(?![a-z])"
    r"|[!！。.,，;；:：、?？~…\"']+",
    re.IGNORECASE,
)
_LONGEST = 30
_SHORTEST, _LONGEST_HAN = 2, 12


def told_deal(typed: str, folded: str) -> SpokenReport:
    """Read who bought for how much, `folded` the small letters of `typed` place by place."""
    amounts = [one for one in find_amounts(folded) if not one.is_count]
    one = amounts[-1] if len(amounts) == 1 else None
    spans = [found.span() for found in _TELLING.finditer(folded)]
    rest = _without(typed, spans if one is None else [*spans, (one.start, one.end)])
    value, problem = spoken_sum(one, folded) if one is not None else (None, None)
    return SpokenReport(customer=_customer(rest), amount=None if problem else value)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Put a line break over each span, keeping every other character's place."""
    for start, end in spans:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def _customer(rest: str) -> str:
    """Give what is left where it is one name, "" where it is several things or none."""
    left = [" ".join(piece.split()) for piece in rest.split("\n")]
    names = [piece for piece in left if piece]
    if len(names) != 1 or len(names[0]) > _LONGEST:
        return ""
    name = names[0]
    return name if name.isascii() or _SHORTEST <= len(name) <= _LONGEST_HAN else ""
