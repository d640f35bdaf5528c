"""A visit told as it was: 昨天陪李雷去见了华星的王总,他没问预算.

Whom she was with, when and where is read; of what follows, the clauses that plainly praise or miss
something are put where the form asks for them. It is a draft: she sees each field before it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.spoken_record import DAY, EDGES

#: Nobody's mentee: a customer, the family, one's own boss.
NOBODY = (
    r"(?!客户|客人|顾客|我|你|他|她|谁|大家|团队|全组|老(?:板|婆|公|师|妈|爸|总)|孩|家|朋友|领导|同事|经理|主管|财务|人事|"
    r"师傅|师父|导师|爸|妈|女朋友|男朋友|供应商|"
    r"customer|client|my |our |a |an |the |him\b|her\b|them\b|you\b|"
    r"(?:hr|it|it's|finance|support|legal|everyone|someone|somebody|people|mom|dad)\b)"
)
_AFTER = r"(?:[,，。;；!！\s-]+(?P<words>.+?))?[.。!！]*"
#: An English customer may have two words: only a stop ends the name.
_AFTER_STOP = r"(?: ?[,.;:!-]+ *(?P<words>.+?))?[.!]*"
_PATTERNS = (
    re.compile(
        rf"(?:我)?(?P<day>{DAY})?(?:刚才|刚刚|刚|[上下]午|早上|晚上)?[,， ]?(?:我)?(?:去)?"
        rf"(?:陪|带)(?:着|了)? ?(?P<who>{NOBODY}[^\s,，。的去跑见拜走到]{{1,20}}?) ?"
        rf"(?P<day2>{DAY})?(?:一起)?"
        rf"(?:(?:去|到)?(?:跑|见|拜访|走访)(?:完|了|过) ?(?:一下|一?趟)?|[去到](?:了|过)一?趟)"
        rf"(?P<customer>[^\s,，。;；!！]{{1,40}}){_AFTER}",
        re.DOTALL,
    ),
    re.compile(
        rf"(?:(?P<day>{DAY}),? )?(?:i )?(?:just )?(?:(?:rode|tagged|went) along with|shadowed|"
        r"(?:did|had) an? (?:joint|customer|client) (?:call|visit|meeting) with|"
        r"(?:went|was) on an? (?:joint |customer |client )?(?:call|visit) with) "
        rf"(?P<who>{NOBODY}[^,.;:]{{1,40}}?)(?: (?:to|at) (?P<customer>[^,.;:]{{1,40}}?))?"
        rf"(?: (?P<day2>{DAY}))?{_AFTER_STOP}",
        re.DOTALL,
    ),
    re.compile(
        rf"(?:(?P<day>{DAY}),? )?(?:i )?(?:went|was|been) (?:out )?with "
        rf"(?P<who>{NOBODY}[^,.;:]{{1,40}}?) (?:to|at) "
        rf"(?P<customer>[^,.;:]{{1,40}}?)(?: (?P<day2>{DAY}))?{_AFTER_STOP}",
        re.DOTALL,
    ),
    re.compile(
        rf"(?:(?P<day>{DAY}),? )?(?:i |we )?visited (?P<customer>[^,.;:]{{1,40}}?) with "
        rf"(?P<who>{NOBODY}[^,.;:]{{1,40}}?)(?: (?P<day2>{DAY}))?{_AFTER_STOP}",
        re.DOTALL,
    ),
)
_CLAUSES = re.compile(r"[,，。;；!！.\n]+|\s*(?=就是|但是|但|不过|(?<![a-z])but )")
_MISSED = re.compile(
    r"没(?!问题|关系)|不够|不太|不会|不敢|太(?!好|棒)|忘|漏|着急|欠|差(?!不多)|应该|要改|还要|需要"
    r"|(?<![a-z])(?:(?:did|does|do) ?n[o']t|never|weak|poor|slow|forgot|missed|too|"
    r"should|needs? to)(?![a-z])"
)
_PRAISED = re.compile(
    r"不错|[很挺真]好|很棒|亮点|主动|到位|进步|耐心|流畅|做得好"
    r"|(?<![a-z])(?:good|well|great|nice|excellent)(?![a-z])"
)
#: Who was visited is not said by this.
_SOMEBODY = frozenset({"客户", "客人", "顾客", "customer", "client", "a customer", "a client"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldVisit:
    """Whom she was with, and fields by the names of a record."""

    person: str
    fields: dict[str, str]


def find_visit(folded: str, typed: str) -> ToldVisit | None:
    """Read a folded text, of which `typed` has the same places; None where it tells no visit."""
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(folded):
            return _read(found, typed)
    return None


def _read(found: re.Match[str], typed: str) -> ToldVisit:
    def said(name: str) -> str:
        return typed[slice(*found.span(name))].strip(EDGES) if found[name] else ""

    customer, words = said("customer"), said("words")
    fields = {
        "on_day": said("day") or said("day2"),
        "customer": "" if customer.lower() in _SOMEBODY else customer,
        "good": _clauses(words, praised=True),
        "improve": _clauses(words, praised=False),
    }
    return ToldVisit(person=said("who"), fields={name: one for name, one in fields.items() if one})


def _clauses(words: str, *, praised: bool) -> str:
    """Give the clauses that praise, or those that miss something; what does both, misses."""
    found = []
    for clause in _CLAUSES.split(words):
        lowered = clause.lower()
        misses = _MISSED.search(lowered) is not None
        if misses if not praised else _PRAISED.search(lowered) and not misses:
            found.append(clause.strip(EDGES))
    return "; ".join(one for one in found if one)
