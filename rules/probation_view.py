"""What is shown and asked of a probation in chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules.probation_outcome import MonthResult
from rules.probation_record import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationView:
    """A probation as HR or the direct manager reads it.

    The kind of a pause is about her health: it is "" for all but HR.
    """

    person_id: int
    name: str
    starts_on: date
    ends_on: date
    last_day: date
    days_left: int
    is_paused: bool
    pause: str
    is_hr: bool
    #: Whether the reader may state facts and decide; a HRBP reads alone.
    may_keep: bool
    told_on: date | None
    acknowledged_on: date | None
    signature: str
    results: tuple[MonthResult, ...]
    gaps: tuple[Gap, ...]
    outcome: str = ""
    #: The day the outcome took effect.
    outcome_on: date | None = None
    #: "confirming" or "ending" while it waits; the day, and by whom it is signed.
    waits: str = ""
    waits_until: date | None = None
    signed_by: str = ""
    #: What has just been done: a sentence's name, or nothing.
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationEnding:
    """Whose probation ends soon: her last day, and the days to it, that day included."""

    person_id: int
    name: str
    number: str
    ends_on: date
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationsEnding:
    """Those whose probation ends within `within` days, the soonest first, and how many more."""

    people: tuple[ProbationEnding, ...]
    within: int
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskProbation:
    """What is asked for: "criteria", "sign", "pause", "outcome" or "second", with its file."""

    what: str
    view: ProbationView
    criteria: str = ""
    may_extend: bool = False
    #: The pause that lasts, to be given its end: its kind and its first day.
    pause: str = ""
    paused_on: date | None = None


@dataclass(frozen=True, slots=True)
class CriteriaAcknowledged:
    """She has seen her criteria."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The evidence of one probation, as tables of text: (title, column titles, rows)."""

    name: str
    number: str
    written_at: datetime
    tables: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReady:
    """A dossier for whoever asked for it: what it holds and, for HR alone, the file."""

    person_id: int
    dossier: Dossier
    #: What the file is, "xlsx" or "html"; "" for whoever gets none.
    ending: str = ""
