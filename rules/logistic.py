"""Logistic regression in a few lines: MAP under a Gaussian prior by reweighted least squares.

scikit-learn's penalty is centred on zero; the cold start (RETENTION 4.4 B) needs one centred on
expert weights, and calibration needs two plain coefficients.
"""

from __future__ import annotations

import numpy as np

from rules.panel import Floats

_MOST_STEPS = 100
_SETTLED = 1e-9
_LIMIT = 30.0


def logistic(logit: Floats) -> Floats:
    """Give the probability of a logit."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -_LIMIT, _LIMIT))), dtype=np.float64)


def logit(probability: Floats) -> Floats:
    """Give the logit of a probability, cut to what a float can tell."""
    p = np.clip(probability.astype(np.float64), 1e-12, 1 - 1e-12)
    return np.asarray(np.log(p / (1 - p)))


def fit_map(
    rows: Floats,
    outcome: Floats,
    *,
    prior: Floats,
    precision: Floats,
    offset: Floats | None = None,
) -> Floats:
    """Give the coefficients that maximise likelihood times the prior N(prior, 1 / precision).

    A precision of 0 leaves a coefficient free. `offset` is added to each row's logit. Steps that
    would lower the objective are halved, so separable rows under a prior settle too.
    """
    shift = np.zeros(len(outcome)) if offset is None else offset
    weights = prior.astype(np.float64).copy()
    best = _objective(rows, outcome, weights, shift, prior=prior, precision=precision)
    for _ in range(_MOST_STEPS):
        p = logistic(rows @ weights + shift)
        slope = rows.T @ (outcome - p) - precision * (weights - prior)
        spread = np.maximum(p * (1 - p), 1e-12)
        curve = (rows * spread[:, None]).T @ rows + np.diag(precision)
        step = np.linalg.lstsq(curve, slope, rcond=None)[0]
        size = 1.0
        while size > _SETTLED:
            value = _objective(
                rows, outcome, weights + size * step, shift, prior=prior, precision=precision
            )
            if value >= best:
                break
            size /= 2
        else:
            return weights
        weights = weights + size * step
        best = value
        if np.max(np.abs(size * step)) < _SETTLED:
            return weights
    return weights


def log_loss(outcome: Floats, probability: Floats, *, weight: Floats | None = None) -> float:
    """Give the mean negative log likelihood."""
    p = np.clip(probability.astype(np.float64), 1e-12, 1 - 1e-12)
    losses = -(outcome * np.log(p) + (1 - outcome) * np.log(1 - p))
    return float(np.average(losses, weights=weight))


def _objective(
    rows: Floats,
    outcome: Floats,
    weights: Floats,
    shift: Floats,
    *,
    prior: Floats,
    precision: Floats,
) -> float:
    z = rows @ weights + shift
    likelihood = float(np.sum(outcome * z - np.logaddexp(0, z)))
    return likelihood - 0.5 * float(np.sum(precision * (weights - prior) ** 2))
