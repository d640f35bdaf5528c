"""Interventions (RULES row 22): what somebody does about an alert, until when, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.errors import NotFound

MAX_NOTE = 500
#: The outcome is asked for so long after it was recorded.
_CHECK_AFTER = timedelta(days=14)
_LONGEST = timedelta(days=180)
_LARGEST_BAR = 999


class InterventionKind(StrEnum):
    """What is done; a new mentor and an adjusted target are proposed by the rules of those."""

    TRAINING = "training"
    MENTOR = "mentor"
    TARGET = "target"
    TALK = "talk"
    OTHER = "other"


class Outcome(StrEnum):
    """How it went, by its owner's word; no claim that it was because of it."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """One intervention as stored; `outcome` by its owner, `ended` what became of the rep."""

    id: int
    alert_id: int
    person_id: int
    owner_id: int
    kind: InterventionKind
    note: str
    made_on: date
    due_on: date
    check_on: date
    outcome: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a form or a message says of one."""

    kind: InterventionKind
    note: str
    due_on: date
    #: Deals a month, of an adjusted target alone.
    pass_bar: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskIntervention:
    """Ask what is done; what she wrote so far is filled in."""

    alert_id: int
    name: str
    kind: str = ""
    note: str = ""
    due_on: str = ""
    pass_bar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionSaved:
    """It is kept. `proposed` says what else was set off: "mentor", "target", or nothing."""

    name: str
    kind: str
    note: str
    due_on: str
    check_on: str
    proposed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionCheck:
    """Ask its owner how it went."""

    intervention_id: int
    name: str
    kind: str
    note: str
    made_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSaved:
    """Her word on how it went is kept."""

    name: str
    outcome: str


def check_on(made_on: date) -> date:
    """Give the day on which its outcome is asked for: 14 days after."""
    return made_on + _CHECK_AFTER


def written(
    *, kind: str, note: str, due_on: str, pass_bar: str, today: date, usual: date
) -> Written:
    """Read what was filled in; raise NotFound naming the field that is missing or wrong.

    Without a day it is due on the `usual` one. An adjusted target says how many deals a month.
    """
    if kind not in list(InterventionKind):
        raise NotFound("error.form_missing", field="kind")
    if not note.strip():
        raise NotFound("error.form_missing", field="note")
    if len(note.strip()) > MAX_NOTE:
        raise NotFound("error.form_too_long", field="note", most=MAX_NOTE)
    try:
        due = date.fromisoformat(due_on.strip()) if due_on.strip() else usual
    except ValueError as error:
        raise NotFound("error.form_date", field="due_on") from error
    if not today <= due <= today + _LONGEST:
        raise NotFound("intervention.due_range", field="due_on")
    bar = int(pass_bar) if pass_bar.strip().isdecimal() else 0
    if kind == InterventionKind.TARGET and not 1 <= bar <= _LARGEST_BAR:
        raise NotFound("intervention.which_bar", field="pass_bar")
    return Written(kind=InterventionKind(kind), note=note.strip(), due_on=due, pass_bar=bar)
