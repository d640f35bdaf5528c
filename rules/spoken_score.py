"""A test result in one message: "录成绩 张三 产品知识 67", "record score Li Lei product 3.5/5"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_ORDER = re.compile(
    r"^(?:我要|帮我|请)?(?:录入?|登记|记一?下?)(?:一下|一个|测评|考试)?(?:成绩|分数|得分)(?![了过吗])"
    r"|^(?:please )?(?:record|log|enter) (?:a |the )?(?:test )?(?:score|result|mark)s?\b"
    r"(?: for| of)?"
)
_SCORE = re.compile(
    r"(?P<value>\d{1,6}(?:\.\d{1,4})?)\s*(?:分|points?|%)?"
    r"(?:\s*(?:/|out of|满分)\s*(?P<out_of>\d{1,6}(?:\.\d{1,4})?)\s*分?)?\s*$"
)
_QUESTION = re.compile(r"[??]|吗|多少|怎么|如何|为什么|how|what|why")
_EDGE = " ,,;;::。.-、|的"
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenScore:
    """What was said of a test; what is missing is asked for."""

    #: Whose and of what, as typed: only the catalogue knows where one ends and the other begins.
    about: str = ""
    value: Decimal | None = None
    out_of: Decimal | None = None


def find_score(typed: str, folded: str) -> SpokenScore | None:
    """Read a clean text, `folded` its small letters place by place; None where it is no order."""
    order = _ORDER.match(folded)
    if order is None or len(typed) > _LONGEST or _QUESTION.search(folded):
        return None
    rest, low = typed[order.end() :], folded[order.end() :]
    found = _SCORE.search(low)
    if found is None or not _stands_alone(low[: found.start()]):
        return SpokenScore(about=rest.strip(_EDGE))
    out_of = found["out_of"]
    return SpokenScore(
        about=rest[: found.start()].strip(_EDGE),
        value=Decimal(found["value"]),
        out_of=None if out_of is None else Decimal(out_of),
    )


def parted(about: str, domains: Mapping[str, str]) -> tuple[str, str]:
    """Part "张三产品知识" into a name and the id of a domain; `domains` are ids by titles.

    The domain is the longest title at the end; empty where none is, and all of it is a name.
    """
    low = about.lower()
    for title in sorted(domains, key=len, reverse=True):
        if low.endswith(title.lower()):
            return about[: len(about) - len(title)].strip(_EDGE), domains[title]
    return about, ""


def _stands_alone(before: str) -> bool:
    """Whether a number begins after something else, and not inside A001."""
    end = before[-1:]
    return bool(before.strip(_EDGE)) and (not end.isalnum() or "\u4e00" <= end <= "\u9fff")
