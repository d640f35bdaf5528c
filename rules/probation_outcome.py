"""How a probation comes out, and what the law and RULES ask for before it does.

Labour Contract Law of China, art. 19 to 21 and 39; the second signature after an alert is RULES,
the paragraph below the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.errors import Conflict, Invalid, NotAllowed
from rules.probation import (
    Contract,
    Probation,
    ProbationPolicy,
    check_probation,
    last_ending_day,
)
from rules.workdays import Workdays

#: An alert that was open so recently asks for HR's second signature (RULES, below the table).
ALERT_MEMORY = timedelta(days=60)
_DAY = timedelta(days=1)


class OutcomeKind(StrEnum):
    """How a probation can come out."""

    CONFIRMED = "confirmed"  # 转正
    ENDED = "ended"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A decision by a named person. A tap is no signature: `signature` refers to paper or scan."""

    kind: OutcomeKind
    #: The day it takes effect; of a confirmation it may be a later one.
    on: date
    decided_by: int
    reason: str
    signature: str
    #: The new last day, of an extension only.
    extends_to: date | None = None


def check_outcome(
    probation: Probation,
    outcome: Outcome,
    *,
    today: date,
    contract: Contract,
    policy: ProbationPolicy,
    workdays: Workdays,
) -> None:
    """Raise what stands against an outcome; say the way out.

    Without reason or signature: Invalid. Confirming on a day that is past, or beyond the day after
    the probation: Invalid. Ending: after the last ending day Conflict; in a pause or without signed
    criteria NotAllowed. Extending: NotAllowed unless switched on, Conflict once the probation is
    over, Invalid for a day that is not later or that the law does not allow.
    """
    if not outcome.reason.strip():
        raise Invalid("reason", "An outcome needs its reason.")
    if not outcome.signature.strip():
        raise Invalid("signature", "A tap is no signature: give the reference of paper or scan.")
    match outcome.kind:
        case OutcomeKind.CONFIRMED:
            _check_confirmation(probation, outcome, today)
        case OutcomeKind.EXTENDED:
            _check_extension(probation, outcome, contract, policy)
        case OutcomeKind.ENDED:
            _check_ending(probation, outcome, workdays)


def last_confirmation_day(probation: Probation, today: date) -> date:
    """Give the latest day for which a confirmation may be signed.

    The day after the probation, since then she is no longer in it; today where that is past.
    """
    return max(today, probation.ends_on + _DAY)


def _check_confirmation(probation: Probation, outcome: Outcome, today: date) -> None:
    if not today <= outcome.on <= last_confirmation_day(probation, today):
        raise Invalid("confirms_on", "It must be today or later, and at most a day after the end.")


def _check_extension(
    probation: Probation, outcome: Outcome, contract: Contract, policy: ProbationPolicy
) -> None:
    if not policy.may_extend:
        raise NotAllowed("error.extension_off")
    if outcome.on > probation.ends_on:
        raise Conflict("error.extension_too_late", last=probation.ends_on)
    if outcome.extends_to is None or outcome.extends_to <= probation.ends_on:
        raise Invalid("extends_to", "An extension needs a new last day that is later.")
    check_probation(contract, outcome.extends_to)


def _check_ending(probation: Probation, outcome: Outcome, workdays: Workdays) -> None:
    last = last_ending_day(probation, workdays)
    if outcome.on > last:
        raise Conflict("error.ending_too_late", last=last)
    if probation.pause_on(outcome.on) is not None:
        raise NotAllowed("error.ending_in_pause")
    if probation.criteria_told_on is None or not probation.criteria_signature:
        raise NotAllowed("error.criteria_not_signed")


def needs_second_signature(kind: OutcomeKind, on: date, alert_open_on: date | None) -> bool:
    """Whether HR signs too: an ending, and an alert about her was open in the last 60 days.

    `alert_open_on` is the newest day on which one was open; 60 days ago asks for it, 61 do not.
    """
    if kind is not OutcomeKind.ENDED or alert_open_on is None:
        return False
    return on - alert_open_on <= ALERT_MEMORY


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthResult:
    """A month that counts for her probation: what was asked and how many valid deals there are."""

    month: str
    bar: int
    done: int


def fallen(before: Sequence[MonthResult], now: Sequence[MonthResult]) -> tuple[MonthResult, ...]:
    """Give the months, as they are now, in which fewer valid deals count than were relied on.

    RULES row 13: a later cancellation corrects the month the deal counted in. A month that was not
    relied on changes nothing, one that grew neither.
    """
    counted = {one.month: one for one in now}
    return tuple(
        counted[one.month]
        for one in before
        if one.month in counted and counted[one.month].done < one.done
    )
