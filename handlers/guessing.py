"""What a text means that no grammar reads: one thing it surely is, or up to three guesses."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from handlers.intent import Intent
from handlers.utterances import OUT_OF_SCOPE, utterances
from rules.likeness import Likely, Likeness

#: How likely it must be that a text is about anything of ours, before buttons are shown. Chosen by
#: held-out folds of the shipped examples, so that of what is nobody's business here one in twenty
#: is answered with buttons: `python -m tests.benchmarks.guessing`.
CLEAR = 0.73
#: How likely one thing must be to be answered, and to open a form in which nothing counts yet.
SURE, SURE_TO_OPEN = 0.6, 0.7
#: Whoever asks for the pay of somebody else may not get her own: that is refused sooner.
SURE_TO_REFUSE = 0.3
#: Less likely than this is no guess.
_FAINT = 0.02
MOST = 3


def guesses(found: Likely, known: Collection[Intent]) -> tuple[Intent, ...]:
    """Give the known intents that a text is like, the likest first; none where it is like none."""
    if 1 - found.outside < CLEAR:
        return ()
    likely = (Intent(label) for label, share in found.labels[: MOST + 1] if share >= _FAINT)
    return tuple(intent for intent in likely if intent in known)[:MOST]


def likely(text: str) -> Likely:
    """Tell how likely each intent is that somebody means by a text."""
    return likeness().likely(text)


@cache
def likeness() -> Likeness:
    """Give the shipped examples, learnt; once for a process, in about a second."""
    return Likeness(utterances(), outside=OUT_OF_SCOPE)
