"""What a person typed -> what she wants, and about which days, sum, person or code.

A sentence is cut into known phrases and is acted on only if nothing in it is left over and its
parts fit a shape. Everything else is answered with offers: a wrong act costs more than a question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.course_sentence import read_course_done
from handlers.guessing import likely
from handlers.intent import Intent
from handlers.meaning import read_meaning
from handlers.money_sentence import OFFERED, merged, read_money, read_money_of
from handlers.offering import offers_for
from handlers.order_sentence import MAX_QUESTION, read_leave, read_order, read_record
from handlers.slots import find_days
from handlers.sounds import as_chinese
from handlers.topic_sentence import read_topic
from handlers.turned import is_declined
from handlers.understood import CORRECTED, NOT_WANTED, Understanding
from rules.course_names import CourseNames
from rules.misspelling import correct
from rules.pay_words import is_about_law, is_money_order
from rules.spoken_customer import find_customer
from rules.spoken_name import without_title
from rules.typed_text import clean, fold, without_symbols

__all__ = ["Intent", "Understanding", "understand"]

#: A misspelt request to write something is offered, never done.
_WRITES = frozenset(
    {
        Intent.LINK,
        Intent.PREFERENCE,
        Intent.REPORT_DEAL,
        Intent.RECORD_SCORE,
        Intent.COURSE_DONE,
        Intent.MENTOR_RECORD,
        Intent.PAIRING,
        Intent.PULSE,
        Intent.ANOTHER_MENTOR,
        Intent.MENTOR_LEAVE,
        Intent.BIND_GROUP,
        Intent.UNBIND_GROUP,
        Intent.INTERVENTION,
        Intent.OBJECTION,
        Intent.JOIN,
        Intent.LEAVER,
        Intent.SET_PLAN,
        Intent.SET_TARGET,
        Intent.IMPORT_ROSTER,
    }
)

_MAX_LENGTH = 2000
#: Sentences of known words alone that were read lately, and what they came to: most of what is
#: typed are the same few questions.
_LATELY: dict[tuple[str, date, CourseNames | None], Understanding] = {}
_MOST_REMEMBERED = 500
_LONGEST_REMEMBERED = 60
#: What a sentence may say beside its words; such a one is not remembered.
_SLOTS = (
    *("amount", "person", "customer", "code", "preference", "mentoring"),
    *("report", "score", "risk", "leave", "hr", "problem"),
)


def understand(text: str, *, today: date, courses: CourseNames | None = None) -> Understanding:
    """Read one message; `today` is the sender's day, from which 昨天 and "last month" count.

    `courses` are those of the site's catalogue; without them none is known by its name. The range
    stays None where none was named: the caller decides on a default.
    """
    if (known := _LATELY.get((text, today, courses))) is not None:
        return known
    reading = _untitled(_understood(text, today, courses))
    if len(text) <= _LONGEST_REMEMBERED and _is_anybodys(reading):
        if len(_LATELY) >= _MOST_REMEMBERED:
            _LATELY.clear()
        _LATELY[text, today, courses] = reading
    return reading


def _untitled(reading: Understanding) -> Understanding:
    """Leave out the title behind a full name, which no roster has: 张伟同学."""
    person, told, risk = reading.person, reading.mentoring, reading.risk
    if person:
        reading = replace(reading, person=without_title(person))
    if told is not None and told.person:
        told = replace(told, person=without_title(told.person), other=without_title(told.other))
        reading = replace(reading, mentoring=told)
    if risk is not None and risk.person:
        reading = replace(reading, risk=replace(risk, person=without_title(risk.person)))
    return reading


def _is_anybodys(reading: Understanding) -> bool:
    """Whether it is made of known words alone, and asks: nothing in it is anybody's own."""
    is_plain = reading.confidence == 1.0 and reading.intent not in _WRITES and not reading.courses
    return is_plain and all(getattr(reading, slot) is None for slot in _SLOTS)


def _understood(text: str, today: date, courses: CourseNames | None) -> Understanding:
    if not text.strip():
        return Understanding(intent=None, confidence=0.0)
    typed = clean(text)
    if told := read_record(typed):
        return told
    if max(len(text), len(typed)) > _MAX_LENGTH:
        return Understanding(intent=None, confidence=0.0)
    typed = without_symbols(typed)
    plain = _understand(typed, today, courses)
    return plain if plain.confidence == 1.0 else _sounded(typed, plain, today, courses)


def _sounded(
    typed: str, plain: Understanding, today: date, courses: CourseNames | None
) -> Understanding:
    """Read Chinese typed in Latin letters, where it is that and means more than it does so."""
    said = as_chinese(typed) if len(typed) <= MAX_QUESTION else None
    if said is None:
        return plain
    put_right = _understand(said, today, courses)
    if put_right.intent:
        return _corrected(put_right, plain)
    if plain.intent is Intent.COMMISSION or not put_right.offers:
        return plain
    return replace(plain, intent=None, confidence=OFFERED, offers=put_right.offers)


def _understand(typed: str, today: date, courses: CourseNames | None) -> Understanding:
    """Read a cleaned text of a bearable length."""
    if not typed.strip(" ?!.。…/"):
        # A mention alone, a bare /foothold, a question mark.
        return Understanding(intent=Intent.HELP, confidence=1.0, text=typed)
    is_law = is_about_law(typed)
    if not is_law and (wanted := read_order(typed) or read_leave(typed, today)):
        return wanted
    if is_law or is_money_order(typed):
        # Nobody pays, holds or changes pay by a sentence.
        return Understanding(intent=None, confidence=0.0, text=typed.lower())
    if courses is not None and (done := read_course_done(typed, courses)):
        return done
    if deal := _read_deal(typed, today):
        return deal
    return _read_or_think(typed, today)


def _read_deal(typed: str, today: date) -> Understanding | None:
    """Read a question about her pay for one deal, named by its customer: 华星那单提成多少."""
    if len(typed) > MAX_QUESTION:
        return None
    folded = fold(typed)
    marks = find_days(folded, today).marked
    marked = "".join(
        one if new == old else new for one, old, new in zip(typed, folded, marks, strict=True)
    )
    found = find_customer(marked)
    if found is None:
        return None
    start, end = found.deal
    read = _read_or_think(typed[:start] + found.instead + typed[end:], today)
    if read.intent not in {Intent.COMMISSION, Intent.WHY} or read.person:
        return None
    return replace(read, customer=typed[slice(*found.name)], text=typed.lower())


def _read_or_think(typed: str, today: date) -> Understanding:
    plain = _read(typed, today)
    if plain.intent or len(typed) > MAX_QUESTION:
        return plain
    return _think_again(typed, plain, today)


def _read(typed: str, today: date) -> Understanding:
    """Read every word as it stands: a question about money, or else about something else."""
    days = find_days(fold(typed), today)
    money = read_money(typed, days)
    if money.intent or len(typed) > MAX_QUESTION:
        return money
    return read_topic(typed, days, today) or money


def _think_again(typed: str, plain: Understanding, today: date) -> Understanding:
    """Allow for typing errors and names; an error is corrected first, lest it be called a name."""
    spelled = correct(typed)
    put_right = plain
    if spelled != typed:
        put_right = read_order(spelled) or _read(spelled, today)
    if put_right.intent:
        return _corrected(put_right, plain)
    if named := read_money_of(typed, fold(typed), today):
        return named
    if spelled != typed and (named := read_money_of(spelled, fold(spelled), today)):
        return _corrected(named, plain)
    found = likely(spelled)
    if meant := read_meaning(typed, found, find_days(fold(typed), today), today):
        return meant
    offers = offers_for(typed, found, merged(plain.offers, put_right.offers))
    if is_declined(Intent(found.labels[0][0]), typed):
        # What is not wanted is not offered either.
        return replace(plain, offers=(), confidence=0.0, problem=NOT_WANTED)
    return replace(plain, offers=offers, confidence=OFFERED if offers else 0.0)


def _corrected(reading: Understanding, plain: Understanding) -> Understanding:
    if reading.intent not in _WRITES:
        return replace(reading, confidence=CORRECTED, text=plain.text)
    offers = (reading.intent,) if reading.intent else ()
    return replace(reading, intent=None, confidence=OFFERED, offers=offers, text=plain.text)
