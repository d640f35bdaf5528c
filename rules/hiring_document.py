"""A competency profile as one JSON document: what `--json` prints and the store keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from rules.errors import Invalid
from rules.hiring import (
    CompetencyProfile,
    Dimension,
    MarkerLine,
    Scale,
    Source,
    Standing,
    Trait,
    TraitKind,
)
from rules.hiring_match import DimensionScore, MatchScore
from rules.protected import protected

Document = Mapping[str, Any]
_NUMBERS = ("value", "low", "high", "shown", "threshold", "overlap")


def document(profile: CompetencyProfile) -> dict[str, object]:
    """Write a profile; numbers are texts, so that none is changed on the way."""
    return {
        "version": profile.version,
        "source": profile.source.value,
        "standing": profile.standing.value,
        "sellers": profile.sellers,
        "top": profile.top,
        "starts_on": profile.starts_on.isoformat() if profile.starts_on else None,
        "dimensions": [
            {
                "trait": one.trait.key,
                "title": dict(one.trait.title),
                "weight": f"{one.weight:f}",
                "less_is_better": one.is_less_better,
                "scale": str(one.scale) if one.scale else None,
            }
            for one in profile.dimensions
        ],
        "markers": [marker(one) for one in profile.markers],
    }


def marker(one: MarkerLine) -> dict[str, object]:
    """Write what was found about one trait or behaviour."""
    numbers = {name: _text(getattr(one, name)) for name in _NUMBERS}
    return {
        "trait": one.trait.key,
        "title": dict(one.trait.title),
        "kind": one.trait.kind.value,
        "measure": one.measure,
        **numbers,
        "top": one.top,
        "rest": one.rest,
        "marks": one.marks,
        "why_not": one.why_not,
    }


def matched_document(found: MatchScore) -> dict[str, object]:
    """Write a match: what a decision keeps of what was seen."""
    return {
        "score": _text(found.score),
        "pool": found.pool.value,
        "weight_scored": f"{found.weight_scored}",
        "edges": {"low": f"{found.pools.low:f}", "key": f"{found.pools.key:f}"},
        "profile": found.profile_version,
        "dimensions": [_part(one) for one in found.dimensions],
        "missing": [one.dimension.trait.key for one in found.missing],
    }


def _part(one: DimensionScore) -> dict[str, object]:
    return {
        "trait": one.dimension.trait.key,
        "weight": f"{one.weight}",
        "score": _text(one.score),
        "points": _text(one.points),
        "raw": None if one.raw is None else f"{one.raw.value:f}",
        "scale": None if one.raw is None else str(one.raw.scale),
        "evidence": [
            {"source": each.source, "place": each.place, "quote": each.quote}
            for each in one.evidence
        ],
    }


def profile_of(read: object) -> CompetencyProfile:
    """Read what `document` wrote; raise `Invalid` naming the key that can not be used."""
    if not isinstance(read, Mapping):
        raise Invalid("profile", "is no profile: write one with foothold hiring profile --json")
    try:
        return CompetencyProfile(
            version=_version(read.get("version")),
            dimensions=tuple(_dimension(one) for one in _list(read, "dimensions")),
            source=Source(read.get("source", Source.HAND.value)),
            standing=Standing(read.get("standing", Standing.USABLE.value)),
            sellers=_count(read.get("sellers")),
            top=_count(read.get("top")),
            starts_on=date.fromisoformat(read["starts_on"]) if read.get("starts_on") else None,
            markers=tuple(_marker(one) for one in _list(read, "markers")),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise Invalid("profile", f"can not be read: {error}") from error


def refuse_protected(trait: Trait) -> None:
    """Raise `Invalid` where a trait is a protected attribute, by its key or any of its names."""
    for name in (trait.key, *trait.title.values()):
        if attribute := protected(name):
            raise Invalid("trait", f"{name} is a protected attribute ({attribute}): never weighed")


def _dimension(read: Document) -> Dimension:
    trait = Trait(key=str(read["trait"]), title=_title(read))
    refuse_protected(trait)
    return Dimension(
        trait=trait,
        weight=Decimal(str(read["weight"])),
        is_less_better=read.get("less_is_better") is True,
        scale=Scale.read(read["scale"]) if read.get("scale") else None,
    )


def _marker(read: Document) -> MarkerLine:
    numbers = {name: _number(read.get(name)) for name in _NUMBERS}
    return MarkerLine(
        trait=Trait(key=str(read["trait"]), title=_title(read), kind=TraitKind(read["kind"])),
        measure=str(read.get("measure", "")),
        top=int(read.get("top", 0)),
        rest=int(read.get("rest", 0)),
        why_not=str(read.get("why_not", "")),
        **numbers,
    )


def _title(read: Document) -> dict[str, str]:
    title = read.get("title") or {}
    return {str(language): str(name) for language, name in dict(title).items()}


def _list(read: Document, key: str) -> Sequence[Document]:
    found = read.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Invalid("profile", f"{key} is a list of tables")
    return found


def _version(said: object) -> str:
    if not isinstance(said, str) or not said.strip():
        raise Invalid("version", 'is missing: write version = "1"')
    return said.strip()


def _count(said: object) -> int | None:
    return None if said is None else int(str(said))


def _number(said: object) -> Decimal | None:
    return None if said is None else Decimal(str(said))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
