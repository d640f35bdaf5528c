"""How the thresholds of guesses were chosen: folds of the shipped rows, each held out once.

`python -m tests.benchmarks.guessing` prints, for each threshold, how much of what is out of scope
would be answered with buttons, and how often the right one is among the three. A row is held out
with all its ways, lest one way of it tell of the other.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from handlers.guessing import MOST, WITHOUT_WORDS, clearness, has_our_words
from handlers.utterances import OUT_OF_SCOPE, rows, ways_of
from rules.likeness import Likeness

_FOLDS = 4
Row = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An example judged by those it was held out from."""

    label: str
    #: How clear it is that it is about anything of ours, and how likely the likest thing is.
    clear: float
    best: float
    three: tuple[str, ...]
    has_words: bool

    def is_clear(self, clear: float) -> bool:
        """Whether buttons are shown for it, where this clearness is asked."""
        return self.clear >= clear

    def is_sure(self, sure: float) -> bool:
        """Whether it is acted on, where `sure` is asked of what has a word of ours."""
        return self.best >= (sure if self.has_words else sure + WITHOUT_WORDS)


def folds() -> Iterator[tuple[Mapping[str, Sequence[str]], Sequence[Row]]]:
    """Give (kept, held out) of each fold."""
    pairs = [(label, row) for label, some in rows().items() for row in some]
    random.Random(1).shuffle(pairs)  # noqa: S311 - a choice of examples, no secret
    for fold in range(_FOLDS):
        held = pairs[fold::_FOLDS]
        out = set(held)
        kept = defaultdict(list)
        for label, row in pairs:
            if (label, row) not in out:
                kept[label].append(row)
        yield kept, held


@cache
def held_out() -> tuple[Held, ...]:
    """Judge one way of every row by the other rows."""
    found = []
    for kept, held in folds():
        examples = {label: ways_of(some) for label, some in kept.items()}
        known = Likeness(examples, outside=OUT_OF_SCOPE)
        for label, row in held:
            text = ways_of([row])[-1]
            likely = known.likely(text)
            three = tuple(one for one, _ in likely.labels[:MOST])
            best, has_words = likely.labels[0][1], has_our_words(text)
            one = Held(
                label=label,
                clear=clearness(likely, has_words=has_words),
                best=best,
                three=three,
                has_words=has_words,
            )
            found.append(one)
    return tuple(found)


def at(clear: float) -> tuple[float, float]:
    """Give the shares of out-of-scope texts given buttons, and of others given the right one."""
    out = [one.is_clear(clear) for one in held_out() if one.label == OUT_OF_SCOPE]
    ours = [one for one in held_out() if one.label != OUT_OF_SCOPE]
    right = [one.is_clear(clear) and one.label in one.three for one in ours]
    return sum(out) / len(out), sum(right) / len(right)


def acted_on(sure: float) -> tuple[float, float]:
    """Give the precision of what is this sure, and the share of ours that is rightly so."""
    acted = [one for one in held_out() if one.is_sure(sure)]
    right = sum(one.label == one.three[0] for one in acted)
    return right / len(acted), right / sum(one.label != OUT_OF_SCOPE for one in held_out())


if __name__ == "__main__":
    for tenths in range(20, 80, 5):
        buttons, among = at(tenths / 10)
        print(f"{tenths / 10:5} out of scope {buttons:.3f}  right among three {among:.3f}")  # noqa: T201
    for tenths in range(3, 10):
        precision, right = acted_on(tenths / 10)
        print(f"{tenths / 10:5} acted on: precision {precision:.3f}  right {right:.3f}")  # noqa: T201
