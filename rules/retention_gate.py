"""Whether a challenger may take the champion's place, and when even the champion steps back.

RETENTION 4.5: better for certain over pooled later months, no worse where it counts, not too often.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rules.panel import Flags, Floats, Integers
from rules.retention_metrics import auc, calibration, calibration_error

DRAWS = 1000
_CONFIDENCE = 0.9
_AUC_SLACK = 0.005
_ECE_SLACK = 0.005
_SLOPE, _INTERCEPT = (0.8, 1.25), 0.2
NEW_LEAVERS = 30
SHADOW_WEEKS = 4
#: What time alone mends: a challenger is watched on until neither holds, then judged once.
NOT_WATCHED = "was not watched long enough"
FEW_LEFT = "too few have left since the last change"
NOT_BETTER = "not better for certain"


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
    """Promoted only if nothing is `against` it; `gain` is the fall of log loss, with bounds."""

    against: tuple[str, ...]
    gain: float
    gain_low: float
    gain_high: float

    @property
    def is_promoted(self) -> bool:
        """Whether the challenger takes over."""
        return not self.against

    @property
    def blocking(self) -> tuple[str, ...]:
        """Give what time will not mend."""
        return tuple(one for one in self.against if one not in {NOT_WATCHED, FEW_LEFT})

    @property
    def is_waiting(self) -> bool:
        """Whether it is too early to judge."""
        return self.blocking != self.against


def judge(trial: Trial, standing: Standing, *, seed: int = 1) -> Verdict:
    """Decide, and give every reason against."""
    gain, low, high = _gain(trial, seed=seed)
    slope, intercept = calibration(trial.leaves, trial.challenger)
    error = calibration_error(trial.leaves, trial.challenger)
    worse_by = calibration_error(trial.leaves, trial.champion) + _ECE_SLACK
    weaker = auc(trial.leaves, trial.champion) - auc(trial.leaves, trial.challenger)
    checks = {
        NOT_BETTER: low > 0,
        "ranks worse": weaker <= _AUC_SLACK,
        "is not calibrated": _SLOPE[0] <= slope <= _SLOPE[1]
        and abs(intercept) <= _INTERCEPT
        and error <= worse_by,
        "finds fewer within the alert budget": recall(trial, trial.challenger)
        >= recall(trial, trial.champion),
        "is less fair": standing.is_fair,
        "is not what was trained": standing.hash_matches,
        "is too slow": standing.is_fast,
        NOT_WATCHED: standing.shadow_weeks >= SHADOW_WEEKS,
        FEW_LEFT: standing.new_leavers >= NEW_LEAVERS,
    }
    against = tuple(why for why, holds in checks.items() if not holds)
    return Verdict(against=against, gain=gain, gain_low=low, gain_high=high)


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
