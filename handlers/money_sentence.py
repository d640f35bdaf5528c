"""Reads a question about money: only a sentence of which every word is known is acted on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.intent import Intent
from handlers.money_shape import MONEY_SHAPES
from handlers.slots import Days, find_days, take_amounts, the_amount
from handlers.understood import Understanding
from rules.lexicon import Phrase
from rules.part import Part, mark
from rules.phrases import PHRASES
from rules.spoken_name import names

P = Part
OFFERED = 0.5
_WITH_AMOUNT = frozenset({Intent.WHY, Intent.WHAT_IF})
_BETWEEN_EARN_AND_SUM = frozenset("a about around over 到 了 个 大概".split())
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


def read_money(text: str, days: Days, person: tuple[int, int] | None = None) -> Understanding:
    """Read a clean text once, with the span `person` taken for a name."""
    marked = days.marked
    if person:
        marked = mark(marked, *person, P.PERSON)
    marked, amounts = take_amounts(marked)
    parts = _parts(PHRASES.cut(marked))
    named, range_problem = days.one
    amount, amount_problem = the_amount(amounts)
    read = Understanding(intent=None, confidence=0.0, range=named, text=text.lower())
    intent = next((shape.intent for shape in MONEY_SHAPES if shape.fits(parts)), None)
    if intent is None or range_problem == "range.several":
        offers = _offers(parts)
        problem = range_problem if range_problem == "range.several" and offers else None
        return replace(
            read,
            amount=amount,
            problem=problem,
            offers=offers,
            confidence=OFFERED if offers else 0.0,
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
        code=days.code,
        problem=problem,
    )


def read_money_of(text: str, folded: str, today: date) -> Understanding | None:
    """Read the text with each stretch that may be a name taken as one, until it makes sense."""
    days = find_days(folded, today)
    for span in names(PHRASES.cut(days.marked), days.marked):
        reading = read_money(text, days, span)
        if reading.intent in {Intent.COMMISSION, Intent.WHY}:
            return reading
    return None


def _parts(sentence: list[Phrase]) -> Part:
    """Add up what is there; a sum right after "earn" is what she hopes for, not a deal."""
    parts = P.FILLER
    before = P.FILLER
    for phrase in sentence:
        hoped_for = phrase.part is P.AMOUNT and before is P.EARN
        parts |= P.GOAL if hoped_for else phrase.part
        before = before if phrase.text in _BETWEEN_EARN_AND_SUM else phrase.part
    return parts


def _offers(parts: Part) -> tuple[Intent, ...]:
    """Guess by the shapes begun and by single words; beside unknown words only the telling ones."""
    leaning = [intent for words, intent in _LEANINGS if parts & words]
    begun = [shape.intent for shape in MONEY_SHAPES if shape.is_begun(parts)]
    if parts & P.UNKNOWN:
        return merged([intent for intent in begun if intent in leaning], leaning)
    known = [intent for words, intent in _LEANINGS_WHEN_ALL_KNOWN if parts & words]
    return merged(begun, leaning, known)


def merged(*offers: list[Intent] | tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Put offers one after another: each once, the first three."""
    return tuple(dict.fromkeys(intent for some in offers for intent in some))[:3]
