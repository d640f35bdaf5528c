"""Whether the world has moved away from what the model learned (RETENTION 4.12)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp, sqrt

import numpy as np

from rules.logistic import fit_map, logistic, logit
from rules.panel import Flags, Floats, Integers
from rules.retention_metrics import calibration

PSI_WATCH, PSI_MOVED = 0.1, 0.25
_GROUPS = 10
_LEAST_SHARE = 1e-4
_Z_LIMIT = 3.0
_SLOPE = (0.7, 1.4)
_EVENTS_FOR_SLOPE = 30
_SHRINK = 30


class Answer(StrEnum):
    """What is done about drift, the mildest first."""

    NONE = "none"
    RECALIBRATE = "recalibrate"
    RETRAIN = "retrain"
    RULES = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How one feature has moved since training."""

    psi: float
    ks: float
    ks_p: float
    missing_before: float
    missing_now: float


def moved(before: Floats, now: Floats) -> Moved:
    """Compare a feature's values of training and of now; NaN is missing."""
    known, seen = before[~np.isnan(before)], now[~np.isnan(now)]
    distance, p = kolmogorov_smirnov(known, seen)
    return Moved(
        psi=population_stability(known, seen),
        ks=distance,
        ks_p=p,
        missing_before=float(np.isnan(before).mean()),
        missing_now=float(np.isnan(now).mean()),
    )


def population_stability(before: Floats, now: Floats) -> float:
    """Give the PSI over ten groups of equal size in `before`; 0 where either has no value."""
    if len(before) == 0 or len(now) == 0:
        return 0.0
    edges = np.unique(np.quantile(before, np.linspace(0, 1, _GROUPS + 1)[1:-1]))
    was = _shares(np.searchsorted(edges, before, side="left"), len(edges) + 1)
    is_ = _shares(np.searchsorted(edges, now, side="left"), len(edges) + 1)
    return float(np.sum((is_ - was) * np.log(is_ / was)))


def kolmogorov_smirnov(one: Floats, other: Floats) -> tuple[float, float]:
    """Give the greatest gap of two distributions and its asymptotic p value."""
    if len(one) == 0 or len(other) == 0:
        return 0.0, 1.0
    values = np.union1d(one, other)
    here = np.searchsorted(np.sort(one), values, side="right") / len(one)
    there = np.searchsorted(np.sort(other), values, side="right") / len(other)
    distance = float(np.max(np.abs(here - there)))
    size = sqrt(len(one) * len(other) / (len(one) + len(other)))
    scaled = (size + 0.12 + 0.11 / size) * distance
    if scaled < 0.2:  # noqa: PLR2004 - the series is 1 to the last digit there
        return distance, 1.0
    p = 2 * sum((-1) ** (k - 1) * exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return distance, min(max(p, 0.0), 1.0)


def calibration_z(leaves: Flags, risk: Floats, person: Integers) -> float:
    """Give (seen - expected) leavers in standard deviations; 0 without rows.

    Windows of the rows of one person overlap, so her residuals are summed before they are squared:
    by rows alone, three deviations would be passed by chance in one look of ten.
    """
    if len(leaves) == 0:
        return 0.0
    residual = leaves - risk
    _, place = np.unique(person, return_inverse=True)
    by_person = float(np.sum(np.bincount(place, weights=residual) ** 2))
    spread = max(float(np.sum(risk * (1 - risk))), by_person)
    return float(residual.sum()) / sqrt(spread) if spread > 0 else 0.0


def cusum(leaves: Flags, risk: Floats, *, slack: float = 0.0) -> tuple[float, float]:
    """Give the largest upward and downward sum of standardised residuals, in the rows' order."""
    residual = (leaves - risk) / np.sqrt(np.maximum(risk * (1 - risk), 1e-12))
    up = down = most_up = most_down = 0.0
    for one in residual:
        up, down = max(0.0, up + one - slack), max(0.0, down - one - slack)
        most_up, most_down = max(most_up, up), max(most_down, down)
    return most_up, most_down


def answer(leaves: Flags, risk: Floats, person: Integers, *, tried: Answer = Answer.NONE) -> Answer:
    """Give the next step where calibration is lost; `tried` is what the last month has done."""
    slope, _ = calibration(leaves, risk)
    leavers = len(np.unique(person[leaves]))
    is_bent = leavers >= _EVENTS_FOR_SLOPE and not _SLOPE[0] <= slope <= _SLOPE[1]
    if abs(calibration_z(leaves, risk, person)) <= _Z_LIMIT and not is_bent:
        return Answer.NONE
    steps = list(Answer)
    return steps[min(steps.index(tried) + 1, len(steps) - 1)]


def recalibrated(leaves: Flags, risk: Floats, later: Floats, *, events: int) -> Floats:
    """Move later risks by the intercept in the large, shrunk by n / (n + 30 events).

    `events` are the persons who left, not their rows.
    """
    z = logit(risk)
    free = np.zeros(1)
    shift = fit_map(
        np.ones((len(z), 1)),
        leaves.astype(np.float64),
        prior=free,
        precision=free + 1e-6,
        offset=z,
    )[0]
    return logistic(logit(later) + shift * events / (events + _SHRINK))


def _shares(group: np.ndarray, many: int) -> Floats:
    shares = np.bincount(group, minlength=many) / len(group)
    return np.asarray(np.maximum(shares, _LEAST_SHARE))
