"""Whether a model falls alike on groups, which come from a separate audit table, never its own.

RETENTION 4.11: selection, calibration and errors by group, the four-fifths rule as a screen; rows
are of persons by week, so intervals draw persons. Under ten persons nothing is said of a group, and
no share is given that under ten stand behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rules.logistic import fit_map, logistic
from rules.panel import Flags, Floats, Integers
from rules.retention_gate import Trial
from rules.retention_metrics import Interval, auc, by_person, wilson

FEWEST = 10
SCREEN = 0.8
_DRAWS = 200
#: Of groups that make no difference so many break the screen all the same.
_ALPHA, _ORDERS = 0.05, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group's figures; None where too few persons stand behind."""

    name: str
    persons: int
    #: Of her rows, those in a band above low.
    flagged: Interval
    #: Of the rows of who stayed: flagged all the same.
    false_alarm: Interval | None
    #: Of the rows of who left within the horizon: flagged.
    recall: Interval | None
    #: The mean risk, and the share that left.
    expected: float
    left: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """What an audit of one attribute found; groups that are too small are only named."""

    groups: tuple[Group, ...]
    too_small: tuple[str, ...]
    #: The lowest share flagged divided by the highest; None with less than two groups.
    ratio: float | None
    #: How often so low a ratio comes about where persons are put in groups by chance.
    chance: float = 1.0

    @property
    def needs_a_look(self) -> bool:
        """Whether the screen is broken beyond chance: a reason to look, not a proof."""
        return self.ratio is not None and self.ratio < SCREEN and self.chance <= _ALPHA


def audit(
    groups: Mapping[int, str], *, person: Integers, flagged: Flags, left: Flags, risk: Floats
) -> Fairness:
    """Compare the groups that `groups` puts persons in; who is in none is left out."""
    names = np.array([groups.get(int(one), "") for one in person])
    found, small = [], []
    for name in sorted(set(groups.values())):
        hers = names == name
        if len(np.unique(person[hers])) < FEWEST:
            small.append(name)
            continue
        found.append(_group(name, person[hers], flagged[hers], left[hers], risk[hers]))
    return Fairness(
        groups=tuple(found),
        too_small=tuple(small),
        ratio=_ratio([one.flagged.value for one in found]),
        chance=_chance(names, [one.name for one in found], person, flagged),
    )


def is_less_fair(trial: Trial, groups: Mapping[str, Mapping[int, str]]) -> bool:
    """Whether a challenger breaks the screen for an attribute, and by more than the champion.

    Both flag as many a period as the alert budget allows.
    """
    told = [_told(trial, risk) for risk in (trial.champion, trial.challenger)]
    for hers in groups.values():
        old, new = (
            audit(hers, person=trial.person, flagged=one, left=trial.leaves, risk=trial.champion)
            for one in told
        )
        if new.needs_a_look and (old.ratio is None or (new.ratio or 0.0) < old.ratio):
            return True
    return False


def proxy_strength(rows: Floats, is_member: Flags) -> float | None:
    """Give how well features tell a group from the others: 0.5 is not at all, 1 entirely.

    Rows are persons, one each. What is learned from one half is tried on the other; None under
    `FEWEST` on either side of a half.
    """
    # By chance, but the same each time: groups may follow the order of persons.
    even = np.random.default_rng(1).permutation(len(rows)) % 2 == 0
    score = np.zeros(len(rows))
    for half in (even, ~even):
        if min(is_member[half].sum(), (~is_member[half]).sum()) < FEWEST:
            return None
        score[~half] = _told_apart(rows[half], is_member[half], rows[~half])
    return auc(is_member, score)


def _told_apart(rows: Floats, is_member: Flags, others: Floats) -> Floats:
    whole, later = (np.column_stack([np.ones(len(one)), one]) for one in (rows, others))
    many = whole.shape[1]
    precision = np.array([1e-6, *([1.0] * (many - 1))])
    weights = fit_map(
        whole, is_member.astype(np.float64), prior=np.zeros(many), precision=precision
    )
    return logistic(later @ weights)


def _told(trial: Trial, risk: Floats) -> Flags:
    told = np.zeros(len(risk), dtype=bool)
    for one in np.unique(trial.period):
        here = np.flatnonzero(trial.period == one)
        told[here[np.argsort(-risk[here], kind="stable")[: trial.budget]]] = True
    return told


def _group(name: str, person: Integers, flagged: Flags, left: Flags, risk: Floats) -> Group:
    everybody = np.ones(len(person), dtype=bool)
    flags = _share(flagged, everybody, person)
    assert flags is not None  # noqa: S101 - the group was counted before
    # The share that left is a count of leavers, so few of those are as telling as few of a group.
    leavers = len(np.unique(person[left]))
    return Group(
        name=name,
        persons=len(np.unique(person)),
        flagged=flags,
        false_alarm=_share(flagged, ~left, person),
        recall=_share(flagged, left, person),
        expected=float(risk.mean()),
        left=_share(left, everybody, person) if leavers == 0 or leavers >= FEWEST else None,
    )


def _share(hit: Flags, of: Flags, person: Integers) -> Interval | None:
    """Give the share of some rows with the interval of drawing persons."""
    if len(np.unique(person[of])) < FEWEST:
        return None
    hits = hit[of].astype(np.float64)
    if hits.all() or not hits.any():
        # Drawing persons would say that nothing else was possible.
        persons = len(np.unique(person[of]))
        return wilson(persons if hits.any() else 0, persons)
    return by_person(
        lambda weight: float(np.average(hits, weights=weight)) if weight.any() else float("nan"),
        person[of],
        draws=_DRAWS,
        seed=1,
    )


def _chance(names: np.ndarray, groups: Sequence[str], person: Integers, flagged: Flags) -> float:
    """Give how rare so low a ratio is among groupings of these persons by chance.

    Persons are put in groups as large as theirs with all their rows; what was drawn counts as one.
    """
    hers = np.isin(names, groups)
    if len(groups) < 2 or not flagged[hers].any():  # noqa: PLR2004 - two are compared
        return 1.0
    _, first, place = np.unique(person[hers], return_index=True, return_inverse=True)
    group = np.searchsorted(sorted(groups), names[hers][first])
    rows = np.bincount(place).astype(np.float64)
    hits = np.bincount(place, weights=flagged[hers])

    def ratio(order: np.ndarray) -> float:
        shares = np.bincount(order, weights=hits) / np.bincount(order, weights=rows)
        return float(shares.min() / shares.max())

    draw = np.random.default_rng(1)
    as_low = sum(ratio(draw.permutation(group)) <= ratio(group) for _ in range(_ORDERS))
    return (as_low + 1) / (_ORDERS + 1)


def _ratio(shares: list[float]) -> float | None:
    return min(shares) / max(shares) if len(shares) > 1 and max(shares) > 0 else None
