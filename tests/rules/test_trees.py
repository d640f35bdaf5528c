"""Boosted trees as arrays: scored by hand, moved by Platt, and refused where they lead nowhere."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from rules.trees import LEAF, Tree, Trees, read_trees

#: x0 <= 1 ? (x1 <= 0 ? 1 : 2) : 4
_TREE = Tree(
    feature=(0, 1, LEAF, LEAF, LEAF), threshold=(1.0, 0.0, 0.0, 0.0, 0.0),
    left=(1, 2, 0, 0, 0), right=(4, 3, 0, 0, 0), value=(0.0, 0.0, 1.0, 2.0, 4.0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("row", "value"),
    [
        pytest.param((1.0, 0.0), 1.0, id="both at their thresholds go left"),
        pytest.param((1.0, 0.01), 2.0, id="just over the second"),
        pytest.param((1.01, 0.0), 4.0, id="just over the first"),
    ],
)
def test_at_a_threshold_a_row_goes_left(row: tuple[float, float], value: float) -> None:
    assert _TREE.added(np.array([row])).tolist() == [value]


def test_trees_are_summed_above_the_base_then_moved() -> None:
    rows = np.array([(0.0, 1.0), (2.0, 0.0)])

    found = Trees(trees=(_TREE, _TREE), base=-3.0, slope=0.5, shift=1.0).logit(rows)

    assert found.tolist() == [(4 - 3) * 0.5 + 1, (8 - 3) * 0.5 + 1]


def test_a_leaf_alone_is_a_tree() -> None:
    leaf = Tree(feature=(LEAF,), threshold=(0.0,), left=(0,), right=(0,), value=(7.0,))

    assert leaf.added(np.zeros((2, 1))).tolist() == [7.0, 7.0]


@pytest.mark.parametrize(("left", "right"), [(0, 4), (1, 9), (1, 0)])
def test_a_node_that_points_back_or_nowhere_is_refused(left: int, right: int) -> None:
    body = asdict(Trees(trees=(_TREE,), base=0.0))
    tree = {name: list(column) for name, column in body["trees"][0].items()}
    tree["left"][0], tree["right"][0] = left, right

    with pytest.raises(ValueError, match="leads nowhere"):
        read_trees({**body, "trees": [tree]})
