"""The file of one probation: its contract, and every fact about it with who said it when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from rules.people import Person
from rules.probation import Contract, Pause, PauseKind, Probation
from rules.probation_outcome import MonthResult, OutcomeKind


class FactKind(StrEnum):
    """What can be said about a probation. A later fact of a kind adds to the earlier ones."""

    CRITERIA_TOLD = "criteria_told"
    CRITERIA_ACKNOWLEDGED = "criteria_acked"
    CRITERIA_SIGNED = "criteria_signed"
    PAUSED = "paused"
    REMINDED = "reminded"
    #: Signed for a day to come (`until`): nothing is decided before it.
    CONFIRMING = "confirming"
    #: A cancellation took back what such a confirmation relied on: it is decided anew.
    REOPENED = "reopened"
    #: An ending that has its first signature and waits for HR's second.
    ENDING = "ending"
    SECOND_SIGNED = "second_signed"
    #: HR does not sign it.
    NOT_SIGNED = "not_signed"
    OUTCOME = "outcome"


#: What waits for a day or a signature, and what ends the waiting.
_WAITS = {FactKind.CONFIRMING, FactKind.ENDING}
_SETTLES = {FactKind.REOPENED, FactKind.NOT_SIGNED, FactKind.OUTCOME}


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
    #: What a decision relied on, as it was then.
    results: tuple[MonthResult, ...] = ()


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

    @property
    def is_acknowledged(self) -> bool:
        """Whether she has seen the criteria as they were told last."""
        told, seen = self.last(FactKind.CRITERIA_TOLD), self.last(FactKind.CRITERIA_ACKNOWLEDGED)
        return told is not None and seen is not None and seen.at >= told.at

    @property
    def waiting(self) -> ProbationFact | None:
        """Give a confirmation dated forward, or an ending without its second signature."""
        settling = _WAITS | _SETTLES
        newest = next((fact for fact in reversed(self.facts) if fact.kind in settling), None)
        return newest if newest is not None and newest.kind in _WAITS else None

    @property
    def outcome_key(self) -> str:
        """Name the one decision that there can be about this probation."""
        return f"outcome:{self.person.id}:{self.contract.starts_on.isoformat()}"


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
                # Told anew from the same day on, it is the same pause: now its end is known.
                others = (one for one in probation.pauses if one.starts_on != pause.starts_on)
                probation = replace(probation, pauses=(*others, pause))
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
    elif not file.is_acknowledged:
        found.append(Gap.CRITERIA_NOT_ACKNOWLEDGED)
    if not file.probation.criteria_signature:
        found.append(Gap.CRITERIA_NOT_SIGNED)
    if months_without_target:
        found.append(Gap.TARGET_NOT_TOLD)
    return tuple(found)
