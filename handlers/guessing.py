"""Guesses at what a text means that no grammar reads: up to three buttons, never an act."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from handlers.utterances import OUT_OF_SCOPE, utterances
from rules.likeness import Likeness

#: How much more a text must be like something of ours than like nothing of ours. Chosen by five
#: held-out folds of the shipped examples, so that of what is nobody's business here one in twenty
#: is answered with buttons: `python -m tests.benchmarks.guessing`.
CLEAR = 3.2
#: Below this even a telling word (为什么, pay) is no reason for a button: 为什么天是蓝的.
STRANGE = 0.0
MOST = 3


def guesses(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Give the known intents that a text is like, the likest first.

    None where it is like nothing, or likest to something that has no route yet.
    """
    ranked = likeness().ranked(text)
    if likeness().margin(text) < CLEAR or ranked[0] not in known:
        return ()
    return tuple(intent for intent in ranked[:MOST] if intent in known)


def is_strange(text: str) -> bool:
    """Whether a text is more like what nobody here answers than like anything of ours."""
    return likeness().margin(text) < STRANGE


@cache
def likeness() -> Likeness:
    """Give the shipped examples, weighed; once for a process."""
    return Likeness(utterances(), outside=OUT_OF_SCOPE)
