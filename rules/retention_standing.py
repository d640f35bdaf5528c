"""风险模型 as HR reads it: what speaks about risk now, and why a model does not (RETENTION 4.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.retention_refusal import Refusal

#: Below, counting signals is all that can be said; from the second on a model may speak.
LEAVERS_FOR_PRIOR = 7
LEAVERS_FOR_MODEL = 60
COHORTS_FOR_MODEL = 2
_FIRST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStanding:
    """Which stage speaks, by whom it came to, and what is against the newest model."""

    #: rules, prior or model.
    stage: str
    #: The model that speaks; None where the conditions do.
    speaks: int | None
    #: Whether a person has chosen it, so that no training changes it.
    is_pinned: bool
    #: Whether drift has put the conditions back.
    has_drifted: bool
    #: Those who left of their own accord, of whom the weeks before are known.
    leavers: int
    #: Hire months whose probations have all ended.
    cohorts: int
    #: The newest training; None before any.
    fitted_on: date | None
    #: What is against its speaking; empty where it speaks.
    refused: tuple[Refusal, ...]
    #: The model in its shadow weeks and the Monday of the first, if one is.
    watched: int | None
    watched_since: date | None
    next_on: date


def closed_cohorts(spans: Iterable[tuple[date, date | None]], today: date) -> int:
    """Count hire months of which nobody's probation runs any more.

    `spans` are days of hiring with the last day of probation, None while it has none.
    """
    ends: dict[tuple[int, int], date] = {}
    for hired_on, ends_on in spans:
        month = hired_on.year, hired_on.month
        end = ends_on or today + timedelta(days=1)
        ends[month] = max(ends.get(month, end), end)
    return sum(end < today for end in ends.values())


def next_training(today: date) -> date:
    """Give the next first of a month, on which the job `retention_train` fits."""
    later = today.replace(day=_FIRST) + timedelta(days=32)
    return later.replace(day=_FIRST)
