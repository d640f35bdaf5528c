"""Fit and use the risk model. scikit-learn is imported where it fits, and nowhere else.

RETENTION 4.3: L2 logistic, its strength chosen by forward validation over time, no class weights.
Fitting takes seconds of processor time: call it in a thread or process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rules.errors import Invalid
from rules.logistic import fit_map, log_loss
from rules.panel import Flags, Floats, Panel
from rules.retention_features import Feature, Kind, Matrix, design, learn_features
from rules.retention_label import Labels
from rules.retention_model import BandSeen, RiskModel, bands_of
from rules.retention_reasons import learn_reference

PENALTIES = (0.01, 0.03, 0.1, 0.3)
LEAVERS_PER_WEIGHT = 10
_FEWEST_WEIGHTS = 5
_FOLDS = 4
#: Rows looked at for choosing the penalty and the medians; more change nothing but the time.
_ENOUGH_ROWS = 200_000
#: The first to stay where there are too few leavers for all (RETENTION 4.4).
_ORDER = (
    Kind.VALUE,
    Kind.STREAK,
    Kind.TENURE,
    Kind.RECENT,
    Kind.EVER,
    Kind.EARLY,
    Kind.ABOVE,
    Kind.OWN,
    Kind.CHANGE,
    Kind.LEVEL,
    Kind.MISSING,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A person's risk as HR may read it."""

    person: int
    risk: float
    band: BandSeen
    #: Topics that go together with it, the strongest first.
    reasons: tuple[str, ...]


def train(
    panel: Panel, said: Labels, chosen: Flags, *, topics: Mapping[str, str] | None = None
) -> RiskModel:
    """Fit on the chosen rows; every constant comes from them. `Invalid` without both outcomes."""
    leavers = int(said.leaves[chosen].sum())
    if leavers == 0 or leavers == int(chosen.sum()):
        raise Invalid("left", "of the rows to train on nobody left, or all did: nothing to learn")
    features = _affordable(learn_features(panel, chosen, topics=dict(topics or {})), leavers)
    rows, leaves = design(panel, features)[chosen], said.leaves[chosen]
    penalty, tried, tried_risk = _penalty(rows, leaves, panel.period[chosen], horizon=said.horizon)
    weights, intercept = _fit(rows, leaves, penalty)
    few = _some(len(rows))
    return RiskModel(
        features=features,
        weights=tuple(weights.tolist()),
        intercept=intercept,
        reference=learn_reference(rows[few], panel.tenure[chosen][few]),
        bands=bands_of(
            leaves[tried],
            tried_risk,
            panel.person[chosen][tried],
            panel.period[chosen][tried],
            horizon=said.horizon,
        ),
        horizon=said.horizon,
        penalty=penalty,
        trained_rows=len(rows),
        trained_leavers=leavers,
    )


def train_with_prior(
    panel: Panel,
    said: Labels,
    chosen: Flags,
    *,
    features: Sequence[Feature],
    prior: Sequence[float],
    certainty: float = 4.0,
) -> RiskModel:
    """Fit a few leavers around expert weights (RETENTION 4.4 B); the intercept is free.

    `certainty` is the prior's precision per weight on standardised features: four says that a
    weight is within one of the expert's, twice in three.
    """
    rows, leaves = design(panel, features)[chosen], said.leaves[chosen]
    whole = np.column_stack([np.ones(len(rows)), rows.astype(np.float64)])
    center = np.array([0.0, *prior])
    precision = np.array([1e-6, *([certainty] * len(prior))])
    weights = fit_map(whole, leaves.astype(np.float64), prior=center, precision=precision)
    person = panel.person[chosen]
    risk = _of_others(whole, leaves, person, prior=center, precision=precision)
    return RiskModel(
        features=tuple(features),
        weights=tuple(weights[1:].tolist()),
        intercept=float(weights[0]),
        reference=learn_reference(rows, panel.tenure[chosen]),
        bands=bands_of(leaves, risk, person, panel.period[chosen], horizon=said.horizon),
        horizon=said.horizon,
        penalty=1 / certainty,
        trained_rows=len(rows),
        trained_leavers=int(leaves.sum()),
    )


def _of_others(
    rows: Floats, leaves: Flags, person: np.ndarray, *, prior: Floats, precision: Floats
) -> Floats:
    """Give each row's risk by weights that were moved by other persons alone.

    So few leavers are fitted almost to the letter: their own rows would promise too much.
    """
    risk = np.zeros(len(rows))
    for fold in range(_FOLDS):
        hers = person % _FOLDS == fold
        weights = fit_map(
            rows[~hers], leaves[~hers].astype(np.float64), prior=prior, precision=precision
        )
        risk[hers] = 1 / (1 + np.exp(-(rows[hers] @ weights)))
    return risk


def score(panel: Panel, model: RiskModel) -> list[Scored]:
    """Give band and reasons of each person's last row, in the panel's order."""
    ends = np.flatnonzero(np.diff(panel.person, append=-1))
    risk, parts = model.risk(panel, ends), model.parts(panel)
    return [
        Scored(
            person=int(panel.person[row]),
            risk=float(hers),
            band=model.band(float(hers)),
            reasons=parts.reasons(int(row)),
        )
        for row, hers in zip(ends, risk, strict=True)
    ]


def _affordable(features: tuple[Feature, ...], leavers: int) -> tuple[Feature, ...]:
    """Keep as many features as the leavers carry, the plainest first."""
    many = max(_FEWEST_WEIGHTS, leavers // LEAVERS_PER_WEIGHT)
    if len(features) <= many:
        return features
    ranked = sorted(range(len(features)), key=lambda n: (_ORDER.index(features[n].kind), n))
    return tuple(features[n] for n in sorted(ranked[:many]))


def forward_folds(period: np.ndarray, *, horizon: int) -> list[tuple[Flags, Flags]]:
    """Give rows to fit on and later rows to try on; labels of the first have closed before them."""
    edges = np.quantile(period, [n / _FOLDS for n in range(1, _FOLDS)], method="lower")
    return [
        (period + horizon <= low, (period > low) & (period <= high))
        for low, high in zip(edges, [*edges[1:], period.max()], strict=True)
    ]


def _penalty(
    rows: Matrix, leaves: Flags, period: np.ndarray, *, horizon: int
) -> tuple[float, np.ndarray, Floats]:
    """Choose the penalty on later periods than those fitted; give the tried rows' risks too."""
    some = _some(len(rows))
    rows, leaves, period = rows[some], leaves[some], period[some]
    folds = [
        (early, late)
        for early, late in forward_folds(period, horizon=horizon)
        if min(leaves[early].sum(), (~leaves[early]).sum()) > 0 and leaves[late].any()
    ]
    if not folds:
        weights, intercept = _fit(rows, leaves, PENALTIES[1])
        return PENALTIES[1], some, _risk(rows, weights, intercept)
    places = np.concatenate([np.flatnonzero(late) for _, late in folds])
    tried = leaves[places]
    best: tuple[float, float, Floats] | None = None
    for penalty in PENALTIES:
        risk = np.concatenate(
            [_risk(rows[late], *_fit(rows[early], leaves[early], penalty)) for early, late in folds]
        )
        loss = log_loss(tried.astype(np.float64), risk)
        if best is None or loss < best[0]:
            best = loss, penalty, risk
    assert best is not None  # noqa: S101 - there are penalties
    return best[1], some[places], best[2]


def _fit(rows: Matrix, leaves: Flags, penalty: float) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - half a second
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with it

    # One thread: on a busy machine two wait for each other at every step, ten times as long.
    with threadpool_limits(limits=1):
        model = LogisticRegression(C=penalty, max_iter=1000).fit(rows, leaves)
    return model.coef_[0].astype(np.float64), float(model.intercept_[0])


def _risk(rows: Matrix, weights: Floats, intercept: float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(rows.astype(np.float64) @ weights + intercept))))


def _some(many: int) -> np.ndarray:
    """Give the places of enough rows, evenly spread."""
    return np.arange(0, many, max(1, -(-many // _ENOUGH_ROWS)))
