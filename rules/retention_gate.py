"""Whether a challenger may take the champion's place, and when even the champion steps back.

RETENTION 4.5: better for certain over pooled later months, no worse where it counts, not too often.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rules.panel import Flags, Floats, Integers
from rules.retention_metrics import auc, calibration, calibration_error
from rules.retention_refusal import Gate, Refusal

DRAWS = 1000
_CONFIDENCE = 0.9
_AUC_SLACK = 0.005
_ECE_SLACK = 0.005
_SLOPE, _INTERCEPT = (0.8, 1.25), 0.2
NEW_LEAVERS = 30
SHADOW_WEEKS = 4
#: What time alone mends: a challenger is watched on until neither holds, then judged once.
_BY_TIME = frozenset({Gate.NOT_WATCHED, Gate.FEW_LEFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Two models on the same later rows; `budget` is how many alerts a period may bring."""

    leaves: Flags
    person: Integers
    period: Integers
    champion: Floats
    challenger: Floats
    budget: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a trial alone can not tell."""

    new_leavers: int
    shadow_weeks: int
    hash_matches: bool
    is_fair: bool
    is_fast: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Promoted only if nothing was refused; `gain` is the fall of log loss, with bounds."""

    refused: tuple[Refusal, ...]
    gain: float
    gain_low: float
    gain_high: float

    @property
    def against(self) -> tuple[str, ...]:
        """Say in words what speaks against it."""
        return tuple(one.text for one in self.refused)

    @property
    def is_promoted(self) -> bool:
        """Whether the challenger takes over."""
        return not self.refused

    @property
    def blocking(self) -> tuple[Refusal, ...]:
        """Give what time will not mend."""
        return tuple(one for one in self.refused if one.gate not in _BY_TIME)

    @property
    def is_waiting(self) -> bool:
        """Whether it is too early to judge."""
        return self.blocking != self.refused


def judge(trial: Trial, standing: Standing, *, seed: int = 1) -> Verdict:
    """Decide, and give every reason against."""
    gain, low, high = _gain(trial, seed=seed)
    weaker = auc(trial.leaves, trial.champion) - auc(trial.leaves, trial.challenger)
    own, other = recall(trial, trial.challenger), recall(trial, trial.champion)
    checks: tuple[tuple[bool, Gate, str, float | None, float | None], ...] = (
        (low > 0, Gate.NOT_BETTER, "not better for certain", low, 0.0),
        (weaker <= _AUC_SLACK, Gate.RANKS_WORSE, "ranks worse", weaker, _AUC_SLACK),
        *_calibrated(trial),
        (own >= other, Gate.RECALL, "finds fewer within the alert budget", own, other),
        (standing.is_fair, Gate.FAIRNESS, "is less fair", None, None),
        (standing.hash_matches, Gate.HASH, "is not what was trained", None, None),
        (standing.is_fast, Gate.SLOW, "is too slow", None, None),
        (
            standing.shadow_weeks >= SHADOW_WEEKS, Gate.NOT_WATCHED, "was not watched long enough",
            standing.shadow_weeks, SHADOW_WEEKS,
        ),
        (
            standing.new_leavers >= NEW_LEAVERS, Gate.FEW_LEFT,
            "too few have left since the last change", standing.new_leavers, NEW_LEAVERS,
        ),
    )  # fmt: skip
    refused = tuple(
        Refusal(gate=gate, text=text, value=value, limit=limit)
        for holds, gate, text, value, limit in checks
        if not holds
    )
    return Verdict(refused=refused, gain=gain, gain_low=low, gain_high=high)


def _calibrated(trial: Trial) -> tuple[tuple[bool, Gate, str, float, float]]:
    """Check slope, intercept and error, and give the first that does not hold with its limit."""
    slope, intercept = calibration(trial.leaves, trial.challenger)
    error = calibration_error(trial.leaves, trial.challenger)
    worse_by = calibration_error(trial.leaves, trial.champion) + _ECE_SLACK
    text = "is not calibrated"
    if not _SLOPE[0] <= slope <= _SLOPE[1]:
        near = _SLOPE[1] if slope > _SLOPE[1] else _SLOPE[0]
        return ((False, Gate.CALIBRATION, text, slope, near),)
    if not abs(intercept) <= _INTERCEPT:
        return ((False, Gate.CALIBRATION, text, intercept, _INTERCEPT),)
    return ((error <= worse_by, Gate.CALIBRATION, text, error, worse_by),)


def recall(trial: Trial, risk: Floats) -> float:
    """Give the share of leavers among the `budget` highest risks of each period."""
    found = 0
    for one in np.unique(trial.period):
        here = np.flatnonzero(trial.period == one)
        told = here[np.argsort(-risk[here], kind="stable")[: trial.budget]]
        found += int(trial.leaves[told].sum())
    return found / max(int(trial.leaves.sum()), 1)


def floors_are_beaten(leaves: Flags, champion: Floats, *floors: Floats) -> bool:
    """Whether the champion ranks above every simple rule; else the rules speak, and it is said."""
    own = auc(leaves, champion)
    return all(own > auc(leaves, one) for one in floors)


def _gain(trial: Trial, *, seed: int) -> tuple[float, float, float]:
    """Give the mean fall of log loss and its interval, drawing persons."""
    each = _losses(trial.leaves, trial.champion) - _losses(trial.leaves, trial.challenger)
    persons, place = np.unique(trial.person, return_inverse=True)
    total = np.bincount(place, weights=each)
    rows = np.bincount(place).astype(np.float64)
    draw = np.random.default_rng(seed)
    means = []
    for _ in range(DRAWS):
        some = draw.integers(0, len(persons), len(persons))
        means.append(total[some].sum() / rows[some].sum())
    # A one-sided bound at 90 %, and its counterpart.
    low, high = np.quantile(means, (1 - _CONFIDENCE, _CONFIDENCE))
    return float(each.mean()), float(low), float(high)


def _losses(leaves: Flags, risk: Floats) -> Floats:
    p = np.clip(risk, 1e-12, 1 - 1e-12)
    return np.asarray(-np.where(leaves, np.log(p), np.log(1 - p)))
