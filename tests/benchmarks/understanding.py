"""How well free text is understood, on utterances that nobody tuned to.

`python -m tests.benchmarks.understanding` prints the figures that issue 5 aims at.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Sized
from datetime import date
from pathlib import Path

from config.catalogue import read_catalogue
from handlers.understanding import Intent, understand
from rules.course_names import CourseNames

FOLDER = Path(__file__).parents[1] / "utterances"
#: By whom and when each was written stands at its head.
SAMPLES = ("sample", "tuned", "held_out")
#: By somebody who had not seen the grammar: measured, and held to less.
NEWCOMER = "newcomer"
#: Of this one only the first run counts, and that is over: it is printed, and no test looks at it.
FRESH = ("fresh",)
_TODAY = date(2026, 11, 24)
_NONE = "none"


def sample(name: str = "sample") -> list[tuple[str, str]]:
    """Give (label, utterance) pairs."""
    read = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    return [(label, text) for label, texts in read.items() for text in texts]


def measured(name: str = "sample") -> dict[str, float]:
    """Understand a sample once; intents without a route yet count as wants nobody can answer."""
    pairs = sample(name)
    courses = CourseNames(read_catalogue())
    understand("warm up, please", today=_TODAY, courses=courses)
    began = time.process_time()
    found = [
        (label, text, understand(text, today=_TODAY, courses=courses)) for label, text in pairs
    ]
    each = (time.process_time() - began) / len(pairs)
    known = {intent.value for intent in Intent}
    executed = [(label, one) for label, _, one in found if one.intent is not None]
    asked = [(label, one) for label, _, one in found if label in known]
    out = [one for label, _, one in found if label == _NONE]
    return {
        "utterances": len(pairs),
        "with a route": len(asked),
        "precision of executed": _part(
            sum(label == one.intent for label, one in executed), executed
        ),
        "right": _part(sum(label == one.intent for label, one in asked), asked),
        "top three": _part(
            sum(label == one.intent or label in one.offers for label, one in asked), asked
        ),
        "out of scope executed": _part(sum(one.intent is not None for one in out), out),
        "out of scope answered with buttons": _part(sum(bool(one.offers) for one in out), out),
        "milliseconds each": round(each * 1000, 2),
    }


def _part(count: int, of: Sized) -> float:
    whole = len(of)
    return round(count / whole, 3) if whole else 0.0


if __name__ == "__main__":
    for one in (*SAMPLES, NEWCOMER, *FRESH):
        print(f"-- {one}")  # noqa: T201 - what it is for
        for figure, value in measured(one).items():
            print(f"{figure:36} {value}")  # noqa: T201
