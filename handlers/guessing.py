"""What a text means that no grammar reads: one thing it surely is, or up to three guesses."""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import cache

from handlers.intent import Intent
from handlers.utterances import OUT_OF_SCOPE, utterances
from rules.likeness import Likely, Likeness
from rules.part import Part
from rules.phrases import PHRASES
from rules.topic_words import TOPICS
from rules.typed_text import clean, fold

#: How clear it must be that a text is about something of ours, before buttons are shown. Chosen by
#: held-out folds of the shipped rows, so that of what is nobody's business here one in twenty is
#: answered with buttons: `python -m tests.benchmarks.guessing`.
CLEAR = 4.95
#: What the likest thing adds to it, and a word of ours: what is a little like many things of ours
#: is oftener nothing of them.
_OF_ONE, _OF_WORDS = 6.0, 1.0
#: How likely one thing must be to be answered, and to open a form in which nothing counts yet; of
#: a text without one word of ours so much more.
SURE, SURE_TO_OPEN, WITHOUT_WORDS = 0.5, 0.6, 0.1
#: Whoever asks for the pay of somebody else may not get her own: that is refused sooner.
SURE_TO_REFUSE = 0.3
#: Less likely than this is no guess.
_FAINT = 0.02
_LEAST = 1e-9
MOST = 3
P = Part
_TOPICS = (
    P.COMMISSION | P.COURSE | P.TARGET | P.PROBATION | P.MENTOR | P.MENTEE | P.RECORD | P.RATE
    | P.TEAM | P.RISK | P.REMIND | P.LINK | P.REPORT | P.PENDING | P.UNREACHABLE | P.TASK
    | P.NEXT_TIER | P.SALES
)  # fmt: skip
_MONEY = P.COMMISSION | P.EARN | P.AGAIN | P.IF | P.LINK | P.HELP | P.CALCULATED | P.PLAN


def guesses(
    found: Likely, known: Collection[Intent], *, has_words: bool = True
) -> tuple[Intent, ...]:
    """Give the known intents that a text is like, the likest first; none where it is like none.

    `has_words` tells whether it has a word of ours: `has_our_words`.
    """
    if clearness(found, has_words=has_words) < CLEAR:
        return ()
    likely = (Intent(label) for label, share in found.labels[: MOST + 1] if share >= _FAINT)
    return tuple(intent for intent in likely if intent in known)[:MOST]


def clearness(found: Likely, *, has_words: bool) -> float:
    """Tell how clear it is that a text is of ours: the odds of it, and whether it is one thing."""
    outside = min(max(found.outside, _LEAST), 1 - _LEAST)
    odds = math.log((1 - outside) / outside)
    return odds + _OF_ONE * found.labels[0][1] + _OF_WORDS * has_words


def has_our_words(text: str) -> bool:
    """Whether a word of the text names a thing of ours: a course, a deal, a mentor, commission."""
    folded = fold(clean(text))
    is_topic = any(phrase.part & _TOPICS for phrase in TOPICS.cut(folded))
    return is_topic or any(phrase.part & _MONEY for phrase in PHRASES.cut(folded))


def likely(text: str) -> Likely:
    """Tell how likely each intent is that somebody means by a text."""
    return likeness().likely(text)


@cache
def likeness() -> Likeness:
    """Give the shipped examples, learnt; once for a process, in about three seconds."""
    return Likeness(utterances(), outside=OUT_OF_SCOPE)
