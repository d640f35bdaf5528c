"""Offers for a text that was not understood: what it may have meant, never done unasked."""

from __future__ import annotations

from handlers.guessing import MOST, guesses, has_our_words
from handlers.intent import Intent
from handlers.meaning_pay import is_about_commission
from rules.likeness import Likely
from rules.pay_words import is_money_order

#: What she wants changed is asked for in words of its own, which a button can not know: it leads to
#: where it can be changed by a tap.
_BY_BUTTON = {Intent.PREFERENCE: Intent.REMINDERS}


def offers_for(typed: str, found: Likely, leaning: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """Offer what a text is like, the likest first; nothing where it is like nothing of ours.

    Whoever speaks of commission is offered what her words lean to all the same, but not whoever
    orders that somebody be paid: 冻结李娜的佣金.
    """
    if is_money_order(typed):
        return ()
    like = guesses(found, frozenset(Intent), has_words=has_our_words(typed))
    others = leaning if is_about_commission(typed) else ()
    like = tuple(_BY_BUTTON.get(one, one) for one in like)
    return tuple(dict.fromkeys((*like, *others)))[:MOST]
