"""The cold start (RETENTION 4.4 B): expert weights on hinges, moved by what few leavers tell.

The weights are set by hand: 20 points of due courses missing under 80 %, one point of rating under
7.5, and two weeks without a deal weigh about alike. Nothing of a site is in them.
"""

from __future__ import annotations

import numpy as np

from jobs.retention_model import train_with_prior
from rules.panel import Flags, Floats, Panel, starts, streak_at_or_under_zero
from rules.retention_features import Feature, Kind, design
from rules.retention_gate import floors_are_beaten
from rules.retention_label import Labels
from rules.retention_metrics import auc
from rules.retention_model import RiskModel
from rules.retention_refusal import Gate, Refusal

_TRAINING, _RATING = 0.8, 7.5
_LOW_RATING, _STALLED_WEEKS, _FIRST_WEEKS = 7.0, 2, 3
#: (feature, weight); a hinge below an edge is minus the value plus what is above the edge.
_EXPERT: tuple[tuple[Feature, float], ...] = (
    (Feature(kind=Kind.VALUE, source="training_completion", topic="training", fill=_TRAINING,
             center=_TRAINING, scale=0.2), -0.6),
    (Feature(kind=Kind.ABOVE, source="training_completion", topic="training", of=_TRAINING,
             scale=0.2), 0.6),
    (Feature(kind=Kind.VALUE, source="mentor_rating", topic="mentor", fill=_RATING,
             center=_RATING), -0.6),
    (Feature(kind=Kind.ABOVE, source="mentor_rating", topic="mentor", of=_RATING), 0.6),
    (Feature(kind=Kind.STREAK, source="deals", topic="results", scale=2.0), 0.5),
    (Feature(kind=Kind.EARLY, source="tenure", topic="tenure"), 0.5),
)  # fmt: skip
FEATURES = tuple(one for one, _ in _EXPERT)
WEIGHTS = tuple(weight for _, weight in _EXPERT)


def weaker(panel: Panel, said: Labels) -> Refusal | None:
    """Refuse the bare expert weights where counting signals, or tenure, ranks leavers as well.

    They are fitted to nothing here, so all known rows are a fair test of them.
    """
    known = said.is_known
    risk = design(panel, FEATURES)[known].astype(np.float64) @ np.array(WEIGHTS)
    flags, early = _signals(panel)[known], -panel.tenure[known]
    leaves = said.leaves[known]
    if floors_are_beaten(leaves, risk, flags, early):
        return None
    return Refusal(
        gate=Gate.EXPERT,
        text="the expert weights rank no better than counting signals or tenure",
        value=auc(leaves, risk),
        limit=max(auc(leaves, flags), auc(leaves, early)),
    )


def fit_prior(panel: Panel, said: Labels, chosen: Flags) -> RiskModel:
    """Move the expert weights by the chosen rows."""
    return train_with_prior(panel, said, chosen, features=FEATURES, prior=WEIGHTS)


def _signals(panel: Panel) -> Floats:
    """Count the conditions of RULES rows 18 to 20, as far as a row knows them."""
    numbers = panel.numbers
    streak = streak_at_or_under_zero(numbers["deals"], starts(panel.person), cap=_FIRST_WEEKS)
    with np.errstate(invalid="ignore"):
        return np.asarray(
            (numbers["training_completion"] < _TRAINING).astype(np.float64)
            + (numbers["mentor_rating"] < _LOW_RATING)
            + ((streak >= _STALLED_WEEKS) & (panel.tenure >= _FIRST_WEEKS))
        )
