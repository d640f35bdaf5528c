"""A competency profile out of sellers' results: who is top, and what parts them from the rest.

RULES row 1, RETENTION 4.14. Leavers count among the rest like everybody else: a profile of those
who are still there would take for a mark of success what is a mark of survival.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction
from zlib import crc32

import numpy as np

from rules.hiring import (
    CENT,
    CompetencyProfile,
    Dimension,
    MarkerLine,
    Scale,
    Source,
    Standing,
    Trait,
    TraitKind,
    standing_of,
    two_places,
)
from rules.hiring_effect import DRAWS, Effect, compare, discoveries, shrunk
from rules.periods import Calendar, Cut

QUARTERS = 4
_TENURE = 2
_TOP = 5
_FALSE_DISCOVERIES = 0.10
_SHARED_FROM = Decimal("45.00")
_CALENDAR = Calendar(cut=Cut.QUARTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterResult:
    """One quarter of a seller. A quota that is missing or 0 makes it no figure."""

    credited: Decimal
    quota: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """One seller: results by quarter ("2026-Q3"), and what is known of traits and behaviours."""

    person: str
    quarters: Mapping[str, QuarterResult]
    #: None where it is not known; then the quarters with results are her tenure.
    hired_on: date | None = None
    is_on_probation: bool = False
    values: Mapping[str, float] = field(default_factory=dict)


class LeftOut(StrEnum):
    """Why a seller is not ranked."""

    ON_PROBATION = "on_probation"
    SHORT_TENURE = "short_tenure"
    NO_QUOTA = "no_quota"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Who is top, who is the rest, who is neither and why; attainment in percent."""

    top: tuple[Seller, ...]
    rest: tuple[Seller, ...]
    left_out: Mapping[str, LeftOut]
    attainment: Mapping[str, Decimal]
    quarters: tuple[str, ...]

    @property
    def sellers(self) -> int:
        """How many are ranked."""
        return len(self.top) + len(self.rest)


class NoMarker(StrEnum):
    """Why something does not mark the top sellers."""

    TOO_FEW = "too_few"
    #: All have the same value, or nearly nobody has any.
    NO_VARIANCE = "no_variance"
    FEW_VALUES = "few_values"
    NOT_DISCOVERED = "not_discovered"
    #: The interval holds no effect at all.
    INTERVAL = "interval"
    #: 45 % of the rest, or more, have it as half of the top does.
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What was seen of one trait before all are judged together."""

    trait: Trait
    effect: Effect | None
    top: int
    rest: int
    why_not: NoMarker | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a table of sellers comes to; `profile` is None where nothing may be said."""

    ranking: Ranking
    standing: Standing
    profile: CompetencyProfile | None = None


def last_full_quarter(today: date) -> str:
    """Name the newest quarter that is over on a day."""
    return _CALENDAR.before(_CALENDAR.period(today), 1)


def rank(sellers: Sequence[Seller], *, last: str) -> Ranking:
    """Rank by credited net ÷ quota over the four quarters up to `last` (RULES row 1)."""
    quarters = tuple(_CALENDAR.before(last, back) for back in reversed(range(QUARTERS)))
    left_out: dict[str, LeftOut] = {}
    attainment: dict[str, Decimal] = {}
    for one in sellers:
        found = _attainment(one, quarters)
        if one.is_on_probation:
            left_out[one.person] = LeftOut.ON_PROBATION
        elif not _has_tenure(one, last):
            left_out[one.person] = LeftOut.SHORT_TENURE
        elif found is None:
            left_out[one.person] = LeftOut.NO_QUOTA
        else:
            attainment[one.person] = found
    ranked = [one for one in sellers if one.person in attainment]
    values = sorted(attainment.values(), reverse=True)
    # ceil(0.2 n); who is level with the last of them is in.
    cut = values[-(-len(values) // _TOP) - 1] if values else Decimal(0)
    return Ranking(
        top=tuple(one for one in ranked if attainment[one.person] >= cut),
        rest=tuple(one for one in ranked if attainment[one.person] < cut),
        left_out=left_out,
        attainment=attainment,
        quarters=quarters,
    )


def shares(ranking: Ranking) -> dict[str, Decimal]:
    """Give of each ranked seller the share, in percent, over which she is in the top (RULES row 1).

    The top of a share s is ceil(s n), ties at the cut all in: who is behind k others is in it from
    any s over k / n on. Cut to two places, never up: no share of two places lies between.
    """
    values = sorted(ranking.attainment.values(), reverse=True)
    return {
        person: (Decimal(values.index(value) * 100) / len(values)).quantize(CENT, ROUND_DOWN)
        for person, value in ranking.attainment.items()
    }


def find(
    sellers: Sequence[Seller],
    traits: Sequence[Trait],
    *,
    last: str,
    version: str,
    scales: Mapping[str, Scale] | None = None,
    seed: int = 1,
    draws: int = DRAWS,
) -> Found:
    """Find what marks the top sellers; with a pilot it is shown and may match nobody."""
    ranking = rank(sellers, last=last)
    standing = standing_of(ranking.sellers)
    if standing is Standing.TOO_FEW:
        return Found(ranking=ranking, standing=standing)
    looked = [_looked(one, ranking, seed=seed, draws=draws) for one in traits]
    judged = _judged(looked)
    return Found(
        ranking=ranking,
        standing=standing,
        profile=CompetencyProfile(
            version=version,
            dimensions=_dimensions(judged, scales or {}),
            markers=judged,
            source=Source.DATA,
            standing=standing,
            sellers=ranking.sellers,
            top=len(ranking.top),
        ),
    )


def _attainment(one: Seller, quarters: Sequence[str]) -> Decimal | None:
    told = [one.quarters[name] for name in quarters if name in one.quarters]
    known = [result for result in told if result.quota is not None and result.quota > 0]
    if not known:
        return None
    credited = sum((Fraction(result.credited) for result in known), Fraction(0))
    quota = sum((Fraction(result.quota or 0) for result in known), Fraction(0))
    return two_places(credited * 100 / quota)


def _has_tenure(one: Seller, last: str) -> bool:
    """Whether she was there for two quarters when the last one ended."""
    if one.hired_on is None:
        return sum(name <= last for name in one.quarters) >= _TENURE
    return one.hired_on <= _CALENDAR.days(_CALENDAR.before(last, _TENURE - 1)).start


def _looked(trait: Trait, ranking: Ranking, *, seed: int, draws: int) -> _Looked:
    top, rest = (
        np.array([one.values[trait.key] for one in group if trait.key in one.values])
        for group in (ranking.top, ranking.rest)
    )
    # The draw of a trait does not depend on its place in the table.
    effect = compare(top, rest, seed=seed + crc32(trait.key.encode()), draws=draws)
    why = None
    if effect is None:
        known = np.concatenate([top, rest])
        is_even = len(known) > 1 and float(np.ptp(known)) == 0
        why = NoMarker.NO_VARIANCE if is_even else NoMarker.FEW_VALUES
    return _Looked(trait=trait, effect=effect, top=len(top), rest=len(rest), why_not=why)


def _judged(looked: Sequence[_Looked]) -> tuple[MarkerLine, ...]:
    """Judge all together: one of twenty is found by chance."""
    effects = {one.trait.key: one.effect for one in looked if one.effect is not None}
    stands = discoveries([one.p for one in effects.values()], rate=_FALSE_DISCOVERIES)
    is_discovered = dict(zip(effects, stands, strict=True))
    sizes = dict(zip(effects, shrunk(list(effects.values())), strict=True))
    return tuple(
        _line(one, sizes.get(one.trait.key), is_discovered=is_discovered.get(one.trait.key, False))
        for one in looked
    )


def _line(one: _Looked, size: float | None, *, is_discovered: bool) -> MarkerLine:
    effect = one.effect
    if effect is None or size is None:
        why = one.why_not or NoMarker.FEW_VALUES
        return MarkerLine(trait=one.trait, top=one.top, rest=one.rest, why_not=why.value)
    overlap = _shown(effect.overlap * 100)
    why_not = _why_not(effect, overlap, is_discovered=is_discovered)
    return MarkerLine(
        trait=one.trait,
        measure=effect.measure.value,
        value=_shown(effect.value),
        low=_shown(effect.low),
        high=_shown(effect.high),
        shown=_shown(size),
        threshold=_shown(effect.threshold),
        overlap=overlap,
        top=one.top,
        rest=one.rest,
        why_not=why_not.value if why_not else "",
    )


def _shown(value: float) -> Decimal:
    return two_places(Decimal(repr(value)))


def _why_not(effect: Effect, overlap: Decimal, *, is_discovered: bool) -> NoMarker | None:
    if overlap >= _SHARED_FROM:
        return NoMarker.SHARED
    if not is_discovered:
        return NoMarker.NOT_DISCOVERED
    return NoMarker.INTERVAL if effect.low <= 0 <= effect.high else None


def _dimensions(judged: Sequence[MarkerLine], scales: Mapping[str, Scale]) -> tuple[Dimension, ...]:
    """Weigh what marks and can be known before hire, by its shrunk size, to 100 in all."""
    sizes = {
        one.trait.key: Fraction(abs(one.shown or Decimal(0)))
        for one in judged
        if one.marks and one.trait.kind is TraitKind.TRAIT
    }
    weights = _whole(sizes)
    return tuple(
        Dimension(
            trait=one.trait,
            weight=Decimal(weights[one.trait.key]),
            is_less_better=(one.shown or Decimal(0)) < 0,
            scale=scales.get(one.trait.key),
        )
        for one in judged
        if weights.get(one.trait.key)
    )


def _whole(sizes: Mapping[str, Fraction]) -> dict[str, int]:
    """Give whole weights by largest remainder, so that they come to 100."""
    total = sum(sizes.values(), Fraction(0))
    if not total:
        return {}
    exact = {key: size * 100 / total for key, size in sizes.items()}
    found = {key: int(size) for key, size in exact.items()}
    by_rest = sorted(exact, key=lambda key: (found[key] - exact[key], key))
    for key in by_rest[: 100 - sum(found.values())]:
        found[key] += 1
    return found
