"""What a person typed -> what she wants, and about which days, sum, person or code.

A sentence is cut into known phrases and is acted on only if nothing in it is left over and its
parts fit a shape. Everything else is answered with offers: a wrong act costs more than a question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.intent import Intent
from handlers.money_sentence import OFFERED, merged, read_money, read_money_of
from handlers.offering import offers_for, sounds_like
from handlers.slots import find_days
from handlers.topic_sentence import read_topic
from handlers.understood import Understanding
from rules.misspelling import correct
from rules.spoken_course import COURSES, NEXT, whose_courses
from rules.spoken_mentoring import find_mentoring
from rules.spoken_preference import REMINDERS, find_preference
from rules.spoken_reach import UNREACHABLE
from rules.spoken_report import find_report
from rules.spoken_target import find_probation, is_target, is_target_history
from rules.typed_text import clean, fold

__all__ = ["Intent", "Understanding", "understand"]

#: A misspelt request to write something is offered, never done.
_WRITES = frozenset(
    {
        Intent.LINK,
        Intent.PREFERENCE,
        Intent.REPORT_DEAL,
        Intent.MENTOR_RECORD,
        Intent.PAIRING,
        Intent.PULSE,
        Intent.ANOTHER_MENTOR,
    }
)
_CORRECTED = 0.85

_MAX_LENGTH = 2000
#: Beyond this nobody asks, she tells a story: no names and typing errors are looked for.
_MAX_QUESTION = 120
#: A report names a customer and a product in full.
_MAX_REPORT = 400


def understand(text: str, *, today: date) -> Understanding:
    """Read one message; `today` is the sender's day, from which 昨天 and "last month" count.

    The range stays None where none was named: the caller decides on a default.
    """
    if not text.strip():
        return Understanding(intent=None, confidence=0.0)
    typed = clean(text)
    if told := _read_mentoring(typed):
        return told
    if max(len(text), len(typed)) > _MAX_LENGTH:
        return Understanding(intent=None, confidence=0.0)
    return _understand(typed, today)


def _understand(typed: str, today: date) -> Understanding:
    """Read a cleaned text of a bearable length."""
    if not typed.strip(" ?!.。…/"):
        # A mention alone, a bare /foothold, a question mark.
        return Understanding(intent=Intent.HELP, confidence=1.0, text=typed)
    if wanted := _read_order(typed):
        return wanted
    plain = _read(typed, today)
    if plain.intent or len(typed) > _MAX_QUESTION:
        return plain
    return _think_again(typed, plain, today)


def _read(typed: str, today: date) -> Understanding:
    """Read every word as it stands: a question about money, or else about something else."""
    days = find_days(fold(typed), today)
    money = read_money(typed, days)
    if money.intent or len(typed) > _MAX_QUESTION:
        return money
    return read_topic(typed, days, today) or money


def _read_order(typed: str) -> Understanding | None:
    """Read what has a grammar of its own: reminders, courses, targets, a deal to report."""
    if len(typed) <= _MAX_QUESTION and (
        wanted := _read_preference(typed) or _read_course(typed) or _read_target(typed)
    ):
        return wanted
    report = find_report(typed, fold(typed)) if len(typed) <= _MAX_REPORT else None
    if report is None:
        return None
    return Understanding(
        intent=Intent.REPORT_DEAL,
        confidence=1.0,
        text=typed.lower(),
        report=report,
        problem=report.problem,
    )


def _read_preference(typed: str) -> Understanding | None:
    """Read how she wants to be told things; such a sentence has a grammar of its own."""
    folded = fold(typed)
    if REMINDERS.fullmatch(folded):
        return Understanding(intent=Intent.REMINDERS, confidence=1.0, text=typed.lower())
    if UNREACHABLE.fullmatch(folded):
        return Understanding(intent=Intent.UNREACHABLE, confidence=1.0, text=typed.lower())
    wanted = find_preference(folded)
    if wanted is None:
        return None
    return Understanding(
        intent=Intent.PREFERENCE,
        confidence=1.0,
        text=typed.lower(),
        preference=wanted,
        problem=wanted.problem,
    )


def _read_mentoring(typed: str) -> Understanding | None:
    """Read what is about mentoring; a record may be as long as its writer likes."""
    wanted = find_mentoring(typed)
    if wanted is None:
        return None
    return Understanding(
        intent=Intent(wanted.wish.value),
        confidence=1.0,
        text=typed.lower(),
        mentoring=wanted,
    )


def _read_course(typed: str) -> Understanding | None:
    """Read a question about courses, which is known whole or not at all."""
    folded = fold(typed)
    read = Understanding(intent=Intent.COURSES, confidence=1.0, text=typed.lower())
    if NEXT.fullmatch(folded):
        return replace(read, intent=Intent.NEXT_COURSE)
    if COURSES.fullmatch(folded):
        return read
    name = whose_courses(folded)
    return None if name is None else replace(read, person=name)


def _read_target(typed: str) -> Understanding | None:
    folded = fold(typed).strip()
    if person := find_probation(typed.strip()):
        return Understanding(
            intent=Intent.PROBATION, confidence=1.0, text=typed.lower(), person=person
        )
    for intent, asks in ((Intent.TARGET, is_target), (Intent.TARGET_WHY, is_target_history)):
        if asks(folded):
            return Understanding(intent=intent, confidence=1.0, text=typed.lower())
    return None


def _think_again(typed: str, plain: Understanding, today: date) -> Understanding:
    """Allow for typing errors and names; an error is corrected first, lest it be called a name."""
    spelled = correct(typed)
    put_right = plain
    if spelled != typed:
        put_right = _read_order(spelled) or _read(spelled, today)
    if put_right.intent:
        return _corrected(put_right, plain)
    if named := read_money_of(typed, fold(typed), today):
        return named
    if spelled != typed and (named := read_money_of(spelled, fold(spelled), today)):
        return _corrected(named, plain)
    leaning = merged(plain.offers, put_right.offers, sounds_like(fold(typed)))
    offers = offers_for(typed, leaning)
    return replace(plain, offers=offers, confidence=OFFERED if offers else 0.0)


def _corrected(reading: Understanding, plain: Understanding) -> Understanding:
    if reading.intent not in _WRITES:
        return replace(reading, confidence=_CORRECTED, text=plain.text)
    offers = (reading.intent,) if reading.intent else ()
    return replace(reading, intent=None, confidence=OFFERED, offers=offers, text=plain.text)
