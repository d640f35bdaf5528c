"""A candidate held against a profile: a score of 0 to 100, its pool, and why (RULES row 6).

The pool is a proposal. A named person decides, with a reason; nothing here rejects anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from rules.errors import Conflict
from rules.hiring import (
    CompetencyProfile,
    Dimension,
    Evidence,
    Pools,
    Scale,
    TraitScore,
    two_places,
)

_ENOUGH_WEIGHT = Decimal(70)
#: Values whose figures are kept: some of each trait, not of each candidate.
_REMEMBERED = 4096


class Pool(StrEnum):
    """Where a score is proposed to go; strict both ways."""

    KEY_REVIEW = "key_review"
    MIDDLE = "middle"
    #: A queue that a person reads, never a rejection.
    ELIMINATION_REVIEW = "elimination_review"
    INSUFFICIENT_DATA = "insufficient_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """One dimension of a match. Without a score `score`, `points` and `raw` say nothing."""

    dimension: Dimension
    #: Of all weights, in percent to two places.
    weight: Decimal
    #: Where the raw value lies on its scale, 0 to 100, turned round where less is better.
    score: Decimal | None = None
    #: What it brings to a total of 100: score times weight.
    points: Decimal | None = None
    raw: TraitScore | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where its score comes from."""
        return self.raw.evidence if self.raw else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchScore:
    """What a candidate's scores come to under one version of a profile."""

    #: Of the dimensions that are scored; None where none is.
    score: Decimal | None
    #: The part of the profile's weight that is scored, in percent to two places.
    weight_scored: Decimal
    pool: Pool
    dimensions: tuple[DimensionScore, ...]
    profile_version: str
    #: The edges that it was sorted by.
    pools: Pools = Pools()

    @property
    def missing(self) -> tuple[DimensionScore, ...]:
        """The dimensions without a score, the heaviest first."""
        open_ones = [one for one in self.dimensions if one.raw is None]
        return tuple(sorted(open_ones, key=lambda one: -one.weight))


def match(profile: CompetencyProfile, scores: Mapping[str, TraitScore]) -> MatchScore:
    """Hold a candidate's scores by trait against a profile.

    What the profile does not ask for has no effect. Raises `Conflict` for a profile that is shown
    and not used.
    """
    if not profile.may_match:
        raise Conflict("hiring.not_usable", version=profile.version, standing=profile.standing)
    whole, total, scored = profile.weight, Fraction(0), Decimal(0)
    dimensions = []
    for one in profile.dimensions:
        raw = scores.get(one.trait.key)
        if raw is None:
            dimensions.append(DimensionScore(dimension=one, weight=_percent(one.weight, whole)))
            continue
        found = _figures(one.weight, whole, raw.value, raw.scale, is_less=one.is_less_better)
        dimensions.append(
            DimensionScore(
                dimension=one,
                weight=found.weight,
                score=found.score,
                points=found.points,
                raw=raw,
            )
        )
        total += found.weighed
        scored += one.weight
    weight_scored = _percent(scored, whole)
    score = two_places(total * 100 / Fraction(scored)) if scored else None
    return MatchScore(
        score=score,
        weight_scored=weight_scored,
        pool=pool_of(score, weight_scored, profile.pools),
        dimensions=tuple(dimensions),
        profile_version=profile.version,
        pools=profile.pools,
    )


def pool_of(score: Decimal | None, weight_scored: Decimal, pools: Pools = Pools()) -> Pool:  # noqa: B008 - a frozen value
    """Give the pool of a score and the weight it stands on, both to two places (RULES row 6)."""
    if score is None or weight_scored < _ENOUGH_WEIGHT:
        return Pool.INSUFFICIENT_DATA
    if score < pools.low:
        return Pool.ELIMINATION_REVIEW
    return Pool.KEY_REVIEW if score > pools.key else Pool.MIDDLE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """What one value comes to under one weight: as shown, and exact."""

    weight: Decimal
    score: Decimal
    points: Decimal
    weighed: Fraction


# Candidates have few different values each, and exact fractions cost most of a match.
@lru_cache(maxsize=_REMEMBERED)
def _figures(
    weight: Decimal, whole: Decimal, value: Decimal, scale: Scale, *, is_less: bool
) -> _Figures:
    found = scale.position(value)
    share = 1 - found if is_less else found
    weighed = Fraction(weight) * share
    return _Figures(
        weight=_percent(weight, whole),
        score=two_places(share * 100),
        points=two_places(weighed * 100 / Fraction(whole)),
        weighed=weighed,
    )


@lru_cache(maxsize=_REMEMBERED)
def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return two_places(Fraction(part) * 100 / Fraction(whole))
