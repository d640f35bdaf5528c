"""Hiring: traits with their raw scores, and the competency profile that they are held against.

A trait can be known before somebody is hired; a behaviour shows on the job alone. Both are told in
a profile, and only traits ever weigh in a match (RETENTION 4.14).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

from rules.errors import Invalid

CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|–|~|至|to|\.\.)\s*(\d+(?:\.\d+)?)")
_LONGEST_KEY = 64


def two_places(value: Decimal | Fraction) -> Decimal:
    """Round half-up to two places, as every figure is before it is compared (RULES)."""
    if isinstance(value, Fraction):
        # Exact: a division in 28 digits may round 79.995 the other way first.
        over, under = value.numerator, value.denominator
        cents = (abs(over) * 200 + under) // (2 * under)
        return Decimal(cents if over >= 0 else -cents).scaleb(-2)
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


class TraitKind(StrEnum):
    """When something of a seller can be known."""

    #: Before she is hired: an assessment, a situational test, a resume, an interview.
    TRAIT = "trait"
    #: On the job alone.
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What a raw value may be, both ends included (RULES row 27)."""

    low: Decimal = Decimal(0)
    high: Decimal

    def __post_init__(self) -> None:
        if not (self.low.is_finite() and self.high.is_finite() and self.low < self.high):
            raise Invalid("scale", "its low end is below its high end, such as 0-10")

    def __str__(self) -> str:
        return f"{self.low:f}-{self.high:f}"

    @classmethod
    def read(cls, text: str) -> Scale:
        """Read "0-5", "5" (from 0), "%" or "100"; raise `Invalid` for anything else."""
        said = text.strip().lower().removesuffix("分").strip()
        if said in {"%", "percent", "百分比"}:
            return PERCENT
        try:
            if match := _RANGE.fullmatch(said):
                return cls(low=Decimal(match[1]), high=Decimal(match[2]))
            return cls(high=Decimal(said))
        except InvalidOperation:
            raise Invalid("scale", f"write {text.strip()[:40]!r} as 0-10, 1-5 or %") from None

    def holds(self, value: Decimal) -> bool:
        """Whether a value can be of this scale."""
        return value.is_finite() and self.low <= value <= self.high

    def check(self, value: Decimal) -> None:
        """Raise `Invalid` for a value that can not be of this scale."""
        if not self.holds(value):
            raise Invalid("value", f"{value} is not on the scale {self}")

    def position(self, value: Decimal) -> Fraction:
        """Give where between the ends a value lies, 0 to 1; raise `Invalid` outside of them."""
        self.check(value)
        return Fraction(value - self.low) / Fraction(self.high - self.low)


#: The article's own scale of assessments.
PERCENT = Scale(high=_HUNDRED)
FIVE = Scale(high=Decimal(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a score comes from: the sentence as it was written, and its place."""

    #: resume, assessment, situational, interview, or the name of a file.
    source: str
    quote: str = ""
    #: Such as "page 2" or "row 14".
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitScore:
    """What is known of one trait of a candidate, raw with its scale."""

    trait: str
    value: Decimal
    scale: Scale
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        self.scale.check(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One trait or behaviour by its key, with what people call it by language ("zh", "en")."""

    key: str
    title: Mapping[str, str] = field(default_factory=dict)
    kind: TraitKind = TraitKind.TRAIT

    def __post_init__(self) -> None:
        if not self.key or len(self.key) > _LONGEST_KEY or not self.key.isprintable():
            raise Invalid("trait", f"a trait has a name of at most {_LONGEST_KEY} characters")

    def named(self, language: str) -> str:
        """Give its name in a language, in another where there is none, else its key."""
        return self.title.get(language) or next(iter(self.title.values()), "") or self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A trait that weighs in the match; weights count in relation to each other."""

    trait: Trait
    weight: Decimal
    #: Where the best sellers have less of it than the rest.
    is_less_better: bool = False
    #: Of values that come without one; None where each brings its own.
    scale: Scale | None = None

    def __post_init__(self) -> None:
        if not self.weight.is_finite() or self.weight <= 0:
            raise Invalid("weight", f"{self.trait.key} weighs more than 0, or stands not there")
        if self.trait.kind is not TraitKind.TRAIT:
            raise Invalid("trait", f"{self.trait.key} shows on the job; a match reads traits alone")


class Source(StrEnum):
    """Where a profile comes from."""

    #: Set by HR, in a file or in chat.
    HAND = "hand"
    #: Found in the results of sellers.
    DATA = "data"


class Standing(StrEnum):
    """What a profile is good for (RULES row 1)."""

    #: Under 15 sellers: nothing is found, the hand-set profile is used.
    TOO_FEW = "too_few"
    #: 15 to 49: shown, not used.
    PILOT = "pilot"
    USABLE = "usable"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerLine:
    """What was found about a trait or behaviour, as it is shown; two places each.

    `value` with its interval is Hedges g or Cliff's delta, as `measure` says; `shown` is drawn
    towards 0 by what is noise in all that was looked at. None where nothing could be compared.
    """

    trait: Trait
    measure: str = ""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    shown: Decimal | None = None
    #: Half of the top is at least there; so is this share of the rest, in percent.
    threshold: Decimal | None = None
    overlap: Decimal | None = None
    #: Who has a value.
    top: int = 0
    rest: int = 0
    #: Why it does not mark the top; empty where it does.
    why_not: str = ""

    @property
    def marks(self) -> bool:
        """Whether it parts the top from the rest."""
        return not self.why_not


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """The two edges between the pools of RULES row 6, strict both ways; of a site from a day on."""

    #: Under it is a queue that a person reads.
    low: Decimal = Decimal(60)
    #: Over it is proposed for key review.
    key: Decimal = Decimal(80)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyProfile:
    """What candidates are held against: dimensions with weights, by version."""

    version: str
    dimensions: tuple[Dimension, ...]
    source: Source = Source.HAND
    standing: Standing = Standing.USABLE
    #: Sellers that it was found with, and how many of them are the top; None where hand-set.
    sellers: int | None = None
    top: int | None = None
    starts_on: date | None = None
    markers: tuple[MarkerLine, ...] = ()
    #: Not part of a version: what HR has approved by the day it is asked for.
    pools: Pools = Pools()

    def __post_init__(self) -> None:
        keys = [one.trait.key for one in self.dimensions]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise Invalid("dimensions", f"{twice[0]} stands there twice")

    @property
    def may_match(self) -> bool:
        """Whether candidates may be held against it."""
        return self.standing is Standing.USABLE and bool(self.dimensions)

    def found(self, kind: TraitKind) -> tuple[MarkerLine, ...]:
        """Give what was found of traits, or of behaviours: what marks first, by size."""
        lines = [one for one in self.markers if one.trait.kind is kind]
        return tuple(sorted(lines, key=lambda one: (not one.marks, -abs(one.shown or Decimal(0)))))

    @property
    def weight(self) -> Decimal:
        """The weight of all dimensions together."""
        return sum((one.weight for one in self.dimensions), Decimal(0))


def standing_of(sellers: int) -> Standing:
    """Tell what a profile of so many ranked sellers is good for (RULES row 1)."""
    if sellers < 15:  # noqa: PLR2004 - the row's own figures
        return Standing.TOO_FEW
    return Standing.PILOT if sellers < 50 else Standing.USABLE  # noqa: PLR2004
