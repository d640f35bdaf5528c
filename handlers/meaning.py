"""What a sentence surely means that no grammar reads, and whom, when and how much it names.

Only what asks, or opens a form in which nothing counts before it is confirmed, is read so. A word
that says "not", somebody else's pay, or a time that was not understood is never passed over.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import or_

from handlers.guessing import SURE, SURE_TO_OPEN, SURE_TO_REFUSE
from handlers.intent import Intent
from handlers.slots import Days, take_amounts, take_score, the_amount
from handlers.understood import Understanding
from rules.likeness import Likely
from rules.mentor_record import RecordKind
from rules.part import MARKS, Part
from rules.phrases import PHRASES
from rules.spoken_mentoring import MentorWish, SpokenMentoring
from rules.spoken_name import named_in, names
from rules.spoken_point import SpokenKind
from rules.spoken_risk import RiskWish, SpokenRisk
from rules.spoken_told_deal import told_deal
from rules.topic_words import TOPICS
from rules.typed_text import fold

_HOW_MUCH = frozenset({Intent.COMMISSION, Intent.WHY})
_PAY = frozenset({Intent.COMMISSION, Intent.WHY, Intent.WHAT_IF})
_OWN = frozenset(
    {
        *_PAY, Intent.HELP, Intent.REMINDERS, Intent.UNREACHABLE, Intent.COURSES,
        Intent.NEXT_COURSE, Intent.MENTEES, Intent.MY_MENTOR, Intent.TARGET, Intent.TARGET_WHY,
        Intent.MY_PROBATION, Intent.TEAM_STATUS, Intent.RISK_LIST, Intent.RETENTION_REPORT,
        Intent.HELD_DATA, Intent.CANDIDATES, Intent.PROFILE,
    }
)  # fmt: skip
#: Asked of somebody by name; without one there is nothing to show.
_OF_SOMEBODY = frozenset(
    {Intent.MENTEE, Intent.SCREEN, Intent.PROBATION, Intent.DOSSIER, Intent.INTERVENTION}
)
#: Asked of oneself or of somebody.
_OF_ANYBODY = frozenset({Intent.COURSES, Intent.TARGET, Intent.TARGET_WHY})
#: What is asked of oneself, or of all, is another thing of one who is named.
_OF_ANOTHER = {
    Intent.MY_PROBATION: Intent.PROBATION,
    Intent.TEAM_STATUS: Intent.MENTEE,
    Intent.MENTEES: Intent.MENTEE,
    Intent.MY_MENTOR: Intent.MENTEE,
}
_FORMS = frozenset(
    {
        Intent.REPORT_DEAL, Intent.COURSE_DONE, Intent.MENTOR_RECORD, Intent.PULSE,
        Intent.ANOTHER_MENTOR, Intent.JOIN, Intent.IMPORT_ROSTER, Intent.EXPORT_ROSTER,
        Intent.EXPORT_COMMISSION, Intent.RECORD_SCORE, Intent.INTERVIEW, Intent.CANDIDATE_SCORE,
    }
)  # fmt: skip
_NAMED = _OF_SOMEBODY | _OF_ANYBODY | _OF_ANOTHER.keys() | {Intent.MENTOR_RECORD}
#: Tasks are a mentor's: 今天要做啥 may be anybody's question.
_TASK = re.compile(
    r"任务|待办|带教|徒弟|学员|新人|陪访|跟访|师傅|带的|(?<![a-z])(?:tasks?|to-?dos?|mentor|mentees?)"
)
_NO = (
    r"不|没|未|别|甭|取消|算了|(?<![a-z])(?:no|not|never|cancel|don't|dont|isn't|haven't)(?![a-z])"
)
_LEST = r"(?:不|别|甭|没|未|(?:don't|dont|not|no need to|never mind|cancel)(?: want)?(?: to)?(?: the| my| a)? ?)"
#: What turns a wish round. Whoever wants another mentor, or rates one, says "not" of him.
_NOT = {
    Intent.ANOTHER_MENTOR: re.compile(
        rf"{_LEST}\w{{0,4}}(?:换|更换|改|change|switch|another)|算了"
    ),
    Intent.PULSE: re.compile(rf"{_LEST}\w{{0,6}}(?:打|评|rate|score)|算了"),
    Intent.MENTOR_RECORD: re.compile(
        rf"{_LEST}\w{{0,4}}(?:记|写|填|交|登|补|log|record|submit|write)|算了"
    ),
    Intent.REPORT_DEAL: re.compile(
        rf"{_LEST}\w{{0,3}}(?:报|登|记|签|成|卖|谈|下|report|log|close|sign|win)|退|取消|黄了|丢了|lost|refund"
    ),
    Intent.COURSE_DONE: re.compile(
        rf"(?:{_NO})(?!\w{{0,4}}(?:催|推|提醒|烦))|还有|还差|一半|如果|吗|[?]"
        r"|(?<![a-z])(?:how|when|if|almost)(?![a-z])"
    ),
}
_NEGATED = re.compile(_NO)
#: Whoever asks about a deal reports none.
_ASKS = re.compile(
    r"多少|几|吗|怎么样|如果|假如|要是|为什么|[?？]|(?<![a-z])(?:how|what|why|when|if|did|is)(?![a-z])"
)
#: Times that were left over: 双十一 of a year, a season, the end of a month, 7天.
_OTHER_TIME = re.compile(
    r"[年月季]|(?<!到)底|节|旬|\d ?[天日号]|周(?![总先女老经])|星期|礼拜|假期|国庆|春|元旦|五一|十一|端午|中秋|清明|双\d|双十|618|黑五|圣诞|财年"
    r"|(?<![a-z])(?:weeks?|months?|quarters?|years?|seasons?|holidays?|days|christmas|cny|easter|eve)(?![a-z])"
)
#: What is said of pay and is no question how much it is or why: rates, tax, orders, wages.
_NO_PAY = re.compile(
    r"税|比例|我们|咱们|(?<![a-z])(?:our|we|your)(?![a-z])|方案|政策|制度|工资|薪|年终|奖金|提现|转给|转账|改成|改为|改到|删|批|客户不|客户为|取消|"
    r"怎么(?:才|提高|多拿|增加)|[给帮]\S{1,6}发(?:提成|佣金)|加\s?\d|"
    r"(?<![a-z])(?:tax|rates?|plans?|salary|payslip|bonus|wages?|transfer|approve|cancels?|reset|fix|delete|"
    r"add|set|change|company|customers?|clients?|pay raise|nothing)(?![a-z])|"
    r"how (?:do|can|to|could) (?:i |we )?(?:earn|get|make|increase)|(?<![a-z])more commission"
)
#: A word of each of these must be there.
_ANCHORS = {
    Intent.COMMISSION: Part.COMMISSION | Part.EARN | Part.STAGE,
    Intent.WHY: Part.COMMISSION | Part.EARN | Part.CALCULATED | Part.WRONG | Part.THIS_DEAL,
    Intent.WHAT_IF: Part.AMOUNT,
}
_MONEY = re.compile(r"钱|发(?:放|下来)|结佣|打款|扣|paid|money|deals|哪些单|单\S{0,3}没?(?:算|计)")
_OTHERS = re.compile(
    r"他|她|别人|人家|其他人|其他同事|同事|师傅|师父|导师|徒弟|经理|老板|主管|领导|组员|全组|整组|组里|团队|"
    r"部门|大家|每个人|所有人|各人|(?<![a-z])(?:his|her|their|he|she|they|colleagues?|every(?:one|body)|boss|"
    r"manager|mentor|team|others|people|someone)(?![a-z])"
    r"|(?<![a-z])(?!(?:it|what|how|there|let|where|that)'s)[a-z]+'s (?:commission|earnings|pay|payout|comm)(?![a-z])"
)
_REFUSED = "error.pay_of_people"
_AND = re.compile(r"(?:和|跟|与|、| and )$")
_COMPARED = re.compile(r"比|(?<![a-z])than(?![a-z])")
_LISTED = re.compile(r"哪些|列|明细|list|show|which")
#: What she hopes to get, and no deal: 能拿一万.
_HOPED = re.compile(r"签多少|卖多少|做多少|how much (?:more )?(?:do|must|should)")
_ME = re.compile(
    r"我(?!的?(?:师|导师|徒弟|同事|经理|老板|主管|领导))|俺|咱|自己|本人|(?<![a-z])(?:i|my(?! (?:mentor|boss|manager|colleague|team))|me|mine|i'm|i've)(?![a-z])"
)
_MONTHLY = frozenset({Intent.TARGET, Intent.TARGET_WHY})
_KINDS = (
    (re.compile("点评|comment"), RecordKind.REVIEW),
    (re.compile("复盘|review"), RecordKind.REPORT),
    (re.compile("谈|聊|talk|chat"), RecordKind.TALK),
    (re.compile("访|陪|带|ride|visit|shadow"), RecordKind.RIDE_ALONG),
)
_WISHES = frozenset(wish.value for wish in MentorWish)


def read_meaning(typed: str, found: Likely, days: Days, today: date) -> Understanding | None:
    """Read a clean text for what it most likely means; None where that is not sure enough."""
    label, share = found.labels[0]
    intent = Intent(label)
    if intent in _PAY:
        # How much and why are near each other, and both are refused of somebody else.
        share = sum(part for other, part in found.labels if Intent(other) in {*_HOW_MUCH, intent})
    least = SURE_TO_OPEN if intent in _FORMS else SURE
    if intent in _HOW_MUCH:
        least = SURE_TO_REFUSE
    if share < least or intent not in _OWN | _FORMS | _OF_SOMEBODY:
        return None
    if is_turned(intent, typed):
        return None
    if intent is Intent.REPORT_DEAL and _ASKS.search(fold(typed)):
        return None
    read = Understanding(
        intent=intent, confidence=round(min(share, 0.84), 2), text=typed.lower(), range=days.one[0]
    )
    if intent in _PAY:
        paid = _pay(read, typed, days)
        is_of_others = paid is not None and (paid.person or paid.problem == _REFUSED)
        return paid if is_of_others or share >= SURE else None
    if not _is_now(intent, days, today):
        return None
    if intent is Intent.MENTEES and not _TASK.search(fold(typed)):
        return None
    return _about(read, typed, days)


def is_turned(intent: Intent, typed: str) -> bool:
    """Whether it says that this is not wanted: 不换师傅了, "no need to report the deal"."""
    return intent in _FORMS and bool(_NOT.get(intent, _NEGATED).search(fold(typed)))


def _pay(read: Understanding, typed: str, days: Days) -> Understanding | None:
    """Add days, sum and person; others' pay is told of by name, or refused as a whole."""
    assert read.intent is not None  # noqa: S101 - it was read
    marked, amounts = take_amounts(days.marked)
    amount, problem = the_amount(amounts)
    sentence = PHRASES.cut(marked)
    parts = reduce(or_, (phrase.part for phrase in sentence), Part.FILLER)
    left = "".join(char for char in marked if char not in MARKS.values())
    is_anchored = parts & _ANCHORS[read.intent] or _MONEY.search(left)
    if (
        not parts & Part.COMMISSION
        and parts & (Part.SALES | Part.GOAL)
        and not _LISTED.search(left)
    ):
        is_anchored = False  # how much she sold is no sum of hers
    if not is_anchored or _NO_PAY.search(left) or days.one[1] == "range.several":
        return None
    if read.intent is Intent.WHAT_IF:
        is_clear = amount is not None and not problem and not _OTHERS.search(left)
        is_clear &= not parts & Part.GOAL and not _HOPED.search(left)
        return replace(read, amount=amount, range=None) if is_clear else None
    if _OTHER_TIME.search(left):
        return None
    span = next(names(sentence, marked), None)
    if span is not None and not _AND.search(marked[: span[0]]):
        person = typed[slice(*span)]
        return replace(read, intent=Intent.COMMISSION, person=person, problem=days.one[1])
    if span is not None or _OTHERS.search(left):
        if read.intent is Intent.COMMISSION and not _ME.search(left):
            return replace(read, problem=_REFUSED)
        if span is not None or read.intent is Intent.COMMISSION or not _ME.search(left):
            return None
    if read.intent is Intent.COMMISSION and parts & Part.NOT and parts & (Part.WHY | Part.HOW):
        return replace(read, intent=Intent.WHY, problem=days.one[1])
    if read.intent is Intent.COMMISSION and (amounts or parts & Part.NOT):
        return None
    if read.intent is Intent.WHY and _COMPARED.search(left):
        # 比上个月少: it is not last month that is to be explained.
        return replace(read, range=None)
    return replace(read, problem=days.one[1])


def _is_now(intent: Intent, days: Days, today: date) -> bool:
    """Whether the time that is named, if any, is one this can be told of."""
    named, problem = days.one
    if intent in _FORMS | _OF_SOMEBODY or not days.found:
        return True
    if problem or named is None or today not in named.days:
        return False
    if intent is Intent.MENTEES:  # told of the running week
        return named.kind is not SpokenKind.MONTH
    return intent not in _MONTHLY or named.kind is SpokenKind.MONTH


def _about(read: Understanding, typed: str, days: Days) -> Understanding | None:
    """Add whom it is about, and what else the card of it can be opened with."""
    assert read.intent is not None  # noqa: S101 - it was read
    if read.intent is Intent.REPORT_DEAL:
        return replace(read, range=None, report=told_deal(typed, fold(typed)))
    marked, score = take_score(days.marked)
    person = ""
    if read.intent in _NAMED:
        span = named_in(typed, TOPICS.cut(marked))
        person = typed[slice(*span)] if span else ""
    if person and read.intent in _OF_ANOTHER:
        read = replace(read, intent=_OF_ANOTHER[read.intent])
    if read.intent in _OF_SOMEBODY and not person:
        return None
    if read.intent is Intent.INTERVENTION:
        said = SpokenRisk(wish=RiskWish.RECORD, person=person)
        return replace(read, risk=said)
    if read.intent is not None and read.intent.value in _WISHES:
        kind = next((kind for words, kind in _KINDS if words.search(fold(typed))), None)
        is_record = read.intent is Intent.MENTOR_RECORD
        told = SpokenMentoring(
            wish=MentorWish(read.intent.value),
            kind=kind if is_record else None,
            person=person,
            score=score,
        )
        return replace(read, mentoring=told, person=None)
    return replace(read, person=person or None)
