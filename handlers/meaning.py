"""What a sentence surely means that no grammar reads, and whom, when and how much it names.

Only what asks, or opens a form in which nothing counts before it is confirmed, is read so. A word
that says "not", somebody else's pay, or a time that was not understood is never passed over.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from handlers.guessing import SURE, SURE_TO_OPEN
from handlers.intent import Intent
from handlers.slots import Days, take_amounts, take_score, the_amount
from handlers.understood import Understanding
from rules.likeness import Likely
from rules.mentor_record import RecordKind
from rules.part import MARKS
from rules.phrases import PHRASES
from rules.spoken_mentoring import MentorWish, SpokenMentoring
from rules.spoken_name import named_in, names
from rules.spoken_point import SpokenKind
from rules.spoken_risk import RiskWish, SpokenRisk
from rules.topic_words import TOPICS
from rules.typed_text import fold

_PAY = frozenset({Intent.COMMISSION, Intent.WHY, Intent.WHAT_IF})
_OWN = frozenset(
    {
        *_PAY, Intent.HELP, Intent.REMINDERS, Intent.UNREACHABLE, Intent.COURSES, Intent.LINK,
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
_FORMS = frozenset(
    {
        Intent.REPORT_DEAL, Intent.COURSE_DONE, Intent.MENTOR_RECORD, Intent.PULSE,
        Intent.ANOTHER_MENTOR, Intent.JOIN, Intent.IMPORT_ROSTER, Intent.EXPORT_ROSTER,
        Intent.EXPORT_COMMISSION, Intent.RECORD_SCORE, Intent.INTERVIEW, Intent.CANDIDATE_SCORE,
    }
)  # fmt: skip
_NO = r"不|没|未|别|甭|取消|算了|\bno\b|\bnot\b|n't\b|\bnever\b|\bcancel"
#: What turns a wish round. Whoever wants another mentor says "not" of the one she has.
_NOT = {
    Intent.ANOTHER_MENTOR: re.compile(
        r"(?:不|别|没)(?:用|想|要|打算|需要)?(?:再)?(?:换|更换|改)|算了|"
        r"(?:not|n't|no need to|never mind) (?:want to |need to |wanna )?(?:change|switch|another)"
    ),
    Intent.COURSE_DONE: re.compile(
        rf"(?:{_NO})(?!\w{{0,4}}(?:催|推|提醒|烦))|还有|还差|一半|如果|吗|[?]|\b(?:how|when|if|almost)\b"
    ),
    Intent.WHAT_IF: re.compile(r"$^"),
}
_NEGATED = re.compile(_NO)
#: Times that were left over: 双十一 of a year, a season, a period of the company's own.
_OTHER_TIME = re.compile(
    r"[年月季]|节|周(?![总先女老经])|星期|礼拜|假期|\b(?:week|month|quarter|year|season|holiday)s?\b"
)
_OTHERS = re.compile(
    r"他|她|别人|人家|其他人|其他同事|同事|师傅|师父|导师|徒弟|经理|老板|主管|领导|组员|全组|整组|组里|团队|"
    r"部门|大家|每个人|所有人|各人|\b(?:his|her|their|he|she|they|colleagues?|every(?:one|body)|boss|"
    r"manager|mentor|team|others|people|someone)\b"
)
_ME = re.compile(r"我|俺|咱|自己|本人|\b(?:i|my|me|mine|i'm|i've)\b")
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
    least = SURE_TO_OPEN if intent in _FORMS else SURE
    if share < least or intent not in _OWN | _FORMS | _OF_SOMEBODY:
        return None
    if intent not in _OWN and _NOT.get(intent, _NEGATED).search(fold(typed)):
        return None
    read = Understanding(
        intent=intent, confidence=round(min(share, 0.84), 2), text=typed.lower(), range=days.one[0]
    )
    if intent in _PAY:
        return _pay(read, typed, days)
    if not _is_now(intent, days, today):
        return None
    return _about(read, typed, days)


def _pay(read: Understanding, typed: str, days: Days) -> Understanding | None:
    """Add days, sum and person; others' pay is told of by name, or refused as a whole."""
    marked, amounts = take_amounts(days.marked)
    amount, problem = the_amount(amounts)
    left = "".join(char for char in marked if char not in MARKS.values())
    if read.intent is Intent.WHAT_IF:
        return replace(read, amount=amount, problem=problem, range=None)
    if _OTHER_TIME.search(left):
        return None
    span = next(names(PHRASES.cut(marked), marked), None)
    if span is not None:
        person = typed[slice(*span)]
        return replace(read, intent=Intent.COMMISSION, person=person, problem=days.one[1])
    if read.intent is Intent.COMMISSION and _OTHERS.search(left):
        return None if _ME.search(left) else replace(read, problem="error.pay_of_people")
    return replace(read, problem=days.one[1])


def _is_now(intent: Intent, days: Days, today: date) -> bool:
    """Whether the time that is named, if any, is one this can be told of."""
    named, problem = days.one
    if intent in _FORMS | _OF_SOMEBODY or not days.found:
        return True
    if problem or named is None or today not in named.days:
        return False
    return intent not in _MONTHLY or named.kind is SpokenKind.MONTH


def _about(read: Understanding, typed: str, days: Days) -> Understanding | None:
    """Add whom it is about, and what else the card of it can be opened with."""
    assert read.intent is not None  # noqa: S101 - it was read
    marked, score = take_score(days.marked)
    person = ""
    if read.intent in _OF_SOMEBODY | _OF_ANYBODY | {Intent.MY_PROBATION, Intent.MENTOR_RECORD}:
        span = named_in(typed, TOPICS.cut(marked))
        person = typed[slice(*span)] if span else ""
    if read.intent is Intent.MY_PROBATION and person:
        read = replace(read, intent=Intent.PROBATION)
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
