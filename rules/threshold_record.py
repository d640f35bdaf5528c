"""A proposed change of a threshold as it is told, asked about and decided. Figures, no person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.errors import NotFound

MAX_REASON = 500


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
