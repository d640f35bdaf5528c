"""Offers for a text that was not understood: what it may have meant, never done unasked."""

from __future__ import annotations

from handlers.guessing import guesses
from handlers.intent import Intent
from rules.likeness import Likely

#: What she wants changed is asked for in words of its own, which a button can not know: it leads to
#: where it can be changed by a tap.
_BY_BUTTON = {Intent.PREFERENCE: Intent.REMINDERS}


def offers_for(found: Likely) -> tuple[Intent, ...]:
    """Offer what a text is like, the likest first; nothing where it is like nothing of ours."""
    return tuple(dict.fromkeys(_BY_BUTTON.get(one, one) for one in guesses(found, frozenset(Intent))))
