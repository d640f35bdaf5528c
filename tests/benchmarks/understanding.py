"""How well free text is understood, on utterances that nobody tuned to.

`python -m tests.benchmarks.understanding` prints the figures that issue 5 aims at.
"""

from __future__ import annotations

import hashlib
import re
import time
import tomllib
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from config.catalogue import read_catalogue
from handlers.role_sentence import as_said_by
from handlers.understanding import Intent, Understanding, understand
from handlers.utterances import utterances
from rules.course_names import CourseNames
from rules.people import Role
from rules.typed_text import clean, fold

FOLDER = Path(__file__).parents[1] / "utterances"
#: By whom and when each was written stands at its head.
SAMPLES = ("sample", "tuned", "held_out")
#: By somebody who had not seen the grammar: measured, and held to less.
NEWCOMER = "newcomer"
#: Of this one only the first run counts, and that is over: it is printed, and no test looks at it.
FRESH = ("fresh",)
#: Ten kinds of people. Of DEV the failures may be read; of HELD only the figures.
PERSONAS, DEV, HELD = "personas", "dev", "held"
#: Seven more and the talk of an office, in halves by the same rule.
STRANGERS = "strangers"
STRANGERS_DEV, STRANGERS_HELD = "strangers dev", "strangers held"
#: Eight further people, in the same halves.
PASSERS_BY = "passers_by"
PASSERS_BY_DEV, PASSERS_BY_HELD = "passers_by dev", "passers_by held"
#: Who tells of a talk as a lead, and who as a mentor: it opens what fits.
_ROLES = {
    **dict.fromkeys(("branch_manager", "sales_manager", "terse_lead"), Role.MANAGER),
    **dict.fromkeys(("hr", "hr_hiring"), Role.HR),
    **dict.fromkeys(("mentor", "mentor_telling"), Role.MENTOR),
}
_TODAY = date(2026, 11, 24)
_NONE = "none"
_KNOWN = frozenset(intent.value for intent in Intent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One utterance, the labels that will do, and what is to be found in it."""

    labels: frozenset[str]
    text: str
    slots: Mapping[str, object] = field(default_factory=dict)
    #: The kind of person, where a sample says it.
    who: str = ""

    @property
    def is_asking(self) -> bool:
        """Whether only an intent with a route will do."""
        return self.labels <= _KNOWN

    @property
    def is_outside(self) -> bool:
        """Whether nothing Foothold does will do."""
        return self.labels == {_NONE}


def sample(name: str = "sample") -> list[Said]:
    """Give a sample, without what is a shipped example too; of the personas also one half."""
    shipped = {key(text) for texts in utterances().values() for text in texts}
    return [said for said in _all(name) if key(said.text) not in shipped]


def key(text: str) -> str:
    """Give what two texts share that are the same but for blanks, stops, width and script."""
    return re.sub(r"[\W_]+", "", fold(clean(text)))


def _all(name: str) -> list[Said]:
    if name in {PERSONAS, DEV, HELD}:
        return [said for said in _people(PERSONAS) if name in {PERSONAS, half(said.text)}]
    people, _, wanted = name.partition(" ")
    if people in {STRANGERS, PASSERS_BY}:
        return [said for said in _people(people) if not wanted or half(said.text) == wanted]
    return [
        Said(labels=frozenset({label}), text=text)
        for label, texts in _read(name).items()
        for text in texts
    ]


def half(text: str) -> str:
    """Give the half that a text belongs to, the same on every machine."""
    return (DEV, HELD)[hashlib.sha256(text.encode()).digest()[0] % 2]


def _people(name: str) -> Iterable[Said]:
    slots = _read("personas_slots")
    for who, by_label in _read(name).items():
        for label, texts in by_label.items():
            for text in texts:
                labels = frozenset(label.split(" | "))
                yield Said(labels=labels, text=text, slots=slots.get(text, {}), who=who)


def _read(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def measured(name: str = "sample") -> dict[str, float]:
    """Understand a sample once; intents without a route yet count as wants nobody can answer."""
    sayings = sample(name)
    courses = CourseNames(read_catalogue())
    understand("warm up, please", today=_TODAY, courses=courses)
    began = time.process_time()
    found = [(said, understood(said, courses)) for said in sayings]
    each = (time.process_time() - began) / len(sayings)
    executed = [(said, one) for said, one in found if one.intent is not None]
    asked = [(said, one) for said, one in found if said.is_asking]
    out = [one for said, one in found if said.is_outside]
    right = [(said, one) for said, one in executed if one.intent in said.labels]
    slotted = [(said, one) for said, one in right if said.slots]
    return {
        "utterances": len(sayings),
        "with a route": len(asked),
        "precision of executed": _part(len(right), executed),
        "right": _part(sum(one.intent in said.labels for said, one in asked), asked),
        "top three": _part(
            sum(bool(said.labels & {one.intent, *one.offers}) for said, one in asked), asked
        ),
        "slots right of the rightly executed": _part(
            sum(has_slots(said, one) for said, one in slotted), slotted
        ),
        "out of scope executed": _part(sum(one.intent is not None for one in out), out),
        "out of scope answered with buttons": _part(sum(bool(one.offers) for one in out), out),
        "milliseconds each": round(each * 1000, 2),
    }


def understood(said: Said, courses: CourseNames) -> Understanding:
    """Understand one utterance as it is by whoever says it."""
    read = understand(said.text, today=_TODAY, courses=courses)
    return as_said_by(read, {_ROLES[said.who]}) if said.who in _ROLES else read


def has_slots(said: Said, one: Understanding) -> bool:
    """Whether all that is to be found in it was found."""
    return all(_same(_slot(name, one), value) for name, value in said.slots.items())


def _same(found: object, value: object) -> bool:
    """Whether they are the same; a name in either script and case."""
    if isinstance(found, str) and isinstance(value, str):
        return fold(found) == fold(value)
    return found == value


def _slot(name: str, one: Understanding) -> object:
    report, told, risk = one.report, one.mentoring, one.risk
    match name:
        case "days":
            days = one.range.days if one.range else None
            return [str(days.start), str(days.end - timedelta(days=1))] if days else None
        case "amount":
            value = report.amount if report else one.amount
            return None if value is None else str(int(value))
        case "score":
            return told.score if told else None
        case "customer":
            fields = told.fields if told else {}
            return report.customer if report else fields.get("customer") or one.customer
        case _:
            named = one.person or (told.person if told else "") or (risk.person if risk else "")
            return named or (one.hr.person if one.hr else None)


def _part(count: int, of: Sized) -> float:
    whole = len(of)
    return round(count / whole, 3) if whole else 0.0


if __name__ == "__main__":
    halves = (DEV, HELD, STRANGERS_DEV, STRANGERS_HELD, PASSERS_BY_DEV, PASSERS_BY_HELD)
    for one in (*SAMPLES, NEWCOMER, *FRESH, *halves):
        print(f"-- {one}")  # noqa: T201 - what it is for
        for figure, value in measured(one).items():
            print(f"{figure:36} {value}")  # noqa: T201
