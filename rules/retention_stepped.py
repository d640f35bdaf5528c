"""What teams told in turn show of help: month by month, told already against not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from rules.panel import Flags, Floats, Integers
from rules.retention_effect import Arm, Effect, Rung, compared, needed
from rules.retention_metrics import Interval
from rules.roll_out import FEWEST_TEAMS

_FEWEST_PER_ARM = 20
_DRAWS = 1000
_ALPHA = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedCase:
    """A rep at her first alert: her team, the month, the month of its turn, what became of her."""

    team: int
    #: 2026-11; only cases of one month are compared.
    month: str
    #: The month from which her team is told.
    turn: str
    has_stayed: bool

    @property
    def was_told(self) -> bool:
        """Whether her team's turn had come."""
        return self.month >= self.turn


def stepped(cases: Sequence[SteppedCase], *, seed: int = 1) -> Effect | None:
    """Compare teams already told with teams not yet, month by month; None where none can be.

    A month counts only where both are there, so seasons do not enter. The interval draws teams:
    what is alike within one is no evidence twice over. With few teams that is too narrow, so the
    gap must also be rare among the orders that chance might have given.
    """
    laid = _laid(cases)
    if laid is None:
        return None
    arms = [_arm(laid.cases, was_told=one) for one in (True, False)]
    plain = compared(*arms, rung=Rung.STEPPED)
    assert plain is not None  # noqa: S101 - each month has both
    draw = np.random.default_rng(seed)
    drawn = [
        laid.gap(weight=np.bincount(some, minlength=len(laid.turns))[laid.team].astype(np.float64))
        for some in draw.integers(0, len(laid.turns), (_DRAWS, len(laid.turns)))
    ]
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    gap = Interval(value=laid.gap(), low=float(low), high=float(high))
    is_rare = _rarity(laid, draw, draws=_DRAWS) <= _ALPHA
    few = min(one.of for one in arms)
    shows = is_rare and not gap.low <= 0 <= gap.high and few >= _FEWEST_PER_ARM
    missing = None if shows else _missing(plain, gap)
    return Effect(rung=Rung.STEPPED, helped=arms[0], others=arms[1], gap=gap, needed_more=missing)


def rarity(cases: Sequence[SteppedCase], *, draws: int, seed: int = 1) -> float:
    """Give how rare so wide a gap is among other orders of these teams; 1 where none can be had.

    The order that was drawn counts as one of them, so it is never under 1 / (draws + 1); with few
    teams there are few orders, and it stays well above that.
    """
    laid = _laid(cases)
    if laid is None:
        return 1.0
    found = _rarity(laid, np.random.default_rng(seed), draws=draws)
    return (found * draws + 1) / (draws + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """Cases of months with both arms as arrays; team and month by their places."""

    cases: Sequence[SteppedCase]
    team: Integers
    month: Integers
    #: By case.
    when: np.ndarray
    stayed: Flags
    #: By team.
    turns: np.ndarray

    def gap(self, *, turns: np.ndarray | None = None, weight: Floats | None = None) -> float:
        """Give the gap, also by other turns or with other weights of cases."""
        told = self.when >= (self.turns if turns is None else turns)[self.team]
        even = np.ones(len(self.cases)) if weight is None else weight
        return _gap(self.month, told, self.stayed, even)


def _laid(cases: Sequence[SteppedCase]) -> _Laid | None:
    both = _of_months_with_both(cases)
    teams, team = np.unique([one.team for one in both], return_inverse=True)
    if len(teams) < FEWEST_TEAMS:
        return None
    return _Laid(
        cases=both,
        team=team,
        month=np.unique([one.month for one in both], return_inverse=True)[1],
        when=np.array([one.month for one in both]),
        stayed=np.array([one.has_stayed for one in both]),
        turns=np.array([next(c.turn for c in both if c.team == one) for one in teams]),
    )


def _rarity(laid: _Laid, draw: np.random.Generator, *, draws: int) -> float:
    others = [laid.gap(turns=draw.permutation(laid.turns)) for _ in range(draws)]
    return float(np.mean(np.abs(np.nan_to_num(others)) >= abs(laid.gap())))


def _missing(plain: Effect, gap: Interval) -> int:
    """Give the persons missing per arm; teams that are alike within cost more of them."""
    inflation = max(1.0, ((gap.high - gap.low) / (plain.gap.high - plain.gap.low)) ** 2)
    few = min(plain.helped.of, plain.others.of)
    wanted = needed(plain.helped.share.value, plain.others.share.value)
    return max(ceil(wanted * inflation) - few, _FEWEST_PER_ARM - few, 1)


def _of_months_with_both(cases: Sequence[SteppedCase]) -> list[SteppedCase]:
    arms: dict[str, set[bool]] = {}
    for one in cases:
        arms.setdefault(one.month, set()).add(one.was_told)
    return [one for one in cases if len(arms[one.month]) == 2]  # noqa: PLR2004 - told and not


def _gap(month: Integers, told: Flags, stayed: Flags, weight: Floats) -> float:
    """Pool the months' gaps, weighted as Mantel and Haenszel do; NaN where no month has both."""
    many = int(month.max()) + 1
    here, kept = (
        [np.bincount(month, weights=weight * arm * what, minlength=many) for arm in (told, ~told)]
        for what in (np.ones(len(month)), stayed)
    )
    both = (here[0] > 0) & (here[1] > 0)
    if not both.any():
        return float("nan")
    one, other = (kept[n][both] / here[n][both] for n in (0, 1))
    own = here[0][both] * here[1][both] / (here[0][both] + here[1][both])
    return float(np.average(one - other, weights=own))


def _arm(cases: Sequence[SteppedCase], *, was_told: bool) -> Arm:
    some = [one for one in cases if one.was_told is was_told]
    return Arm(stayed=sum(one.has_stayed for one in some), of=len(some))
