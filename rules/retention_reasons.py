"""Why a rep's risk stands above others of her tenure: exact parts of the logit, by topic.

RETENTION 4.7: weight x (value - the median of the same tenure), summed by topic, so that the parts
add up to the logit; at most three, only those that raise it. "Goes together with", never "because".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rules.panel import Floats, Integers
from rules.retention_features import Feature, Matrix

MOST_REASONS = 3
#: Rows of one tenure from which a median is taken; fewer borrow from all.
_FEWEST = 20
_SMALLEST = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The median row of each tenure in periods, and of all."""

    by_tenure: dict[int, tuple[float, ...]]
    overall: tuple[float, ...]

    def of(self, tenure: Floats) -> Floats:
        """Give the median row that each tenure is compared with."""
        periods = np.floor(tenure).astype(int)
        rows = np.tile(np.array(self.overall), (len(tenure), 1))
        for period in np.unique(periods):
            if int(period) in self.by_tenure:
                rows[periods == period] = self.by_tenure[int(period)]
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Each row's logit as `base` plus one part per topic."""

    topics: tuple[str, ...]
    parts: Floats
    base: Floats

    def reasons(self, row: int) -> tuple[str, ...]:
        """Name the topics that raise a row's risk most, the strongest first."""
        order = np.argsort(-self.parts[row], kind="stable")[:MOST_REASONS]
        return tuple(self.topics[one] for one in order if self.parts[row, one] > _SMALLEST)


def learn_reference(rows: Matrix, tenure: Floats) -> Reference:
    """Take the medians of training rows."""
    periods = np.floor(tenure).astype(int)
    counts: Integers = np.bincount(np.maximum(periods, 0))
    enough = [int(one) for one in np.flatnonzero(counts >= _FEWEST)]
    return Reference(
        by_tenure={
            one: tuple(np.median(rows[periods == one], axis=0).astype(float).tolist())
            for one in enough
        },
        overall=tuple(np.median(rows, axis=0).astype(float).tolist()),
    )


def parts_of(
    rows: Matrix,
    tenure: Floats,
    *,
    features: Sequence[Feature],
    weights: Floats,
    intercept: float,
    reference: Reference,
) -> Parts:
    """Split each row's logit; base and parts sum to it to the last bit but rounding."""
    compared = reference.of(tenure)
    each = (rows.astype(np.float64) - compared) * weights
    topics = tuple(dict.fromkeys(one.topic for one in features))
    belongs = np.array([[one.topic == topic for topic in topics] for one in features], dtype=float)
    return Parts(
        topics=topics,
        parts=each @ belongs if topics else np.zeros((len(rows), 0)),
        base=intercept + compared @ weights,
    )
