"""What people type about mentoring: a record in one message, 我的带教, 换导师, 张三 近况."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from rules.mentor_record import RecordKind
from rules.spoken_record import DAY, EDGES, fields_in
from rules.spoken_talk import find_talk
from rules.spoken_visit import find_visit
from rules.typed_text import fold

_MAX_NAME = 40


class MentorWish(StrEnum):
    """What somebody wants of her mentoring."""

    DESK = "mentees"
    RECORD = "mentor_record"
    MENTEE = "mentee"
    PAIR = "pairing"
    ANOTHER = "another_mentor"
    RATE = "pulse"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenMentoring:
    """What was understood: whom it is about, and the words that are hers."""

    wish: MentorWish
    kind: RecordKind | None = None
    person: str = ""
    #: The mentor in a pairing; "" where two Chinese names stand together in `person`.
    other: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    #: In a rating: what she named, as written.
    score: str = ""


_POLITE = (
    r"(?:请|麻烦|帮我|我要|我想|我来|想|please |pls |plz |i want (?:to )?|i'd like (?:to )?|"
    r"can i |could i |may i )?"
)
_VERBS = (
    (RecordKind.RIDE_ALONG, r"跟访|陪访|陪同拜访|ride[ -]?along|joint visit"),
    (RecordKind.TALK, r"绩效面谈|面谈|谈话记录|谈话|聊一次|performance talk|talk record"),
    (RecordKind.REVIEW, r"复盘点评|点评|review comment"),
    (RecordKind.REPORT, r"提交复盘|复盘报告|复盘|review report|my review"),
)


def _name(group: str) -> str:
    """Give the pattern of a name, which no stop or question mark is part of."""
    return rf"(?P<{group}>[^:：,，。;；?？!！]{{1,40}}?)"


def _han(group: str) -> str:
    """Give the pattern of a name in a sentence without gaps; nobody is called 我 or 谁."""
    return rf"(?P<{group}>(?![我你他她谁哪我]|新人|徒弟|师傅|导师)[\u4e00-\u9fff]{{2,4}}?)"


_DESK = re.compile(
    rf"{_POLITE}(?:看看|查看|show )?(?:我的|my )?"
    r"(?:带教任务|带教|徒弟|学员|mentees|mentoring tasks|mentoring)(?:任务|列表|情况)?[.。!?？]?"
)
_MENTEE = re.compile(
    rf"(?:{_name('person')} ?的?(?:近况|带教近况)|近况 ?{_name('person2')}"
    rf"|how is (?!my |the |it |this ){_name('person3')} doing)[?？.。]?"
)
_MENTOR = r"(?:安排|分配|指定|配) ?(?:导师|师傅)"
_PAIR = re.compile(
    rf"{_POLITE}(?:(?:给|为) ?{_name('person')} ?{_MENTOR} ?{_name('other')}"
    rf"|(?:assign |make )?mentor {_name('other2')} (?:to|for) {_name('person2')}"
    rf"|pair {_name('person3')} with {_name('other3')}"
    rf"|(?:把 ?)?{_han('person5')}(?:以后)?(?:安排|分配|交|分|转|换|调)(?:给|到) ?"
    rf"{_han('other5')}(?:来|去)?带"
    rf"|(?:让|由|叫|请) ?{_han('other6')}(?:来|去|以后)?带 ?{_han('person6')}(?:吧)?"
    r"|(?:安排|分配|指定|配) ?(?:导师|师傅) ?(?P<both>[\u4e00-\u9fff]{4,12})"
    r"|(?:安排|分配|指定|配) ?(?:导师|师傅) (?P<person4>[^\s:：,，。;；?？!！]{1,40})"
    r" (?P<other4>[^\s:：,，。;；?？!！]{1,40}))[.。]?"
)
_ANOTHER = re.compile(
    rf"{_POLITE}(?:申请)?(?:换一?个?(?:导师|师傅|师父)|"
    r"(?:change|another|new|switch) (?:my )?mentors?)"
    r"(?:[\s,，:：]*(?:因为|原因|because)?[\s,，:：]*(?P<words>.*))?",
    re.DOTALL,
)
_RATED = r"(?:导师|师傅|师父|带教)"
_NUMBER = r"-?\d[\d.]*"
_RATE = re.compile(
    rf"{_POLITE}(?:(?:给|为) ?(?:我的?)?{_RATED} ?(?:打分|评分|打?个? ?(?P<s1>{_NUMBER}) ?分)"
    rf"|(?:评价|打分){_RATED}|{_RATED}(?:评分|打分) ?(?P<s2>{_NUMBER})? ?分?"
    rf"|(?:我的?)?{_RATED}(?:这周|本周)?(?:打|给)?个? ?(?P<s4>{_NUMBER}) ?分"
    rf"|rate (?:my )?mentor(?:ing)? ?(?P<s3>{_NUMBER})?"
    rf"|(?:i'd |i would |i )?(?:give|gave) (?:my )?mentor (?:a |an )?(?P<s5>{_NUMBER})"
    r"(?: ?/ ?10| out of 10| points?)?)[.。!]?"
)


_DAY_FIRST = re.compile(rf"(?P<day>{DAY})[\s,，]*")
_DAY_LAST = re.compile(rf"[\s,，]*(?P<day>{DAY})$")
_JUST = rf"(?:我)?(?P<day>{DAY})?(?:刚才|刚刚|刚|[上下]午|早上|晚上)?[,， ]?(?:我)?"
_NOTE = r"[,， ]?(?:想|要|帮我|我|来)?(?:登记|记录|记|录|写|填|补)(?:一下|一条|个)?(?:记录)?[.。!]?"
#: Told as it was: 今天陪王五跑了客户,想登记一下.
_TOLD = (
    (
        RecordKind.RIDE_ALONG,
        re.compile(
            rf"{_JUST}(?:陪|带|跟)(?:着|了)? ?(?P<who>[^\s,，的]{{1,20}}?) ?"
            rf"(?P<day2>{DAY})?(?:一起|去)?"
            rf"(?:跑|见|拜访|走访)(?:完|了)?(?:一?[个家])?客户{_NOTE}"
        ),
    ),
    (
        RecordKind.TALK,
        re.compile(
            rf"{_JUST}(?:跟|和|与|找) ?(?P<who>[^\s,，的]{{1,20}}?) ?(?P<day2>{DAY})?"
            rf"(?:面谈|谈话|谈|聊)(?:完|了|过){_NOTE}"
        ),
    ),
)


#: 点评一下张三交上来的复盘: what stands around the name is none of it.
_AROUND_NAME = re.compile(
    r"^(?:了|过|一下|一次|的)+|(?:的|交的|交上来的|写的|提交的)?(?:复盘报告|复盘|报告|记录)$|(?:一下|的|了)+$"
)
#: 陪访先不记了: nobody's name, and nothing to write.
_NOT = re.compile(r"(?:先|就)?(?:不|别|甭)")
#: 面谈怎么填: how to write one, which is nobody's name.
_HOW_TO = re.compile(r"(?:怎么|如何|在哪|去哪|哪里).{0,8}$|(?:where|how)\b.{0,30}$")


def find_mentoring(text: str) -> SpokenMentoring | None:
    """Read a cleaned text; None where it is about something else."""
    folded = fold(text).strip()
    typed = text.strip()
    for pattern, wish in (
        (_DESK, MentorWish.DESK),
        (_PAIR, MentorWish.PAIR),
        (_MENTEE, MentorWish.MENTEE),
        (_RATE, MentorWish.RATE),
        (_ANOTHER, MentorWish.ANOTHER),
    ):
        if found := pattern.fullmatch(folded):
            return _whole(found, wish, typed)
    for kind, told in _TOLD:
        if found := told.fullmatch(folded):
            person = typed[slice(*found.span("who"))]
            day = typed[slice(*found.span("day" if found["day"] else "day2"))]
            fields = {"on_day": day} if day else {}
            return SpokenMentoring(wish=MentorWish.RECORD, kind=kind, person=person, fields=fields)
    if visit := find_visit(folded, typed):
        return SpokenMentoring(
            wish=MentorWish.RECORD,
            kind=RecordKind.RIDE_ALONG,
            person=visit.person,
            fields=visit.fields,
        )
    if talk := find_talk(folded, typed):
        return SpokenMentoring(
            wish=MentorWish.RECORD, kind=talk.kind, person=talk.person, fields=talk.fields
        )
    return _record(folded, typed)


def _whole(found: re.Match[str], wish: MentorWish, typed: str) -> SpokenMentoring:
    """Give what a sentence names, as she wrote it."""

    def said(*names: str) -> str:
        for name in names:
            if name in found.re.groupindex and found[name]:
                return typed[slice(*found.span(name))].strip(EDGES)
        return ""

    return SpokenMentoring(
        wish=wish,
        person=said("person", "person2", "person3", "person4", "person5", "person6", "both"),
        other=said("other", "other2", "other3", "other4", "other5", "other6"),
        words=said("words"),
        score=said("s1", "s2", "s3", "s4", "s5"),
    )


def _record(folded: str, typed: str) -> SpokenMentoring | None:
    """Read a record whose verb comes first, or after its day where keys follow."""
    day = _DAY_FIRST.match(folded)
    if day is None:
        return _by_verb(folded, typed)
    found = _by_verb(folded[day.end() :], typed[day.end() :])
    if found is None or not found.fields or found.kind is RecordKind.REPORT:
        return None
    said = typed[slice(*day.span("day"))]
    return replace(found, fields={"on_day": said, **found.fields})


def _by_verb(folded: str, typed: str) -> SpokenMentoring | None:
    for kind, verbs in _VERBS:
        verb = re.match(rf"{_POLITE}(?:记录|记)? ?(?:{verbs})(?:记录)?(?![a-z])", folded)
        if verb:
            return _fields(kind, folded, typed, verb.end())
    return None


def _fields(kind: RecordKind, folded: str, typed: str, start: int) -> SpokenMentoring | None:
    before, fields = fields_in(kind, folded, typed, start)
    before = _AROUND_NAME.sub("", before)
    if not fields and (_HOW_TO.match(fold(before)) or _NOT.match(before)):
        return None
    if kind is RecordKind.REPORT:
        if before:
            fields["report"] = f"{before}; {fields['report']}" if "report" in fields else before
        return SpokenMentoring(wish=MentorWish.RECORD, kind=kind, fields=fields)
    if not fields and len(before) > _MAX_NAME:
        return None
    if day := _DAY_LAST.search(fold(before)) or _DAY_FIRST.match(fold(before)):
        fields = {"on_day": before[slice(*day.span("day"))], **fields}
        before = (before[: day.start()] + before[day.end() :]).strip(EDGES)
    return SpokenMentoring(wish=MentorWish.RECORD, kind=kind, person=before, fields=fields)
