"""When a change of a threshold is proposed (RULES row 26).

RETENTION 4.13: chosen on earlier hires, tried on later ones, with the person bootstrap interval of
the chosen cut; proposed only with 100 known ends and an interval that leaves out the present value.
HR decides. No bar is ever raised by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from rules.panel import Flags, Floats
from rules.threshold_record import Costs, Judged, NoProposal, Proposal, Tried

FEWEST_KNOWN = 100
#: Hires on whose figures a cut is chosen; the others try it.
_EARLIER = 0.65
_DRAWS = 1000
_NEXT = Decimal("0.01")


def propose(
    cases: Sequence[Judged],
    *,
    present: Decimal,
    cuts: Sequence[Decimal],
    costs: Costs,
    at_cut: bool = False,
    seed: int = 1,
) -> Proposal | NoProposal:
    """Choose a cut on earlier hires, try it on later ones, and propose it only if it holds.

    Who is strictly under the cut is flagged; with `at_cut` also who is at it, where the rule asks
    for strictly more.
    """
    if at_cut:
        # Figures have two places: at or under a cut is strictly under the next one up.
        cases = [replace(one, value=one.value - _NEXT) for one in cases]
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
    others = len(cases) - len(flagged)
    return Tried(cut=cut, flagged=len(flagged), found=found, missed=left - found, others=others)
