"""Who stayed by match score and by early course completion (RULES row 25, RETENTION 4.13).

Edges are strict, the middle stands apart, and a ratio is given only where both groups hold twenty
finished hires and the lower one somebody who stayed. Completion is that of week 4, among those who
were still there: leavers can not complete, and counting them would flatter the courses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from rules.retention_metrics import wilson
from rules.retention_report import share
from rules.retention_view import Share
from rules.survival import kaplan_meier, log_rank, share_at

FEWEST_FINISHED = 20
#: Under so many in a group its share is not told.
FEWEST_TOLD = 10
LANDMARK_WEEK = 4
#: Of all finished: under this part, the lower group was hardly hired at all.
_RARE = 0.1
MATCH_EDGES = (Decimal(60), Decimal(80))
COMPLETION_EDGES = (Decimal(70), Decimal(90))


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A hire: her figure, weeks seen since the landmark, whether she ended, and how it came out."""

    value: Decimal
    weeks: int
    has_ended: bool
    #: None while her probation runs.
    has_stayed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group; `finished` alone count for the share, all for the curve's end."""

    #: under, middle or over.
    name: str
    hires: int
    finished: int
    stayed: int
    share: Share | None
    #: Kaplan-Meier at the longest follow-up, per mille.
    curve_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The three groups, and their comparison where it is allowed."""

    low_edge: Decimal
    high_edge: Decimal
    groups: tuple[Group, ...]
    #: Over divided by under, to two places; None where it is not allowed.
    ratio: Decimal | None
    why_no_ratio: str
    #: Of the log-rank test between under and over; None without both.
    p: float | None
    #: Few of the lower group were hired: who was is no sample of who was not.
    is_selected: bool


def grouped(cases: Sequence[Followed], *, edges: tuple[Decimal, Decimal]) -> Grouped:
    """Compare strictly under the lower edge with strictly over the higher."""
    low, high = edges
    parts = {
        "under": [one for one in cases if one.value < low],
        "middle": [one for one in cases if low <= one.value <= high],
        "over": [one for one in cases if one.value > high],
    }
    groups = tuple(_group(name, some) for name, some in parts.items())
    under, _, over = groups
    ratio, why = _ratio(under, over)
    finished = sum(one.finished for one in groups)
    return Grouped(
        low_edge=low,
        high_edge=high,
        groups=groups,
        ratio=ratio,
        why_no_ratio=why,
        p=_p(parts["under"], parts["over"]),
        is_selected=finished > 0 and under.finished < _RARE * finished,
    )


def _group(name: str, some: Sequence[Followed]) -> Group:
    finished = [one for one in some if one.has_stayed is not None]
    stayed = sum(bool(one.has_stayed) for one in finished)
    steps = kaplan_meier(
        np.array([one.weeks for one in some], dtype=np.float64),
        np.array([one.has_ended for one in some], dtype=bool),
    )
    longest = max((one.weeks for one in some), default=0)
    return Group(
        name=name,
        hires=len(some),
        finished=len(finished),
        stayed=stayed,
        share=share(wilson(stayed, len(finished))) if len(finished) >= FEWEST_TOLD else None,
        curve_end=round(share_at(steps, longest) * 1000) if some else 0,
    )


def _ratio(under: Group, over: Group) -> tuple[Decimal | None, str]:
    few = min(under.finished, over.finished)
    if few < FEWEST_FINISHED:
        return None, f"few:{FEWEST_FINISHED - few}"
    if under.stayed == 0:
        return None, "nobody_stayed"
    top = Decimal(over.stayed) / over.finished
    bottom = Decimal(under.stayed) / under.finished
    return (top / bottom).quantize(Decimal("0.01")), ""


def _p(under: Sequence[Followed], over: Sequence[Followed]) -> float | None:
    both = [*under, *over]
    if not under or not over or not any(one.has_ended for one in both):
        return None
    found = log_rank(
        np.array([one.weeks for one in both], dtype=np.float64),
        np.array([one.has_ended for one in both], dtype=bool),
        np.array([0] * len(under) + [1] * len(over), dtype=np.int64),
    )
    return found.p
