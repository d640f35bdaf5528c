"""Whether flags fall alike on groups; groups come from a separate audit table, never the model's.

RETENTION 4.11: ratios by the four-fifths rule as a screen, with intervals; under ten persons of a
group nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rules.panel import Flags, Floats, Integers
from rules.retention_metrics import Interval, auc, wilson

FEWEST = 10
SCREEN = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group's figures; rows are persons, judged once each."""

    name: str
    persons: int
    flagged: Interval
    #: Of those who left, who had been flagged.
    recall: Interval
    left: Interval
    mean_risk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """What an audit found; groups that are too small are only named."""

    groups: tuple[Group, ...]
    too_small: tuple[str, ...]
    #: The lowest share flagged divided by the highest; None with less than two groups.
    ratio: float | None

    @property
    def needs_a_look(self) -> bool:
        """Whether the screen is broken: a reason to look, not a proof."""
        return self.ratio is not None and self.ratio < SCREEN


def audit(groups: Mapping[str, Flags], *, flagged: Flags, left: Flags, risk: Floats) -> Fairness:
    """Compare groups of persons."""
    found, small = [], []
    for name, hers in groups.items():
        if int(hers.sum()) < FEWEST:
            small.append(name)
            continue
        found.append(
            Group(
                name=name,
                persons=int(hers.sum()),
                flagged=wilson(int((flagged & hers).sum()), int(hers.sum())),
                recall=wilson(int((flagged & left & hers).sum()), int((left & hers).sum())),
                left=wilson(int((left & hers).sum()), int(hers.sum())),
                mean_risk=float(risk[hers].mean()),
            )
        )
    shares = [one.flagged.value for one in found]
    ratio = min(shares) / max(shares) if len(shares) > 1 and max(shares) > 0 else None
    return Fairness(groups=tuple(found), too_small=tuple(small), ratio=ratio)


def proxy_strength(score_of_group: Floats, is_member: Flags) -> float:
    """Give how well a score made of the features tells a group: 0.5 is not at all, 1 entirely."""
    value = auc(is_member, score_of_group)
    return max(value, 1 - value)


def members(codes: Integers, names: tuple[str, ...]) -> dict[str, Flags]:
    """Give the persons of each group by its code."""
    return {name: np.asarray(codes == code) for code, name in enumerate(names)}
