"""What another threshold would have done, and when a change of one is proposed (RULES row 26).

RETENTION 4.13: chosen on earlier hires, tried on later ones, with the person bootstrap interval of
the chosen cut; proposed only with 100 known ends and an interval that leaves out the present value.
HR decides. No bar is ever raised by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

import numpy as np

from rules.panel import Flags, Floats

FEWEST_KNOWN = 100
#: Hires on whose figures a cut is chosen; the others try it.
_EARLIER = 0.65
_DRAWS = 1000
_CENT = Decimal("0.01")
#: RULES row 11 and 20: ratings of a mean, and the fewest of them.
_RATINGS, _FEWEST_RATINGS = 4, 3
#: A rating older than this says nothing of now.
_STALE = timedelta(days=21)
_HUNDRED = 100


class Rule(StrEnum):
    """A threshold of RULES of which the history is kept."""

    #: Row 18: courses completed of those due, in percent, strictly under.
    TRAINING_DUE = "training_due"
    #: Row 19: mean of the last four weekly ratings, at least three, strictly under.
    MENTOR_SCORE = "mentor_score"
    #: Row 20: so many weeks in which the weekly count of deals did not grow.
    STALLED_WEEKS = "stalled_weeks"


#: What a rule says where a site changes nothing.
PRESENT: Mapping[Rule, Decimal] = {
    Rule.TRAINING_DUE: Decimal(80),
    Rule.MENTOR_SCORE: Decimal(7),
    Rule.STALLED_WEEKS: Decimal(2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWeek:
    """A rep's week as it was known; None is not known."""

    person_id: int
    week: date
    #: A share, 0 to 1.
    completion: float | None
    rating: float | None
    deals: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """Whom a rule would have flagged in some weeks, and what became of those whose end is known."""

    rule: Rule
    threshold: Decimal
    flagged: tuple[int, ...]
    #: Persons with a week that could be judged at all.
    judged: int
    #: Of the flagged whose probation has ended: how many, and how many of them left.
    ended: int
    left: int


def backtest(
    rule: Rule,
    threshold: Decimal,
    weeks: Sequence[SeenWeek],
    *,
    start: date,
    end: date,
    has_stayed: Mapping[int, bool | None],
) -> BackTest:
    """Apply a rule to the weeks that begin from `start` and before `end`, looking back as it does.

    `weeks` are in the order of person and week, and hold the ones before `start` too.
    """
    flagged: dict[int, None] = {}
    judged: set[int] = set()
    for person_id, hers in _by_person(weeks).items():
        for place, one in enumerate(hers):
            if not start <= one.week < end:
                continue
            is_on = _is_on(rule, threshold, hers[: place + 1])
            if is_on is not None:
                judged.add(person_id)
            if is_on:
                flagged[person_id] = None
    known = [has_stayed[one] for one in flagged if has_stayed.get(one) is not None]
    return BackTest(
        rule=rule,
        threshold=threshold,
        flagged=tuple(sorted(flagged)),
        judged=len(judged),
        ended=len(known),
        left=sum(not one for one in known),
    )


def percent(share: float) -> Decimal:
    """Give a share in percent as it is shown and compared: half-up to two places."""
    return (Decimal(repr(share)) * _HUNDRED).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """In one currency; a site's own guess, shown beside every proposal."""

    #: What it is worth that somebody who would leave is flagged in time.
    found_worth: Decimal = Decimal(3000)
    #: What it costs to flag somebody who would stay.
    needless_cost: Decimal = Decimal(500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A hire whose end is known: her figure at the landmark, when she came, whether she stayed."""

    person_id: int
    value: Decimal
    hired_on: date
    has_stayed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a cut does to the later hires, on which it was not chosen."""

    cut: Decimal
    flagged: int
    #: Of the flagged, who left.
    found: int
    #: Who left without a flag.
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that the figures speak for."""

    present: Decimal
    proposed: Decimal
    low: Decimal
    high: Decimal
    known: int
    tried_on: int
    now: Tried
    then: Tried


@dataclass(frozen=True, slots=True, kw_only=True)
class NoProposal:
    """Why nothing is proposed: few, same, unsure or worse_later; how many more are needed."""

    why: str
    needed_more: int = 0


def propose(
    cases: Sequence[Judged],
    *,
    present: Decimal,
    cuts: Sequence[Decimal],
    costs: Costs,
    seed: int = 1,
) -> Proposal | NoProposal:
    """Choose a cut on earlier hires, try it on later ones, and propose it only if it holds."""
    if len(cases) < FEWEST_KNOWN:
        return NoProposal(why="few", needed_more=FEWEST_KNOWN - len(cases))
    ordered = sorted(cases, key=lambda one: (one.hired_on, one.person_id))
    edge = int(len(ordered) * _EARLIER)
    earlier, later = ordered[:edge], ordered[edge:]
    options = sorted({*cuts, present})
    gains = _gains(earlier, options, costs)
    best = options[_best(gains.sum(axis=1), options, present)]
    low, high = _interval(gains, options, present, seed=seed)
    if best == present:
        return NoProposal(why="same")
    if low <= present <= high:
        return NoProposal(why="unsure")
    tried = _gains(later, [present, best], costs).sum(axis=1)
    if tried[1] <= tried[0]:
        return NoProposal(why="worse_later")
    return Proposal(
        present=present,
        proposed=best,
        low=low,
        high=high,
        known=len(cases),
        tried_on=len(later),
        now=_tried(later, present),
        then=_tried(later, best),
    )


def _gains(cases: Sequence[Judged], cuts: Sequence[Decimal], costs: Costs) -> Floats:
    """Give what each cut is worth for each person; flagged is strictly under the cut."""
    values = np.array([float(one.value) for one in cases])
    stays: Flags = np.array([one.has_stayed for one in cases], dtype=bool)
    worth = np.where(stays, -float(costs.needless_cost), float(costs.found_worth))
    return np.array([np.where(values < float(cut), worth, 0.0) for cut in cuts])


def _best(totals: Floats, options: Sequence[Decimal], present: Decimal) -> int:
    """Give the best option; of equals the one nearest to the present value."""
    highest = totals.max()
    equals = [n for n, total in enumerate(totals) if total >= highest - 1e-9]
    return min(equals, key=lambda n: (abs(options[n] - present), n))


def _interval(
    gains: Floats, options: Sequence[Decimal], present: Decimal, *, seed: int
) -> tuple[Decimal, Decimal]:
    """Draw persons, choose anew each time, and give where 95 % of the choices lie."""
    many = gains.shape[1]
    draw = np.random.default_rng(seed)
    chosen = sorted(
        options[_best(gains @ np.bincount(draw.integers(0, many, many), minlength=many),
                      options, present)]
        for _ in range(_DRAWS)
    )  # fmt: skip
    return chosen[int(0.025 * _DRAWS)], chosen[int(0.975 * _DRAWS) - 1]


def _tried(cases: Sequence[Judged], cut: Decimal) -> Tried:
    flagged = [one for one in cases if one.value < cut]
    left = sum(not one.has_stayed for one in cases)
    found = sum(not one.has_stayed for one in flagged)
    return Tried(cut=cut, flagged=len(flagged), found=found, missed=left - found)


def _by_person(weeks: Sequence[SeenWeek]) -> dict[int, list[SeenWeek]]:
    found: dict[int, list[SeenWeek]] = {}
    for one in weeks:
        found.setdefault(one.person_id, []).append(one)
    return found


def _is_on(rule: Rule, threshold: Decimal, hers: Sequence[SeenWeek]) -> bool | None:
    """Judge the last of these weeks; None where it can not be."""
    if rule is Rule.TRAINING_DUE:
        done = hers[-1].completion
        return None if done is None else percent(done) < threshold
    if rule is Rule.MENTOR_SCORE:
        rated = [one for one in hers if one.rating is not None][-_RATINGS:]
        if len(rated) < _FEWEST_RATINGS or rated[-1].week < hers[-1].week - _STALE:
            return None
        ratings = [one.rating for one in rated if one.rating is not None]
        mean = sum((Decimal(repr(one)) for one in ratings), Decimal(0)) / len(ratings)
        return mean.quantize(_CENT, ROUND_HALF_UP) < threshold
    counts = [one.deals for one in hers[-int(threshold) - 1 :]]
    if len(counts) < int(threshold) + 1 or None in counts:
        return None
    known = [one for one in counts if one is not None]
    return all(after <= before for before, after in pairwise(known))
