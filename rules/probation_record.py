"""The file of one probation: its contract, and every fact about it with who said it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from rules.people import Person
from rules.probation import Contract, OutcomeKind, Pause, PauseKind, Probation


class FactKind(StrEnum):
    """What can be said about a probation. A later fact of a kind adds to the earlier ones."""

    CRITERIA_TOLD = "criteria_told"
    CRITERIA_ACKNOWLEDGED = "criteria_acked"
    CRITERIA_SIGNED = "criteria_signed"
    PAUSED = "paused"
    REMINDED = "reminded"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationFact:
    """One fact. `by` is None for the clock; `detail` is the kind of a pause or outcome."""

    kind: FactKind
    on: date
    at: datetime
    by: int | None = None
    until: date | None = None
    detail: str = ""
    note: str = ""
    signature: str = ""
    second_signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationFile:
    """A person's contract and probation as her facts make them; `outcome` once it is decided."""

    person: Person
    contract: Contract
    probation: Probation
    facts: tuple[ProbationFact, ...]

    def last(self, kind: FactKind) -> ProbationFact | None:
        """Give the newest fact of a kind."""
        return next((fact for fact in reversed(self.facts) if fact.kind is kind), None)

    @property
    def outcome(self) -> ProbationFact | None:
        """Give the decision; an extension is none, since it goes on."""
        fact = self.last(FactKind.OUTCOME)
        return None if fact is None or fact.detail == OutcomeKind.EXTENDED else fact


def probation_file(
    person: Person, contract: Contract, ends_on: date, facts: Sequence[ProbationFact]
) -> ProbationFile:
    """Put a probation together. Criteria told anew must be signed anew."""
    probation = Probation(starts_on=contract.starts_on, ends_on=ends_on)
    for fact in facts:
        match fact.kind:
            case FactKind.CRITERIA_TOLD:
                probation = replace(probation, criteria_told_on=fact.on, criteria_signature=None)
            case FactKind.CRITERIA_SIGNED:
                probation = replace(probation, criteria_signature=fact.signature)
            case FactKind.PAUSED:
                pause = Pause(kind=PauseKind(fact.detail), starts_on=fact.on, ends_on=fact.until)
                probation = replace(probation, pauses=(*probation.pauses, pause))
            case FactKind.REMINDED:
                probation = replace(probation, reminded_on=(*probation.reminded_on, fact.on))
            case FactKind.OUTCOME if fact.detail == OutcomeKind.EXTENDED and fact.until:
                probation = replace(probation, ends_on=fact.until, reminded_on=())
            case _:
                pass
    return ProbationFile(person=person, contract=contract, probation=probation, facts=tuple(facts))


class Gap(StrEnum):
    """What the company itself has not done yet."""

    CRITERIA_NOT_TOLD = "criteria_not_told"
    CRITERIA_NOT_ACKNOWLEDGED = "criteria_not_acked"
    CRITERIA_NOT_SIGNED = "criteria_not_signed"
    TARGET_NOT_TOLD = "target_not_told"


def gaps(file: ProbationFile, *, months_without_target: int) -> tuple[Gap, ...]:
    """Name the company's own gaps; they stand on the form before anybody decides."""
    found = []
    if file.probation.criteria_told_on is None:
        found.append(Gap.CRITERIA_NOT_TOLD)
    elif file.last(FactKind.CRITERIA_ACKNOWLEDGED) is None:
        found.append(Gap.CRITERIA_NOT_ACKNOWLEDGED)
    if not file.probation.criteria_signature:
        found.append(Gap.CRITERIA_NOT_SIGNED)
    if months_without_target:
        found.append(Gap.TARGET_NOT_TOLD)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbationView:
    """A probation as HR or the direct manager reads it; `results` are (month, bar, done)."""

    person_id: int
    name: str
    starts_on: date
    ends_on: date
    last_day: date
    days_left: int
    is_paused: bool
    is_hr: bool
    told_on: date | None
    acknowledged_on: date | None
    signature: str
    results: tuple[tuple[str, int, int], ...]
    gaps: tuple[Gap, ...]
    outcome: str = ""
    #: What has just been done: a sentence's name, or nothing.
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskProbation:
    """What is asked for: "criteria", "sign", "pause" or "outcome", with the file it is of."""

    what: str
    view: ProbationView
    criteria: str = ""
    may_extend: bool = False


@dataclass(frozen=True, slots=True)
class CriteriaAcknowledged:
    """She has seen her criteria."""

    on: date
