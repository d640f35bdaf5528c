"""What may be said of help: counts, an adjusted association, or a randomised effect.

RETENTION 4.10: the ladder never skips a rung. Without chance deciding who was helped nothing is
called an effect; where the interval holds nought, how many more are needed is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

import numpy as np

from rules.logistic import fit_map, logistic
from rules.panel import Flags, Floats
from rules.retention_metrics import Interval, wilson

_Z95, _Z80 = 1.959963984540054, 0.8416212335729143
_FEWEST_PER_ARM = 20


class Rung(StrEnum):
    """How much a figure can carry."""

    COUNT = "count"
    ASSOCIATION = "association"
    STEPPED = "stepped"
    RANDOMISED = "randomised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Persons of one arm, and how many of them stayed."""

    stayed: int
    of: int

    @property
    def share(self) -> Interval:
        """The share that stayed, with its Wilson interval."""
        return wilson(self.stayed, self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The gap of helped less not helped in shares that stayed."""

    rung: Rung
    helped: Arm
    others: Arm
    gap: Interval
    #: Persons still missing per arm for a gap of this size to show; None where it shows.
    needed_more: int | None

    @property
    def is_measurable(self) -> bool:
        """Whether the interval leaves out nought."""
        return self.needed_more is None

    @property
    def may_be_called_effect(self) -> bool:
        """Whether a causal sentence is allowed: only where chance decided for each person."""
        return self.rung is Rung.RANDOMISED


def compared(helped: Arm, others: Arm, *, rung: Rung) -> Effect | None:
    """Compare two arms; None while either holds nobody. The interval is Newcombe's."""
    if helped.of == 0 or others.of == 0:
        return None
    one, other = helped.share, others.share
    gap = one.value - other.value
    low = gap - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = gap + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    few = min(helped.of, others.of)
    shows = not low <= 0 <= high and few >= _FEWEST_PER_ARM
    more = None if shows else max(needed(one.value, other.value) - few, _FEWEST_PER_ARM - few, 1)
    return Effect(
        rung=rung,
        helped=helped,
        others=others,
        gap=Interval(value=gap, low=low, high=high),
        needed_more=more,
    )


def distance(one: Arm, other: Arm) -> float:
    """Give how far two shares lie apart in standard errors of one share for both; 0 of nobody."""
    if one.of == 0 or other.of == 0:
        return 0.0
    middle = (one.stayed + other.stayed) / (one.of + other.of)
    error = sqrt(middle * (1 - middle) * (1 / one.of + 1 / other.of))
    return abs(one.stayed / one.of - other.stayed / other.of) / error if error else 0.0


def needed(one: float, other: float) -> int:
    """Give the persons per arm for 80 % power at 5 %; a gap under one point counts as one."""
    gap = max(abs(one - other), 0.01)
    middle = (one + other) / 2
    spread = _Z95 * sqrt(2 * middle * (1 - middle))
    spread += _Z80 * sqrt(one * (1 - one) + other * (1 - other))
    return ceil((spread / gap) ** 2)


def weighted_gap(
    helped: Flags, stayed: Flags, known: Floats, *, draws: int = 500, seed: int = 1
) -> Interval:
    """Give the gap weighted by the chance of being helped, given what is `known` (rung 1).

    Rows are persons. It corrects for what the table knows and for nothing that managers sense, so
    it is an association whatever its interval.
    """
    value = _weighted(helped, stayed, known)
    draw = np.random.default_rng(seed)
    drawn = []
    for _ in range(draws):
        some = draw.integers(0, len(helped), len(helped))
        if helped[some].any() and not helped[some].all():
            drawn.append(_weighted(helped[some], stayed[some], known[some]))
    low, high = np.quantile(drawn, (0.025, 0.975)) if drawn else (float("nan"), float("nan"))
    return Interval(value=value, low=float(low), high=float(high))


def _weighted(helped: Flags, stayed: Flags, known: Floats) -> float:
    rows = np.column_stack([np.ones(len(helped)), known])
    precision = np.array([1e-6, *([1.0] * known.shape[1])])
    weights = fit_map(
        rows, helped.astype(np.float64), prior=np.zeros(rows.shape[1]), precision=precision
    )
    chance = np.clip(logistic(rows @ weights), 0.02, 0.98)
    treated = np.average(stayed[helped], weights=1 / chance[helped])
    untreated = np.average(stayed[~helped], weights=1 / (1 - chance[~helped]))
    return float(treated - untreated)
