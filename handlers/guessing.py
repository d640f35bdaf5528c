"""Guesses at what a text means that no grammar reads: up to three buttons, never an act."""

from __future__ import annotations

from functools import cache

from handlers.utterances import OUT_OF_SCOPE, utterances
from rules.likeness import Likeness

#: Chosen by five held-out folds of the shipped examples: of what is nobody's business here about
#: one text in ten is still answered with buttons.
_ALIKE = 0.3
#: By how much it must be more like something than like nothing of ours.
_CLEAR = 1.2
_MOST = 3
#: A further button is worth its place only near the first.
_NEAR = 0.5


def guesses(text: str) -> tuple[str, ...]:
    """Give the intents that a text is like, the likest first; none where it is like nothing."""
    scores = dict(_likeness().scores(text))
    outside = scores.pop(OUT_OF_SCOPE, 0.0)
    best = max(scores.values(), default=0.0)
    if best < _ALIKE or best < _CLEAR * outside:
        return ()
    return tuple(intent for intent, score in scores.items() if score >= _NEAR * best)[:_MOST]


@cache
def _likeness() -> Likeness:
    return Likeness(utterances())
