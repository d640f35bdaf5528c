"""A talk told as it was: 今天和张伟聊了聊,他压力大; "had a chat with Emma, she's overwhelmed".

Whom she talked with and when is read; what follows is put where the form asks what was talked
about and what was agreed. It is a draft: she sees each field before it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.mentor_record import RecordKind
from rules.spoken_name import may_be_name
from rules.spoken_record import DAY, EDGES
from rules.spoken_visit import NOBODY

_WHEN = rf"(?:我)?(?P<day>{DAY})?(?:刚才|刚刚|刚|[上下]午|早上|晚上|中午)?[,， ]?(?:我)?(?:又)?"
_WHO = (
    rf"(?:(?:徒弟|新人|学员|mentee) ?)?(?P<who>{NOBODY}[^\s,，。;；的]{{1,12}}?(?<![总姐哥叔姨])"
    r"(?<!先生|女士|老师|阿姨|经理|老板|主管)) ?"
    rf"(?P<day2>{DAY})?(?:一起)?(?:又)?(?:简单|好好)?(?:地)?"
)
_LONG = (
    r"(?:[一二两三四五六七八九十半\d]+个?(?:多)?(?:小时|分钟|钟头|刻钟)"
    r"|半天|很久|一下|一会儿?|会儿|一次|几句)?"
)
#: What was done together: talked, or had something over which one talks.
_TALKED = (
    rf"(?:(?:面?谈|聊|沟通|谈心|谈话|交流)(?:完了?|了|过)(?:[谈聊])?{_LONG}|复盘(?:完了?|了|过)"
    rf"|(?:做|开|约|来|搞)了?(?:一?[个次场])?(?:一对一|面谈|谈话|1[:v对]1|1on1|one on one){_LONG}"
    r"|(?:打|通)(?:完|了|过)(?:一?[个通])?电话|(?:喝|吃)了(?:一?[杯个顿])?(?:咖啡|饭|茶|午饭|晚饭))"
)
_AFTER = r"(?:了)?(?P<words>[\s,，。;；!！:：-]*\S.*?)?[.。!！]*"
_EN_WHO = rf"(?P<who>{NOBODY}[a-z][a-z'-]{{1,20}}(?: [a-z][a-z'-]{{1,20}})??)"
_TODAY = "this (?:morning|afternoon)|earlier(?: today)?"
_EARLIER = re.compile(_TODAY)
_EN_DAY = rf"(?P<day>{DAY}|{_TODAY})"
_EN_DAY2 = rf"(?: (?P<day2>{DAY}|{_TODAY}))?"
_EN_AFTER = r"(?:(?: ?[,.;:!-]+ *| (?=about |on |over |and |she |he |they ))(?P<words>.+?))?[.!]*"
_EN_TALK = (
    r"(?:(?:quick|short|long|good|nice) )?(?:chat|talk|1:1|1-1|1on1|one[- ]on[- ]one|call|coffee|"
    r"catch[- ]?up|check[- ]?in|conversation|sit[- ]down)"
)
_PATTERNS = (
    re.compile(rf"{_WHEN}(?:跟|和|与|找|约|同){_WHO}{_TALKED}{_AFTER}", re.DOTALL),
    re.compile(
        rf"(?:{_EN_DAY},? )?(?:i )?(?:just )?(?:(?:had|did|finished) )?(?:an? |my |our )?"
        rf"{_EN_TALK} with {_EN_WHO}{_EN_DAY2}{_EN_AFTER}",
        re.DOTALL,
    ),
    re.compile(
        rf"(?:{_EN_DAY},? )?(?:i )?(?:just )?"
        r"(?:talked|spoke|chatted|caught up|checked in|sat down|met up) "
        rf"(?:to|with) {_EN_WHO}{_EN_DAY2}{_EN_AFTER}",
        re.DOTALL,
    ),
)
#: Of a report of hers, a call she recorded: what a mentor says of it is a comment.
_REVIEWS = (
    re.compile(
        rf"{_WHEN}(?:给|帮|替|陪) ?{_WHO}(?:的)?"
        r"(?:点评|看|过|听|讲评|批改)(?:了|完|过)(?:一下|一遍|一次)?(?:他的?|她的?)?(?:的)?"
        rf"(?:复盘(?:报告)?|报告|录音|通话|作业)(?:了|一下|一遍)?{_AFTER}",
        re.DOTALL,
    ),
    re.compile(
        rf"(?:{_EN_DAY},? )?(?:i )?(?:just )?"
        r"(?:reviewed|went through|went over|gave feedback on|commented on) "
        rf"{_EN_WHO}'s (?:week|report|review|recording|call|calls|pitch|notes|demo)"
        rf"(?: with (?:him|her|them))?{_EN_DAY2}{_EN_AFTER}",
        re.DOTALL,
    ),
)
_CLAUSES = re.compile(r"[,，。;；!！\n]+|\.(?=\s|$)")
_AGREED = re.compile(
    r"约好|约定|说好|讲好|答应|同意|商定|定了|下周|下次|接下来"
    r"|(?<![a-z])(?:agreed|will|we'll|next week|next time|promised|decided)(?![a-z])"
)
#: A question about a talk, or a wish to have one, tells of none.
_ASKS = re.compile(
    r"[?？]|[吗呢]$|怎么(?:写|填|记|样)"
    r"|(?<![a-z])(?:how did|should i|can i|did you)(?![a-z])"
)
#: Said behind it, and none of what was talked about: 跟李雷面谈完了 记一下.
_NOTE = re.compile(
    r"[\s,，。]*(?:想|要|帮我|我|来)?(?:登记|记录|记|录|写|填|补)(?:一下|一条|个)?(?:记录)?[.。!！]?$"
)
#: Money is asked for, not told: 跟李雷聊了提成多少.
_PAY = re.compile(r"(?:提成|佣金|commission)\S{0,6}(?:多少|怎么算|how much)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTalk:
    """What kind of record it is, whom she was with, and fields by the names of that record."""

    kind: RecordKind
    person: str
    fields: dict[str, str]


def find_talk(folded: str, typed: str) -> ToldTalk | None:
    """Read a folded text, of which `typed` has the same places; None where it tells no talk."""
    if _ASKS.search(folded) or _PAY.search(folded):
        return None
    told = _NOTE.sub("", folded)
    for kind, patterns in ((RecordKind.TALK, _PATTERNS), (RecordKind.REVIEW, _REVIEWS)):
        for pattern in patterns:
            found = pattern.fullmatch(told)
            if found and (found["who"].isascii() or may_be_name(found["who"])):
                return _read(kind, found, typed)
    return None


def _read(kind: RecordKind, found: re.Match[str], typed: str) -> ToldTalk:
    def said(name: str) -> str:
        return typed[slice(*found.span(name))].strip(EDGES) if found[name] else ""

    words = said("words").removeprefix("about ")
    day = said("day") or said("day2")
    fields = {"on_day": "today" if _EARLIER.fullmatch(day.lower()) else day}
    if kind is RecordKind.REVIEW:
        fields["comment"] = words
    else:
        fields |= {"talked": _clauses(words, agreed=False), "agreed": _clauses(words, agreed=True)}
    filled = {name: one for name, one in fields.items() if one}
    return ToldTalk(kind=kind, person=said("who"), fields=filled)


def _clauses(words: str, *, agreed: bool) -> str:
    """Give the clauses that tell what was agreed, or all others, as she wrote them."""
    found = [one.strip(EDGES) for one in _CLAUSES.split(words)]
    return "; ".join(one for one in found if one and bool(_AGREED.search(one.lower())) is agreed)
