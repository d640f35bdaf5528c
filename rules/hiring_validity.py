"""Whether the match score tells who is confirmed, and how often the key pool is right.

RULES rows 6 and 7: until the lower bound of its AUC is above .5 the score's validity is not
established, and that is said with the number of people it was looked at with.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from rules.hiring import two_places
from rules.hiring_match import Pool

_Z95 = 1.959963984540054
_HALF = Decimal("0.50")
_STEPS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of somebody who was hired with a score; `confirmed` is None while it runs."""

    score: Decimal
    pool: Pool
    confirmed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How well scores tell the confirmed from the others, of those whose probation is over."""

    people: int
    confirmed: int
    #: To two places; None until one was confirmed and one was not.
    auc: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_established(self) -> bool:
        """Whether the lower bound, as it is shown, is above .50."""
        return self.low is not None and self.low > _HALF


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Row 7: of those hired from the key pool whose probation is over, how many were confirmed."""

    confirmed: int
    hired: int
    #: Hired from the pool and still on probation: in neither figure.
    running: int
    #: Percent to two places with the 95 % Wilson interval; None of nobody.
    percent: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def validity(outcomes: Sequence[Outcome]) -> Validity:
    """Judge the score by outcomes; who is on probation still is left out.

    So is who had too little data: such a score sorts nobody.
    """
    sorted_ones = [one for one in outcomes if one.pool is not Pool.INSUFFICIENT_DATA]
    stayed = sorted(one.score for one in sorted_ones if one.confirmed is True)
    others = sorted(one.score for one in sorted_ones if one.confirmed is False)
    people = len(stayed) + len(others)
    if not stayed or not others:
        return Validity(people=people, confirmed=len(stayed))
    halves = sum(bisect_left(others, one) + bisect_right(others, one) for one in stayed)
    area = halves / (2 * len(stayed) * len(others))
    low, high = _interval(area, len(stayed), len(others))
    return Validity(
        people=people,
        confirmed=len(stayed),
        auc=two_places(Decimal(repr(area))),
        low=two_places(Decimal(repr(low))),
        high=two_places(Decimal(repr(high))),
    )


def key_pool_precision(outcomes: Sequence[Outcome]) -> Precision:
    """Give row 7: confirmed ÷ hired from the key pool, with n and Wilson interval."""
    hers = [one for one in outcomes if one.pool is Pool.KEY_REVIEW]
    hired = sum(one.confirmed is not None for one in hers)
    confirmed = sum(one.confirmed is True for one in hers)
    running = len(hers) - hired
    if not hired:
        return Precision(confirmed=0, hired=0, running=running)
    low, high = wilson(confirmed, hired)
    return Precision(
        confirmed=confirmed,
        hired=hired,
        running=running,
        percent=two_places(Decimal(confirmed * 100) / hired),
        low=two_places(Decimal(repr(low * 100))),
        high=two_places(Decimal(repr(high * 100))),
    )


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Give the 95 % Wilson interval of a share of at least one."""
    share, z2 = hits / of, _Z95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _interval(area: float, stayed: int, others: int) -> tuple[float, float]:
    """Give the 95 % interval by Newcombe's method 5, as Wilson's: no false certainty at 1.

    The bound is where the distance to the found area is 1.96 of its own standard errors there.
    """
    extra = (stayed + others) / 2 - 1

    def spread(at: float) -> float:
        shape = 1 + extra * ((1 - at) / (2 - at) + at / (1 + at))
        return _Z95 * sqrt(max(0.0, at * (1 - at) * shape / (stayed * others)))

    return (
        _bound(lambda at: area - at > spread(at), 0.0, area),
        1 - _bound(lambda at: (1 - at) - area > spread(1 - at), 0.0, 1 - area),
    )


def _bound(is_beyond: Callable[[float], bool], far: float, near: float) -> float:
    """Find by halving where something stops being beyond; 0 where it never is."""
    for _ in range(_STEPS):
        middle = (far + near) / 2
        if is_beyond(middle):
            far = middle
        else:
            near = middle
    return near
