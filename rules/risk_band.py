"""A model's word about a rep as HR reads it: a band with its interval, never a decimal.

RULES row 21: it never changes a level; it orders lists, and HR alone is shown it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

#: From the mildest on.
BANDS = ("low", "raised", "high")
#: Under this share "of 10" would read as nobody.
_SELDOM = 95
_TEN, _HUNDRED, _MILLE = 10, 100, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskBand:
    """What the speaking model says of a rep; figures are of those in her band, per mille."""

    person_id: int
    model_id: int
    #: prior or model.
    stage: str
    band: str
    share: int
    low: int
    high: int
    #: Topics that go together with it, the strongest first.
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BandTold:
    """Which stage speaks at the site, and what it says of her; `band` is "" where nothing is."""

    #: rules, prior or model.
    stage: str
    band: str = ""
    #: About `some` of `of`, from `low` to `high`.
    of: int = 0
    some: int = 0
    low: int = 0
    high: int = 0
    reasons: tuple[str, ...] = ()


def stage_of(model_id: int | None, how: str) -> str:
    """Name what speaks by the newest choice; no model is the rules."""
    if model_id is None:
        return "rules"
    return "prior" if how == "prior" else "model"


def told_band(stage: str, found: RiskBand | None) -> BandTold:
    """Put a band in whole people: of 10, or of 100 where it is a rare thing."""
    if stage == "rules" or found is None:
        return BandTold(stage=stage)
    of = _TEN if found.share >= _SELDOM else _HUNDRED
    return BandTold(
        stage=stage,
        band=found.band,
        of=of,
        some=_whole(found.share, of),
        low=_whole(found.low, of),
        high=_whole(found.high, of),
        reasons=found.reasons,
    )


def band_told_of(kept: Mapping[str, object] | None) -> BandTold | None:
    """Read it from the JSON that it was kept as."""
    if kept is None:
        return None
    reasons = kept["reasons"]
    named = tuple(reasons) if isinstance(reasons, list | tuple) else ()
    return BandTold(**{**kept, "reasons": named})  # type: ignore[arg-type] # fields of one class


def severity(band: str) -> int:
    """Give how severe a band is, 0 for none."""
    return BANDS.index(band) + 1 if band in BANDS else 0


def per_mille(share: float) -> int:
    """Round a share half-up to a thousandth, as it is kept."""
    return int((Decimal(repr(share)) * _MILLE).quantize(Decimal(1), ROUND_HALF_UP))


def _whole(share: int, of: int) -> int:
    return int((Decimal(share) * of / _MILLE).quantize(Decimal(1), ROUND_HALF_UP))
