"""A change of a threshold: what it is judged by, as it is told, asked about and decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rules.errors import NotFound

MAX_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """In one currency; a site's own guess, shown beside every proposal."""

    #: What it is worth that somebody who would leave is flagged in time.
    found_worth: Decimal = Decimal(3000)
    #: What it costs to flag somebody who would stay.
    needless_cost: Decimal = Decimal(500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A hire whose end is known: her figure, when she came, whether she stayed."""

    person_id: int
    value: Decimal
    hired_on: date
    has_stayed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a cut does to the later hires, on which it was not chosen."""

    cut: Decimal
    flagged: int
    #: Of the flagged, who left.
    found: int
    #: Who left without a flag.
    missed: int
    #: Who has no flag.
    others: int = 0

    @property
    def stayed(self) -> int:
        """Of those without a flag, who stayed."""
        return self.others - self.missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that the figures speak for."""

    present: Decimal
    proposed: Decimal
    low: Decimal
    high: Decimal
    known: int
    tried_on: int
    now: Tried
    then: Tried


@dataclass(frozen=True, slots=True, kw_only=True)
class NoProposal:
    """Why nothing is proposed: few, same, unsure or worse_later; how many more are needed."""

    why: str
    needed_more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdNews:
    """What the figures speak for; numbers as they are written."""

    proposal_id: int
    rule: str
    present: str
    proposed: str
    low: str
    high: str
    known: int
    tried_on: int
    flagged_now: int
    flagged_then: int
    found_now: int
    found_then: int
    missed_now: int
    missed_then: int
    found_worth: str
    needless_cost: str
    #: Of a hiring bar: who of those at or over it was confirmed, "31/40 77.50 (62.50-87.68)".
    stayed_now: str = ""
    stayed_then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdShown:
    """A proposal that waits for HR, looked at again."""

    news: ThresholdNews


@dataclass(frozen=True, slots=True, kw_only=True)
class AskThreshold:
    """Ask HR why; `word` is approve or decline."""

    word: str
    news: ThresholdNews
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdDecided:
    """It is decided, by whom, and from when a new value counts; None where nothing changes."""

    state: str
    news: ThresholdNews
    by: str
    starts_on: date | None


def news_of(told: Mapping[str, object]) -> ThresholdNews:
    """Read the facts of a notice."""
    return ThresholdNews(**told)  # type: ignore[arg-type] # fields of one class, by name


def starts_on(today: date) -> date:
    """Give the first of the next month: a version is dated forward only."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def reason_of(answers: Mapping[str, str]) -> str:
    """Give the reason of a decision; raise `NotFound` for none or too long a one."""
    reason = answers.get("reason", "").strip()
    if not reason:
        raise NotFound("error.form_missing", field="reason")
    if len(reason) > MAX_REASON:
        raise NotFound("error.form_too_long", field="reason", most=MAX_REASON)
    return reason
