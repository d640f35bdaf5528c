"""Reads a question about courses, targets, mentoring, teams or reminders, as a whole or not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import or_

from handlers.intent import Intent
from handlers.slots import Days, take_amounts, take_score
from handlers.topic_shape import TOPIC_SHAPES
from handlers.understood import Understanding
from rules.lexicon import Phrase
from rules.mentor_record import RecordKind
from rules.part import Part, mark
from rules.spoken_mentoring import MentorWish, SpokenMentoring
from rules.spoken_name import Beside, names
from rules.spoken_point import SpokenKind
from rules.spoken_report import SpokenReport
from rules.topic_words import TOPICS

#: Around a name: what is asked of somebody follows her, a mentee or a visit leads to her.
_AROUND = Beside(
    after=Part.TARGET | Part.COURSE | Part.PROBATION | Part.RANGE | Part.SALES | Part.ACT
    | Part.RECENT | Part.DONE | Part.LEFT | Part.WHEN | Part.GUIDE | Part.MENTOR,
    before=Part.MENTEE | Part.RECORD,
    leads=frozenset({"of", "for", "with", "about"}),
)  # fmt: skip
#: What is answered for the running week; 本月任务 may be the target of the month.
_WEEKLY = frozenset({Intent.MENTEES})
#: What is answered for the running month alone.
_MONTHLY = frozenset({Intent.TARGET, Intent.TARGET_WHY})
_KINDS = (
    (re.compile("点评|comment"), RecordKind.REVIEW),
    (re.compile("复盘|review"), RecordKind.REPORT),
    (re.compile("谈|talk"), RecordKind.TALK),
    (re.compile("访|ride|visit"), RecordKind.RIDE_ALONG),
)
_WISHES = frozenset(wish.value for wish in MentorWish)


def read_topic(typed: str, days: Days, today: date) -> Understanding | None:
    """Read a clean text; None where a word is left over, or a time is named it can not tell of.

    A stretch that may be a name is taken as one only where the sentence makes no sense without.
    """
    marked, score = take_score(days.marked)
    marked, _ = take_amounts(marked)
    sentence = TOPICS.cut(marked)
    shown = _parts(sentence)
    intent = _intent(shown, days, today)
    span: tuple[int, int] | None = None
    if intent is None and shown & Part.UNKNOWN:
        intent, span = _named(sentence, marked, days, today)
    if intent is None:
        return None
    read = Understanding(intent=intent, confidence=1.0, text=typed.lower(), range=days.one[0])
    person = typed[slice(*span)] if span else None
    return _with_slots(read, person=person, score=score, marked=marked)


def _named(
    sentence: list[Phrase], marked: str, days: Days, today: date
) -> tuple[Intent | None, tuple[int, int] | None]:
    for span in names(sentence, marked, _AROUND):
        parts = _parts(TOPICS.cut(mark(marked, *span, Part.PERSON)))
        if intent := _intent(parts, days, today):
            return intent, span
    return None, None


def _parts(sentence: list[Phrase]) -> Part:
    return reduce(or_, (phrase.part for phrase in sentence), Part.FILLER)


def _intent(parts: Part, days: Days, today: date) -> Intent | None:
    intent = next((shape.intent for shape in TOPIC_SHAPES if shape.fits(parts)), None)
    if intent is None or not days.found:
        return intent
    named, problem = days.one
    if problem or named is None or today not in named.days:
        return None
    wrong = _WEEKLY if named.kind is SpokenKind.MONTH else _MONTHLY
    return None if intent in wrong else intent


def _with_slots(
    read: Understanding, *, person: str | None, score: str, marked: str
) -> Understanding:
    if read.intent is Intent.REPORT_DEAL:
        return replace(read, report=SpokenReport())
    if read.intent is None or read.intent.value not in _WISHES:
        return replace(read, person=person)
    kind = next((kind for words, kind in _KINDS if words.search(marked)), None)
    said = SpokenMentoring(
        wish=MentorWish(read.intent.value),
        kind=kind if read.intent is Intent.MENTOR_RECORD else None,
        person=person or "",
        score=score,
    )
    return replace(read, mentoring=said)
