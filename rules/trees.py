"""Boosted trees as arrays of numbers: read, hashed and scored like weights, never unpickled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rules.panel import Floats

#: The `feature` of a leaf.
LEAF = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Nodes by place, the root first: left where the feature is at or under the threshold."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    #: Of a leaf: what it adds to the logit.
    value: tuple[float, ...]

    def added(self, rows: Floats) -> Floats:
        """Give what the tree adds to each row's logit."""
        feature, threshold = np.array(self.feature), np.array(self.threshold)
        left, right = np.array(self.left), np.array(self.right)
        node = np.zeros(len(rows), dtype=np.int64)
        moving = np.flatnonzero(feature[node] != LEAF)
        while len(moving):
            at = node[moving]
            goes_left = rows[moving, feature[at]] <= threshold[at]
            node[moving] = np.where(goes_left, left[at], right[at])
            moving = moving[feature[node[moving]] != LEAF]
        return np.array(self.value)[node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """A sum of trees above a base, then moved to what was seen later (Platt: slope and shift)."""

    trees: tuple[Tree, ...]
    base: float
    slope: float = 1.0
    shift: float = 0.0

    def logit(self, rows: Floats) -> Floats:
        """Give each row's logit; rows are a design without missing values."""
        total = np.full(len(rows), self.base)
        for one in self.trees:
            total += one.added(rows)
        return np.asarray(total * self.slope + self.shift)


def read_trees(body: Mapping[str, object] | None) -> Trees | None:
    """Read what `dataclasses.asdict` gave; a node that points back or nowhere is a ValueError."""
    if body is None:
        return None
    whole = dict(body)
    trees = whole.pop("trees")
    assert isinstance(trees, list)  # noqa: S101 - a TypeError is the caller's answer
    found = tuple(Tree(**{name: tuple(column) for name, column in one.items()}) for one in trees)
    for one in found:
        _check(one.feature, one.left, one.right)
    return Trees(trees=found, **whole)  # type: ignore[arg-type] # the hash vouches for the rest


def _check(feature: Sequence[int], left: Sequence[int], right: Sequence[int]) -> None:
    """Refuse nodes by which scoring would not end: a child stands after its parent."""
    for place, one in enumerate(feature):
        if one != LEAF and not all(place < to < len(feature) for to in (left[place], right[place])):
            raise ValueError(f"node {place} of a tree leads nowhere")
