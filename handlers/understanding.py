"""What a person typed -> what she wants, and about which days, sum, person or code.

A sentence is cut into known phrases and is acted on only if nothing in it is left over and its
parts fit one of the shapes below. Everything else is answered with offers: a wrong act costs more
than a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import or_

from handlers.guessing import guesses
from rules.misspelling import correct, nearest
from rules.phrases import MARKS, Part, Phrase, phrases
from rules.spoken_amount import SpokenAmount, find_amounts
from rules.spoken_course import COURSES, NEXT, whose_courses
from rules.spoken_export import EXPORT
from rules.spoken_good_news import is_bind, is_unbind
from rules.spoken_leave import SpokenLeave, find_leave
from rules.spoken_mentoring import SpokenMentoring, find_mentoring
from rules.spoken_name import names
from rules.spoken_point import SpokenRange
from rules.spoken_preference import REMINDERS, SpokenPreference, find_preference
from rules.spoken_range import FoundRange, find_ranges
from rules.spoken_reach import UNREACHABLE
from rules.spoken_report import SpokenReport, find_report
from rules.spoken_risk import SpokenRisk, find_risk
from rules.spoken_target import (
    find_dossier,
    find_probation,
    is_target,
    is_target_history,
    whose_target,
)
from rules.typed_text import clean, fold


class Intent(StrEnum):
    """What a person may want by typing."""

    COMMISSION = "commission"
    WHY = "why"
    WHAT_IF = "what_if"
    HELP = "help"
    LINK = "link"
    #: How she is told things.
    REMINDERS = "reminders"
    #: A change of that.
    PREFERENCE = "preference"
    #: Whom the bot can not reach.
    UNREACHABLE = "unreachable"
    COURSES = "courses"
    NEXT_COURSE = "next_course"

    MENTEES = "mentees"
    MENTOR_RECORD = "mentor_record"
    MENTEE = "mentee"
    PAIRING = "pairing"
    ANOTHER_MENTOR = "another_mentor"
    PULSE = "pulse"

    TARGET = "target"
    TARGET_WHY = "target_why"
    PROBATION = "probation"
    DOSSIER = "dossier"

    REPORT_DEAL = "report_deal"
    MENTOR_LEAVE = "mentor_leave"
    BIND_GROUP = "bind_group"
    UNBIND_GROUP = "unbind_group"

    RISK_LIST = "risk_list"
    INTERVENTION = "intervention"
    HELD_DATA = "held_data"
    OBJECTION = "objection"

    #: One's own commission as a sheet.
    EXPORT_COMMISSION = "export_commission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What was understood; with `intent` None, `offers` are up to three guesses to choose from.

    `problem` is a message id ("range.impossible_date", "range.future", "range.several",
    "amount.not_positive", "amount.too_large", "amount.vague", "amount.several"): tell it instead of
    answering for a range or sum that was not meant.
    """

    intent: Intent | None
    range: SpokenRange | None = None
    amount: Decimal | None = None
    #: As she wrote it: 張三, Li Lei. None is the asker herself.
    person: str | None = None
    #: In capitals, without blanks.
    code: str | None = None
    #: 1 every word known, 0.85 after correcting a typing error, 0.5 offers, 0 nothing.
    confidence: float
    offers: tuple[Intent, ...] = ()
    #: What was typed, cleaned and in small letters.
    text: str = ""
    problem: str | None = None
    preference: SpokenPreference | None = None
    mentoring: SpokenMentoring | None = None
    report: SpokenReport | None = None
    risk: SpokenRisk | None = None
    leave: SpokenLeave | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """An intent is meant if each of `needs` is there and nothing beside `needs` and `allows`."""

    intent: Intent
    needs: tuple[Part, ...]
    allows: Part = Part.FILLER

    def is_begun(self, parts: Part) -> bool:
        return all(parts & need for need in self.needs)

    def fits(self, parts: Part) -> bool:
        return self.is_begun(parts) and not parts & ~(reduce(or_, self.needs) | self.allows)


P = Part
_POLITE = P.FILLER | P.GREETING
_ASKED = _POLITE | P.HELP | P.RANGE | P.FUTURE | P.PERSON | P.HOW_MUCH | P.COULD | P.EARN
_DOUBTED = (
    _ASKED | P.COMMISSION | P.IT | P.ODD | P.NOT | P.MORE | P.AMOUNT | P.GOAL | P.WHY | P.HOW
) | P.CALCULATED
_TRIED = (
    (_POLITE | P.IF | P.AGAIN | P.MORE | P.DEAL | P.SALES | P.AMOUNT | P.COUNT | P.FUTURE)
    | P.HOW_MUCH
    | P.COULD
    | P.EARN
    | P.COMMISSION
)
_ANY_DEAL = P.DEAL | P.SALES | P.COUNT

#: The first shape that fits decides.
_SHAPES = (
    _Shape(intent=Intent.LINK, needs=(P.CODE,), allows=_POLITE | P.LINK),
    _Shape(intent=Intent.LINK, needs=(P.LINK,), allows=_POLITE),
    _Shape(intent=Intent.HELP, needs=(P.HELP,), allows=_POLITE | P.IT | P.HOW_MUCH),
    _Shape(intent=Intent.HELP, needs=(P.GREETING,)),
    _Shape(intent=Intent.WHY, needs=(P.WHY, P.COMMISSION | P.EARN),
           allows=_DOUBTED | P.DEAL | P.SALES | P.DONE | P.COUNT),
    _Shape(intent=Intent.WHY, needs=(P.WHY,),
           allows=_POLITE | P.IT | P.ODD | P.AMOUNT | P.RANGE | P.CALCULATED | P.PERSON),
    _Shape(intent=Intent.WHY, needs=(P.CALCULATED,), allows=_DOUBTED | P.SALES),
    _Shape(intent=Intent.WHY, needs=(P.HOW, P.ODD), allows=_DOUBTED),
    _Shape(intent=Intent.WHY, needs=(P.HOW, P.NOT, P.COMMISSION | P.EARN), allows=_DOUBTED),
    _Shape(intent=Intent.WHAT_IF, needs=(P.AGAIN,), allows=_TRIED | P.RANGE),
    _Shape(intent=Intent.WHAT_IF, needs=(P.IF, _ANY_DEAL | P.DONE), allows=_TRIED | P.RANGE),
    _Shape(intent=Intent.WHAT_IF, needs=(P.IF, P.AMOUNT, P.HOW_MUCH | P.MORE), allows=_TRIED),
    _Shape(intent=Intent.WHAT_IF, needs=(P.IF, P.AMOUNT), allows=_POLITE),
    _Shape(intent=Intent.WHAT_IF, needs=(P.IF,), allows=_POLITE),
    _Shape(intent=Intent.WHAT_IF, needs=(P.MORE | P.COUNT, P.AMOUNT), allows=_TRIED),
    _Shape(intent=Intent.WHAT_IF, needs=(P.MORE, P.DEAL, P.HOW_MUCH | P.COULD), allows=_TRIED),
    _Shape(intent=Intent.WHAT_IF, needs=(P.COUNT, P.COULD, P.EARN), allows=_TRIED),
    _Shape(intent=Intent.WHAT_IF, needs=(_ANY_DEAL, P.AMOUNT, P.HOW_MUCH | P.COMMISSION),
           allows=_TRIED),
    _Shape(intent=Intent.WHAT_IF, needs=(P.AMOUNT, P.EARN, P.COULD, P.HOW_MUCH), allows=_TRIED),
    _Shape(intent=Intent.COMMISSION, needs=(P.COMMISSION, P.RANGE),
           allows=_ASKED | P.SALES | P.DONE | P.COUNT),
    _Shape(intent=Intent.COMMISSION, needs=(P.COMMISSION,), allows=_ASKED | P.SALES),
    _Shape(intent=Intent.COMMISSION, needs=(P.EARN, P.HOW_MUCH, P.RANGE),
           allows=_ASKED | P.SALES | P.DONE | P.COUNT),
    _Shape(intent=Intent.COMMISSION, needs=(P.EARN, P.HOW_MUCH), allows=_ASKED),
)  # fmt: skip
#: What to offer for a word alone, and what only where every other word was known too.
_LEANINGS = (
    (P.COMMISSION | P.PAY, Intent.COMMISSION),
    (P.WHY | P.PLAN | P.CALCULATED, Intent.WHY),
    (P.IF | P.AGAIN | P.GOAL, Intent.WHAT_IF),
    (P.LINK | P.CODE, Intent.LINK),
    (P.HELP, Intent.HELP),
    (P.REMIND, Intent.REMINDERS),
)
_LEANINGS_WHEN_ALL_KNOWN = (
    (P.RANGE | P.EARN | P.SALES | P.DONE, Intent.COMMISSION),
    (P.AMOUNT | P.COUNT | P.DEAL, Intent.WHAT_IF),
)
#: A misspelt request to write something is offered, never done.
_READS = frozenset({Intent.COMMISSION, Intent.WHY, Intent.WHAT_IF, Intent.HELP})
_WITH_AMOUNT = frozenset({Intent.WHY, Intent.WHAT_IF})
_CORRECTED = 0.85
_OFFERED = 0.5

_MAX_LENGTH = 2000
#: Beyond this nobody asks, she tells a story: no names and typing errors are looked for.
_MAX_QUESTION = 120
#: A report names a customer and a product in full.
_MAX_REPORT = 400
_MAX_RECORD = 800


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
    if wanted := _read_order(typed) or _read_leave(typed, today):
        return wanted
    plain = _read(typed, today)
    if plain.intent or len(typed) > _MAX_QUESTION:
        return plain
    return _think_again(typed, plain, today)


def _read_order(typed: str) -> Understanding | None:
    """Read what has a grammar of its own: reminders, courses, targets, a deal to report."""
    if len(typed) <= _MAX_QUESTION and (
        wanted := _read_preference(typed) or _read_course(typed) or _read_target(typed)
    ):
        return wanted
    # A record of what is done may be longer than a question.
    if len(typed) <= _MAX_RECORD and (wanted := _read_risk(typed)):
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
    if EXPORT.fullmatch(folded):
        return Understanding(intent=Intent.EXPORT_COMMISSION, confidence=1.0, text=typed.lower())
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


def _read_leave(typed: str, today: date) -> Understanding | None:
    """Read a mentor's leave; what is wrong with its days is told by whoever takes it in."""
    leave = find_leave(fold(typed), today) if len(typed) <= _MAX_QUESTION else None
    if leave is None:
        return None
    return Understanding(
        intent=Intent.MENTOR_LEAVE, confidence=1.0, text=typed.lower(), leave=leave
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


#: What is known whole or not at all.
_KNOWN_WHOLE = (
    (Intent.TARGET, is_target),
    (Intent.TARGET_WHY, is_target_history),
    (Intent.BIND_GROUP, is_bind),
    (Intent.UNBIND_GROUP, is_unbind),
)


def _read_target(typed: str) -> Understanding | None:
    folded = fold(typed).strip()
    if person := find_probation(typed.strip()):
        return Understanding(
            intent=Intent.PROBATION, confidence=1.0, text=typed.lower(), person=person
        )
    if person := find_dossier(typed.strip()):
        return Understanding(
            intent=Intent.DOSSIER, confidence=1.0, text=typed.lower(), person=person
        )
    if whose := whose_target(folded):
        intent = Intent.TARGET_WHY if whose[1] else Intent.TARGET
        return Understanding(intent=intent, confidence=1.0, text=typed.lower(), person=whose[0])
    for intent, asks in _KNOWN_WHOLE:
        if asks(folded):
            return Understanding(intent=intent, confidence=1.0, text=typed.lower())
    return None


def _read_risk(typed: str) -> Understanding | None:
    """Read what is about alerts, or about what is held of herself."""
    wanted = find_risk(typed)
    if wanted is None:
        return None
    return Understanding(
        intent=Intent(wanted.wish.value), confidence=1.0, text=typed.lower(), risk=wanted
    )


def _think_again(typed: str, plain: Understanding, today: date) -> Understanding:
    """Allow for typing errors and names; an error is corrected first, lest it be called a name."""
    spelled = correct(typed)
    put_right = _read(spelled, today)
    if put_right.intent:
        return _corrected(put_right, plain)
    if named := _read_with_person(typed, today):
        return named
    if spelled != typed and (named := _read_with_person(spelled, today)):
        return _corrected(named, plain)
    offers = _merged(plain.offers, put_right.offers, _sounds_like(fold(typed)))
    if not offers:
        known = {intent.value for intent in Intent} - {Intent.PREFERENCE.value}
        offers = tuple(Intent(guess) for guess in guesses(typed) if guess in known)
    return replace(plain, offers=offers, confidence=_OFFERED if offers else 0.0)


def _corrected(reading: Understanding, plain: Understanding) -> Understanding:
    if reading.intent in _READS:
        return replace(reading, confidence=_CORRECTED, text=plain.text)
    offers = (reading.intent,) if reading.intent else ()
    return replace(reading, intent=None, confidence=_OFFERED, offers=offers, text=plain.text)


# --- Reading -------------------------------------------------------------------------------------

_LETTERS_AND_DIGIT = r"(?=[a-z-]{0,8}\d)"
_CODE_ALONE = re.compile(rf"\W*(?P<code>\d{{6}}|{_LETTERS_AND_DIGIT}[a-z0-9]{{8}})\W*", re.ASCII)
_CODE_INSIDE = re.compile(
    rf"(?<![a-z0-9])(?P<code>\d{{3}}[ -]?\d{{3}}|{_LETTERS_AND_DIGIT}[a-z0-9]{{4}}-?[a-z0-9]{{4}})"
    r"(?![a-z0-9])"
)
_BETWEEN_EARN_AND_SUM = frozenset("a about around over 到 了 个 大概".split())


def _read(text: str, today: date, person: tuple[int, int] | None = None) -> Understanding:
    """Read a clean text once, with the span `person` taken for a name."""
    marked = fold(text)
    if person:
        marked = _mark(marked, *person, P.PERSON)
    marked, code = _take_code(marked)
    marked, ranges = _take_ranges(marked, today)
    marked, amounts = _take_amounts(marked)
    parts = _parts(list(phrases(marked)))
    days, range_problem = _the_range(ranges)
    amount, amount_problem = _the_amount(amounts)
    read = Understanding(intent=None, confidence=0.0, range=days, text=text.lower())
    intent = next((shape.intent for shape in _SHAPES if shape.fits(parts)), None)
    if intent is None or range_problem == "range.several":
        offers = _offers(parts)
        problem = range_problem if range_problem == "range.several" and offers else None
        return replace(
            read,
            amount=amount,
            problem=problem,
            offers=offers,
            confidence=_OFFERED if offers else 0.0,
        )
    problem = range_problem
    if intent is Intent.WHAT_IF:
        # What may be signed tomorrow is what the question is about.
        problem = amount_problem if problem in {None, "range.future"} else problem
    return replace(
        read,
        intent=intent,
        confidence=1.0,
        amount=amount if intent in _WITH_AMOUNT else None,
        person=text[slice(*person)] if person else None,
        code=code,
        problem=problem,
    )


def _take_code(text: str) -> tuple[str, str | None]:
    found = _CODE_ALONE.fullmatch(text)
    if found is None and any(phrase.part is P.LINK for phrase in phrases(text)):
        found = _CODE_INSIDE.search(text)
    if found is None:
        return text, None
    code = re.sub("[ -]", "", found["code"]).upper()
    return _mark(text, *found.span("code"), P.CODE), code


def _take_ranges(text: str, today: date) -> tuple[str, list[FoundRange]]:
    ranges = find_ranges(text, today)
    for found in ranges:
        future = found.problem == "range.future"
        text = _mark(text, found.start, found.end, P.FUTURE if future else P.RANGE)
    return text, [found for found in ranges if found.range or found.problem]


def _take_amounts(text: str) -> tuple[str, list[SpokenAmount]]:
    amounts = find_amounts(text)
    for amount in amounts:
        part = P.COUNT if amount.is_count else P.AMOUNT
        text = _mark(text, amount.start, amount.end, part)
    return text, amounts


def _mark(text: str, start: int, end: int, part: Part) -> str:
    """Put the mark of a part over a stretch of text, keeping every other character's place."""
    return text[:start] + MARKS[part] * (end - start) + text[end:]


def _parts(sentence: list[Phrase]) -> Part:
    """Add up what is there; a sum right after "earn" is what she hopes for, not a deal."""
    parts = P.FILLER
    before = P.FILLER
    for phrase in sentence:
        hoped_for = phrase.part is P.AMOUNT and before is P.EARN
        parts |= P.GOAL if hoped_for else phrase.part
        before = before if phrase.text in _BETWEEN_EARN_AND_SUM else phrase.part
    return parts


def _the_range(ranges: list[FoundRange]) -> tuple[SpokenRange | None, str | None]:
    if len({(found.range, found.problem) for found in ranges}) > 1:
        return None, "range.several"
    return (ranges[0].range, ranges[0].problem) if ranges else (None, None)


def _the_amount(amounts: list[SpokenAmount]) -> tuple[Decimal | None, str | None]:
    """Give the one sum; two sums, or three deals of a sum, could be added up in several ways."""
    sums = [amount for amount in amounts if not amount.is_count]
    times = [amount for amount in amounts if amount.is_count and amount.value != 1]
    if len(sums) > 1 or (sums and times):
        return None, "amount.several"
    return (sums[0].value, sums[0].problem) if sums else (None, None)


def _offers(parts: Part) -> tuple[Intent, ...]:
    """Guess by the shapes begun and by single words; beside unknown words only the telling ones."""
    leaning = [intent for words, intent in _LEANINGS if parts & words]
    begun = [shape.intent for shape in _SHAPES if shape.is_begun(parts)]
    if parts & P.UNKNOWN:
        return _merged([intent for intent in begun if intent in leaning], leaning)
    known = [intent for words, intent in _LEANINGS_WHEN_ALL_KNOWN if parts & words]
    return _merged(begun, leaning, known)


def _merged(*offers: list[Intent] | tuple[Intent, ...]) -> tuple[Intent, ...]:
    return tuple(dict.fromkeys(intent for some in offers for intent in some))[:3]


# --- Second thoughts -----------------------------------------------------------------------------

_COMMANDS = {
    "commission": Intent.COMMISSION, "earnings": Intent.COMMISSION, "explain": Intent.WHY,
    "calculated": Intent.WHY, "help": Intent.HELP, "link": Intent.LINK,
}  # fmt: skip


def _sounds_like(text: str) -> list[Intent]:
    """Offer what badly misspelt English words may have meant."""
    words = [phrase.text for phrase in phrases(text) if phrase.part is P.UNKNOWN]
    near = [nearest(word, tuple(_COMMANDS)) for word in words[:20]]
    return [_COMMANDS[command] for command in near if command]


def _read_with_person(text: str, today: date) -> Understanding | None:
    """Read the text with each stretch that may be a name taken as one, until it makes sense."""
    marked, _ = _take_ranges(fold(text), today)
    for span in names(list(phrases(marked)), marked):
        reading = _read(text, today, span)
        if reading.intent in {Intent.COMMISSION, Intent.WHY}:
            return reading
    return None
