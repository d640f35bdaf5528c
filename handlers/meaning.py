"""What a sentence surely means that no grammar reads, and whom, when and how much it names.

Only what asks, or opens a form in which nothing counts before it is confirmed, is read so. A word
that says "not", somebody else's pay, or a time that was not understood is never passed over.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from handlers.guessing import SURE, SURE_TO_OPEN, SURE_TO_REFUSE, WITHOUT_WORDS, has_our_words
from handlers.intent import Intent
from handlers.meaning_pay import HOW_MUCH, PAY, REFUSED, is_about_commission, read_pay
from handlers.slots import Days, take_score
from handlers.turned import FORMS, is_asked, is_turned
from handlers.understood import Understanding
from rules.likeness import Likely
from rules.mentor_record import RecordKind
from rules.spoken_mentoring import MentorWish, SpokenMentoring
from rules.spoken_name import named_in
from rules.spoken_point import SpokenKind
from rules.spoken_risk import RiskWish, SpokenRisk
from rules.spoken_told_deal import told_deal
from rules.topic_words import TOPICS
from rules.typed_text import fold

_OWN = frozenset(
    {
        Intent.HELP, Intent.REMINDERS, Intent.UNREACHABLE, Intent.COURSES, Intent.NEXT_COURSE,
        Intent.MENTEES, Intent.MY_MENTOR, Intent.TARGET, Intent.TARGET_WHY, Intent.MY_PROBATION,
        Intent.TEAM_STATUS, Intent.RISK_LIST, Intent.RETENTION_REPORT, Intent.HELD_DATA,
        Intent.CANDIDATES, Intent.PROFILE, Intent.RISK_MODEL, Intent.WAITING,
    }
)  # fmt: skip
#: Asked of somebody by name; without one there is nothing to show.
_OF_SOMEBODY = frozenset(
    {
        Intent.MENTEE, Intent.SCREEN, Intent.PROBATION, Intent.DOSSIER, Intent.INTERVENTION,
        Intent.LEAVER,
    }
)  # fmt: skip
#: Orders that a grammar reads word by word; in other words they are answered with how to say it.
_TOLD_HOW = frozenset(
    {Intent.SET_TARGET, Intent.SET_PLAN, Intent.PAIRING, Intent.MENTOR_LEAVE, Intent.OBJECTION}
)
#: A verb of theirs must be there: "commission plan" alone is no order to change one.
_ORDERING = re.compile(
    r"[改换调设定带配交降升]|安排|分配|请假|休假|不在|代[带办]?|反对|不同意|退出|不要|别|拒绝|"
    r"(?<![a-z])(?:change|set|move|put|switch|lower|raise|assign|pair|mentor|leave|away|off|"
    r"stand|cover|object|opt|stop|agree|consent)"
)
#: One's own is changed by others, and a question changes none: 佣金方案什么时候改.
_NO_ORDER = re.compile(
    r"我的?(?:目标|指标|方案|提成|佣金)|什么时候|几时|吗|谁|为什么|多少"
    r"|(?<![a-z])(?:my (?:target|goal|quota|plan|commission)|when|why|who)(?![a-z])"
)
_CHANGES = frozenset({Intent.SET_TARGET, Intent.SET_PLAN})
#: Asked of oneself or of somebody.
_OF_ANYBODY = frozenset({Intent.COURSES, Intent.TARGET, Intent.TARGET_WHY})
#: What is asked of oneself, or of all, is another thing of one who is named.
_OF_ANOTHER = {
    Intent.MY_PROBATION: Intent.PROBATION,
    Intent.TEAM_STATUS: Intent.MENTEE,
    Intent.MENTEES: Intent.MENTEE,
    Intent.MY_MENTOR: Intent.MENTEE,
}
_NAMED = _OF_SOMEBODY | _OF_ANYBODY | _OF_ANOTHER.keys()
_NAMED |= {Intent.MENTOR_RECORD, Intent.RISK_LIST}
#: What is answered for the running month alone.
_MONTHLY = frozenset({Intent.TARGET, Intent.TARGET_WHY})
#: Below the confidence of what was read word by word.
_MOST_SURE = 0.84
#: 谁快转正了: of all whose probation ends soon.
_WHO = re.compile(r"谁|哪[些几]?个?人?|有没有人|几个|名单|(?<![a-z])(?:who|whose|which)(?![a-z])")
#: Tasks are a mentor's: 今天要做啥 may be anybody's question.
_TASK = re.compile(
    r"任务|待办|带教|徒弟|学员|新人|陪访|跟访|师傅|带的"
    r"|(?<![a-z])(?:tasks?|to-?dos?|mentor|mentees?)"
)
_KINDS = (
    (re.compile("点评|comment"), RecordKind.REVIEW),
    (re.compile("复盘|review"), RecordKind.REPORT),
    (re.compile("谈|聊|talk|chat"), RecordKind.TALK),
    (re.compile("访|陪|带|ride|visit|shadow"), RecordKind.RIDE_ALONG),
)
_WISHES = frozenset(wish.value for wish in MentorWish)


def read_meaning(typed: str, found: Likely, days: Days, today: date) -> Understanding | None:
    """Read a clean text for what it most likely means; None where that is not sure enough."""
    intent, share = _likest(found)
    read = Understanding(
        intent=intent,
        confidence=round(min(share, _MOST_SURE), 2),
        text=typed.lower(),
        range=days.one[0],
    )
    if intent in PAY:
        return _paid(read, share, typed, days)
    if (refused := _refused(read, found, typed, days)) is not None:
        return refused
    if intent is Intent.TEAM_STATUS and is_about_commission(typed):
        # 组里谁提成最高: her team's card tells of no pay.
        return replace(read, intent=Intent.COMMISSION, problem=REFUSED)
    sure = SURE_TO_OPEN if intent in FORMS | _TOLD_HOW else SURE
    if share < (sure if has_our_words(typed) else sure + WITHOUT_WORDS):
        return None
    return _meant(intent, read, typed, days, today)


def _meant(
    intent: Intent, read: Understanding, typed: str, days: Days, today: date
) -> Understanding | None:
    """Read what is likely enough, unless a word or a time makes it another thing."""
    if intent in _TOLD_HOW:
        is_order = _ORDERING.search(fold(typed)) and not is_turned(intent, typed)
        is_order = is_order and not (intent in _CHANGES and _NO_ORDER.search(fold(typed)))
        return replace(read, range=None) if is_order else None
    if intent not in _OWN | FORMS | _OF_SOMEBODY or not _is_now(intent, days, today):
        return None
    is_meant = not is_turned(intent, typed) and not is_asked(intent, typed)
    if not is_meant or (intent is Intent.MENTEES and not _TASK.search(fold(typed))):
        return None
    return _about(read, typed, days)


def _likest(found: Likely) -> tuple[Intent, float]:
    """Give what is likest. How much and why are near each other, and alike refused to others."""
    label, share = found.labels[0]
    intent = Intent(label)
    if intent in PAY:
        near = HOW_MUCH | {intent}
        share = sum(part for other, part in found.labels if Intent(other) in near)
    return intent, share


def _paid(read: Understanding, share: float, typed: str, days: Days) -> Understanding | None:
    """Read a question about pay; that it is of somebody else is sure enough sooner."""
    if share < SURE_TO_REFUSE:
        return None
    paid = read_pay(read, typed, days)
    is_of_others = paid is not None and (paid.person or paid.problem == REFUSED)
    return paid if is_of_others or share >= SURE else None


def _refused(read: Understanding, found: Likely, typed: str, days: Days) -> Understanding | None:
    """Refuse the pay of others also where their work is likelier meant than their pay."""
    share = sum(part for label, part in found.labels if Intent(label) in HOW_MUCH)
    paid = _paid(replace(read, intent=Intent.COMMISSION), share, typed, days)
    return paid if paid is not None and paid.problem == REFUSED else None


def _is_now(intent: Intent, days: Days, today: date) -> bool:
    """Whether the time that is named, if any, is one this can be told of."""
    named, problem = days.one
    if intent in FORMS | _OF_SOMEBODY or not days.found:
        return True
    if problem or named is None or today not in named.days:
        return False
    if intent is Intent.MENTEES:  # told of the running week
        return named.kind is not SpokenKind.MONTH
    return intent not in _MONTHLY or named.kind is SpokenKind.MONTH


def _about(read: Understanding, typed: str, days: Days) -> Understanding | None:
    """Add whom it is about, and what else the card of it can be opened with."""
    if read.intent is Intent.REPORT_DEAL:
        return replace(read, range=None, report=told_deal(typed, fold(typed)))
    marked, score = take_score(days.marked)
    span = named_in(typed, TOPICS.cut(marked)) if read.intent in _NAMED else None
    person = typed[slice(*span)] if span else ""
    if person and read.intent in _OF_ANOTHER:
        read = replace(read, intent=_OF_ANOTHER[read.intent])
    if read.intent in _OF_SOMEBODY and not person:
        is_of_all = read.intent is Intent.PROBATION and _WHO.search(fold(typed))
        return read if is_of_all else None
    if read.intent is Intent.RISK_LIST and person:
        return replace(read, risk=SpokenRisk(wish=RiskWish.LIST, person=person))
    if read.intent is Intent.INTERVENTION:
        return replace(read, risk=SpokenRisk(wish=RiskWish.RECORD, person=person))
    if read.intent is not None and read.intent.value in _WISHES:
        return replace(read, mentoring=_mentoring(read.intent, typed, person, score))
    return replace(read, person=person or None)


def _mentoring(intent: Intent, typed: str, person: str, score: str) -> SpokenMentoring:
    kind = next((kind for words, kind in _KINDS if words.search(fold(typed))), None)
    return SpokenMentoring(
        wish=MentorWish(intent.value),
        kind=kind if intent is Intent.MENTOR_RECORD else None,
        person=person,
        score=score,
    )
