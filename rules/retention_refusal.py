"""What speaks against a risk model: which gate, the number found, and the number it asks for.

RETENTION 4.4 and 4.5. HR reads the figures in words of her language; `text` is what a command line
and a log say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite


class Gate(StrEnum):
    """Each thing that a model must pass."""

    #: At a fit, of the model by itself.
    FEW_LEAVERS = "few_leavers"
    FEW_COHORTS = "few_cohorts"
    FLAGS = "flags"
    TENURE = "tenure"
    SLOPE = "slope"
    INTERCEPT = "intercept"
    ERROR = "error"
    MODEL_TOO_GOOD = "model_too_good"
    FEATURE_TOO_GOOD = "feature_too_good"
    ORDER = "order"
    EXPERT = "expert"
    #: Beside the one that speaks.
    MODEL_SPEAKS = "model_speaks"
    NOTHING = "nothing"
    NOT_BETTER = "not_better"
    RANKS_WORSE = "ranks_worse"
    CALIBRATION = "calibration"
    RECALL = "recall"
    FAIRNESS = "fairness"
    HASH = "hash"
    SLOW = "slow"
    NOT_WATCHED = "not_watched"
    FEW_LEFT = "few_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One gate that was not passed; figures are None where there are none."""

    gate: Gate
    text: str
    value: float | None = None
    #: What the value has to reach, or to stay within.
    limit: float | None = None
    #: The upper bound where `value` is a lower one.
    high: float | None = None
    #: The column, where it is about one.
    of: str = ""


def refusal_of(kept: Mapping[str, object]) -> Refusal:
    """Read one from the JSON that it was kept as."""
    return Refusal(
        gate=Gate(str(kept["gate"])),
        text=str(kept["text"]),
        value=_figure(kept.get("value")),
        limit=_figure(kept.get("limit")),
        high=_figure(kept.get("high")),
        of=str(kept.get("of", "")),
    )


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and isfinite(value) else None
