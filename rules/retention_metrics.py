"""How good a risk is: ranking, calibration, and intervals that draw people, not rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from rules.logistic import fit_map, log_loss, logit
from rules.panel import Flags, Floats, Integers

_Z95 = 1.959963984540054
#: Under so many nothing is known of how far months differ.
_FEWEST_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The figures of one model on one set of rows; `nan` where they can not be had."""

    auc: Interval
    average_precision: float
    brier: float
    log_loss: float
    #: Of ten groups of equal size.
    calibration_error: float
    slope: float
    #: In the large: what must be added to each logit for the mean to be right.
    intercept: float
    rows: int
    leavers: int
    base_rate: float


def quality(
    leaves: Flags, risk: Floats, person: Integers, *, draws: int = 200, seed: int = 1
) -> Quality:
    """Measure a risk on labelled rows."""
    outcome = leaves.astype(np.float64)
    slope, intercept = calibration(leaves, risk)
    return Quality(
        auc=by_person(AucCounter(leaves, risk).weighted, person, draws=draws, seed=seed),
        average_precision=average_precision(leaves, risk),
        brier=float(np.mean((risk - outcome) ** 2)),
        log_loss=log_loss(outcome, risk),
        calibration_error=calibration_error(leaves, risk),
        slope=slope,
        intercept=intercept,
        rows=len(leaves),
        leavers=int(leaves.sum()),
        base_rate=float(leaves.mean()),
    )


def auc(leaves: Flags, score: Floats) -> float:
    """Give the chance that a leaver scores above a stayer, ties counting half; nan without both."""
    return AucCounter(leaves, score).weighted(np.ones(len(leaves)))


class AucCounter:
    """The ROC AUC of a fixed score under changing weights of its rows: one sort for all draws."""

    def __init__(self, leaves: Flags, score: Floats) -> None:
        self._order = np.argsort(score, kind="stable")
        self._leaves = leaves[self._order]
        ordered = score[self._order]
        is_new = np.ones(len(ordered), dtype=bool)
        is_new[1:] = ordered[1:] != ordered[:-1]
        self._starts = np.flatnonzero(is_new)

    def weighted(self, weight: Floats) -> float:
        """Give the AUC where each row counts `weight` times."""
        if len(self._leaves) == 0:
            return float("nan")
        sorted_weight = weight[self._order]
        gone = np.add.reduceat(np.where(self._leaves, sorted_weight, 0.0), self._starts)
        stays = np.add.reduceat(np.where(self._leaves, 0.0, sorted_weight), self._starts)
        pairs = gone.sum() * stays.sum()
        if pairs == 0:
            return float("nan")
        below = np.cumsum(stays) - stays
        return float(np.sum(gone * (below + stays / 2)) / pairs)


def average_precision(leaves: Flags, score: Floats) -> float:
    """Give the mean precision over leavers, those of one score taken together."""
    order = np.argsort(-score, kind="stable")
    hit, ordered = leaves[order], score[order]
    if not hit.any():
        return float("nan")
    ends = np.append(np.flatnonzero(ordered[1:] != ordered[:-1]), len(ordered) - 1)
    found = np.cumsum(hit)[ends]
    precision, gained = found / (ends + 1), np.diff(found, prepend=0)
    return float(np.sum(precision * gained) / hit.sum())


def calibration_error(leaves: Flags, risk: Floats, *, groups: int = 10) -> float:
    """Give the mean gap of predicted and seen share over groups of equal size (ECE)."""
    order = np.argsort(risk, kind="stable")
    parts = [part for part in np.array_split(order, groups) if len(part)]
    gaps = [len(part) * abs(risk[part].mean() - leaves[part].mean()) for part in parts]
    return float(sum(gaps) / len(leaves))


def calibration(leaves: Flags, risk: Floats) -> tuple[float, float]:
    """Give the slope on the logit (1 is right) and the intercept in the large (0 is right)."""
    outcome, z = leaves.astype(np.float64), logit(risk)
    if leaves.all() or not leaves.any() or np.ptp(z) == 0:
        return float("nan"), float("nan")
    free = np.zeros(2)
    both = fit_map(np.column_stack([np.ones(len(z)), z]), outcome, prior=free, precision=free)
    alone = fit_map(np.ones((len(z), 1)), outcome, prior=free[:1], precision=free[:1], offset=z)
    return float(both[1]), float(alone[0])


def by_person(
    figure: Callable[[Floats], float], person: Integers, *, draws: int, seed: int
) -> Interval:
    """Give a weighted figure with the interval of drawing persons with replacement."""
    _, row_person = np.unique(person, return_inverse=True)
    many = int(row_person.max()) + 1 if len(row_person) else 0
    value = figure(np.ones(len(person)))
    draw = np.random.default_rng(seed)
    drawn = [
        figure(np.bincount(draw.integers(0, many, many), minlength=many)[row_person].astype(float))
        for _ in range(draws if many else 0)
    ]
    known = np.array([one for one in drawn if one == one])  # noqa: PLR0124 - NaN is not itself
    if len(known) == 0:
        return Interval(value=value, low=float("nan"), high=float("nan"))
    low, high = np.quantile(known, (0.025, 0.975))
    return Interval(value=value, low=float(low), high=float(high))


def evidence(hit: Flags, person: Integers) -> float:
    """Give the rows that a share of rows is worth: as many as independent ones would say as much.

    A leaver has a row for each week of the horizon before it, so rows of one person are not
    independent (RETENTION 4.3: people, not rows). Never more than rows; persons where all rows
    agree, or where all persons are alike.
    """
    if len(hit) == 0:
        return 0.0
    _, place = np.unique(person, return_inverse=True)
    total, rows = np.bincount(place, weights=hit), np.bincount(place)
    persons, share = len(rows), float(hit.mean())
    if persons == 1 or not 0 < share < 1:
        return float(persons)
    spread = float(np.sum((total - share * rows) ** 2)) * persons / (persons - 1)
    if not spread:
        return float(persons)
    return min(float(len(hit)), share * (1 - share) * len(hit) ** 2 / spread)


def spread_of_months(hit: Flags, risk: Floats, person: Integers, month: Integers) -> float:
    """Give how far months move all risks alike, as a variance on the logit; 0 if by chance alone.

    A bonus, a new year: what is of a month moves everybody in it. By DerSimonian and Laird, a month
    being as certain as its persons, not its rows, make it.
    """
    _, place = np.unique(month, return_inverse=True)
    weight: Floats = np.bincount(place, weights=risk * (1 - risk)).astype(np.float64)
    if len(weight) < _FEWEST_MONTHS or not weight.all():
        return 0.0
    residual = hit - risk
    shift = np.bincount(place, weights=residual) / weight
    _, hers = np.unique(person, return_inverse=True)
    by_person = float(np.sum(np.bincount(hers, weights=residual) ** 2))
    weight *= min(1.0, float(weight.sum()) / by_person) if by_person else 1.0
    mean = float(np.average(shift, weights=weight))
    beyond = float(np.sum(weight * (shift - mean) ** 2)) - (len(weight) - 1)
    return max(0.0, beyond / float(weight.sum() - np.sum(weight**2) / weight.sum()))


def worth_of_a_month(share: float, worth: float, spread: float) -> float:
    """Give what a share of so much worth is worth where it is told of a month to come.

    A month's own shift does not shrink with more people: without it the interval of a large site
    promises a share that most months miss.
    """
    chance = share * (1 - share)
    if not worth or not chance:
        return worth
    return chance / (chance / worth + spread * chance**2)


def wilson(hits: float, of: float) -> Interval:
    """Give a share with its 95 % Wilson interval; nan of nobody."""
    if of == 0:
        return Interval(value=float("nan"), low=0.0, high=1.0)
    share, z2 = hits / of, _Z95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Interval(value=share, low=middle - half, high=middle + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decile:
    """One group of equal size: what was predicted, what was seen."""

    predicted: float
    seen: Interval
    rows: int


def reliability(leaves: Flags, risk: Floats, *, groups: int = 10) -> tuple[Decile, ...]:
    """Compare predicted and seen by groups of equal size, with Wilson intervals."""
    parts = np.array_split(np.argsort(risk, kind="stable"), groups)
    return tuple(
        Decile(
            predicted=float(risk[part].mean()),
            seen=wilson(int(leaves[part].sum()), len(part)),
            rows=len(part),
        )
        for part in parts
        if len(part)
    )
