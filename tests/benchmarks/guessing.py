"""How the threshold of guesses was chosen: five folds of the shipped examples, each held out once.

`python -m tests.benchmarks.guessing` prints, for each threshold, how much of what is out of scope
would be answered with buttons, and how often the right one is among the three.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from handlers.guessing import MOST
from handlers.utterances import OUT_OF_SCOPE, utterances
from rules.likeness import Likeness

_FOLDS = 5
_SEEDS = (1, 2, 3)
Example = tuple[str, str]


def folds(seed: int) -> Iterator[tuple[Sequence[Example], Sequence[Example]]]:
    """Give (kept, held out) of each fold, in an order that the seed decides."""
    pairs = [(label, text) for label, texts in utterances().items() for text in texts]
    random.Random(seed).shuffle(pairs)  # noqa: S311 - a choice of examples, no secret
    for fold in range(_FOLDS):
        held = pairs[fold::_FOLDS]
        yield [pair for pair in pairs if pair not in held], held


@cache
def held_out() -> tuple[tuple[str, float, tuple[str, ...]], ...]:
    """Give (label, margin, best three) of every example, judged by those it was held out from."""
    found = []
    for seed in _SEEDS:
        for kept, held in folds(seed):
            examples = defaultdict(list)
            for label, text in kept:
                examples[label].append(text)
            known = Likeness(examples, outside=OUT_OF_SCOPE)
            found += [
                (label, known.margin(text), tuple(known.ranked(text)[:MOST]))
                for label, text in held
            ]
    return tuple(found)


def at(threshold: float) -> tuple[float, float]:
    """Give the shares of out-of-scope texts given buttons, and of others given the right one."""
    out = [margin >= threshold for label, margin, _ in held_out() if label == OUT_OF_SCOPE]
    ours = [
        margin >= threshold and label in best
        for label, margin, best in held_out()
        if label != OUT_OF_SCOPE
    ]
    return sum(out) / len(out), sum(ours) / len(ours)


if __name__ == "__main__":
    for tenths in range(-10, 60, 2):
        buttons, right = at(tenths / 10)
        print(f"{tenths / 10:5} out of scope {buttons:.3f}  right among three {right:.3f}")  # noqa: T201
