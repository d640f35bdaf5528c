"""Offers for a text that was not understood: what it may have meant, never done unasked."""

from __future__ import annotations

from handlers.guessing import MOST, guesses
from handlers.intent import Intent
from rules.likeness import Likely
from rules.part import Part
from rules.phrases import PHRASES
from rules.typed_text import fold

#: What she wants changed is asked for in words of its own, which a button can not know: it leads to
#: where it can be changed by a tap.
_BY_BUTTON = {Intent.PREFERENCE: Intent.REMINDERS}


def offers_for(typed: str, found: Likely, leaning: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Offer what a text is like, the likest first; nothing where it is like nothing of ours.

    Whoever speaks of commission is offered what her words lean to all the same.
    """
    like = (_BY_BUTTON.get(one, one) for one in guesses(found, frozenset(Intent)))
    others = leaning if _is_about_pay(typed) else ()
    return tuple(dict.fromkeys((*like, *others)))[:MOST]


def _is_about_pay(typed: str) -> bool:
    return any(phrase.part is Part.COMMISSION for phrase in PHRASES.cut(fold(typed)))
