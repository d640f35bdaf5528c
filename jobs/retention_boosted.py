"""The boosted challenger (RETENTION 4.3): fitted by scikit-learn, kept as arrays of numbers.

Its risk is moved to what was seen later (Platt), and its reasons are told by the logistic model
fitted on the same rows - only where both rank alike; otherwise it is no challenger at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from jobs.retention_model import train
from rules.errors import Invalid
from rules.logistic import fit_map, logistic
from rules.panel import Flags, Floats, Panel
from rules.retention_features import Matrix
from rules.retention_label import Labels
from rules.retention_model import RiskModel, bands_of
from rules.trees import LEAF, Tree, Trees

#: Rep histories under which boosting has never won (RETENTION 4.3).
FEWEST_REPS = 2000
#: Rank correlation from which the linear reasons may stand for the trees (RETENTION 4.7).
LEAST_AGREEMENT = 0.95
_EARLY = 0.75
#: Small trees: deeper ones gained nothing in the simulated company, and rank less like a line.
SHAPE = {
    "max_iter": 100,
    "learning_rate": 0.05,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 100,
    "l2_regularization": 10.0,
    "random_state": 1,
}
#: More than numbers as they are written can differ by.
_EXACT = 1e-6


def train_boosted(
    panel: Panel, said: Labels, chosen: Flags, *, topics: Mapping[str, str] | None = None
) -> RiskModel:
    """Fit on the chosen rows; `Invalid` where its reasons could not be told."""
    plain = train(panel, said, chosen, topics=topics)
    rows = plain.rows(panel)
    early, late = _parts(panel, said, chosen)
    if not 0 < said.leaves[early].sum() < early.sum() or not said.leaves[late].any():
        raise Invalid("left", "too few have left to calibrate trees on later rows")
    raw = fit_trees(rows[early], said.leaves[early]).logit(rows[late].astype(np.float64))
    slope, shift = _platt(said.leaves[late], raw)
    fitted = replace(fit_trees(rows[chosen], said.leaves[chosen]), slope=slope, shift=shift)
    agreement = ranks_alike(plain.risk(panel)[chosen], fitted.logit(rows[chosen].astype(float)))
    if agreement < LEAST_AGREEMENT:
        raise Invalid("model", f"its reasons could not be told: rank agreement {agreement:.2f}")
    tried = logistic(raw * slope + shift)
    bands = bands_of(
        said.leaves[late], tried, panel.person[late], panel.period[late], horizon=said.horizon
    )
    return replace(plain, trees=fitted, bands=bands)


def fit_trees(rows: Matrix, leaves: Flags) -> Trees:
    """Fit, and read the trees out of the library; they score as it does or are refused."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - half a second
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with it

    booster = HistGradientBoostingClassifier(**SHAPE)
    # One thread: it shares the machine with the chat, where more would wait for one another.
    with threadpool_limits(limits=1):
        booster.fit(rows, leaves)
    # The nodes have no public name; the comparison below holds them to what they mean.
    trees = tuple(_tree(one.nodes) for (one,) in booster._predictors)  # noqa: SLF001
    found = Trees(trees=trees, base=float(booster._baseline_prediction.item()))  # noqa: SLF001
    few = rows[:1000]
    if not np.allclose(found.logit(few.astype(float)), booster.decision_function(few), atol=_EXACT):
        raise Invalid("model", "its trees do not score as they were fitted")
    return found


def ranks_alike(one: Floats, other: Floats) -> float:
    """Give the rank correlation of two scores (Spearman)."""
    first, second = (np.argsort(np.argsort(score, kind="stable")) for score in (one, other))
    return float(np.corrcoef(first, second)[0, 1])


def _tree(nodes: np.ndarray) -> Tree:
    is_leaf = nodes["is_leaf"].astype(bool)
    return Tree(
        feature=tuple(np.where(is_leaf, LEAF, nodes["feature_idx"]).tolist()),
        threshold=tuple(np.where(is_leaf, 0.0, nodes["num_threshold"]).tolist()),
        left=tuple(nodes["left"].tolist()),
        right=tuple(nodes["right"].tolist()),
        value=tuple(np.where(is_leaf, nodes["value"], 0.0).tolist()),
    )


def _parts(panel: Panel, said: Labels, chosen: Flags) -> tuple[Flags, Flags]:
    """Cut the chosen rows by time, with the horizon between them."""
    cut = int(np.quantile(panel.period[chosen], _EARLY, method="lower"))
    early = chosen & (panel.period + said.horizon <= cut)
    return early, chosen & (panel.period > cut)


def _platt(leaves: Flags, raw: Floats) -> tuple[float, float]:
    free = np.zeros(2)
    shift, slope = fit_map(
        np.column_stack([np.ones(len(raw)), raw]),
        leaves.astype(np.float64),
        prior=free,
        precision=free + 1e-6,
    )
    return float(slope), float(shift)
