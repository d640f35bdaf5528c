"""The shape of a sentence: which parts mean which intent."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from handlers.intent import Intent
from rules.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An intent is meant if each of `needs` is there and nothing beside `needs` and `allows`."""

    intent: Intent
    needs: tuple[Part, ...]
    allows: Part = Part.FILLER
    #: The same as plain numbers: a hundred shapes are tried for every sentence.
    _needed: tuple[int, ...] = field(init=False)
    _strange: int = field(init=False)

    def __post_init__(self) -> None:
        """Turn the parts into numbers once."""
        object.__setattr__(self, "_needed", tuple(need.value for need in self.needs))
        object.__setattr__(self, "_strange", ~(reduce(or_, self.needs) | self.allows).value)

    def is_begun(self, parts: Part) -> bool:
        """Whether what it needs is there, whatever else is."""
        there = parts.value
        return all(there & need for need in self._needed)

    def fits(self, parts: Part) -> bool:
        """Whether these parts, and no others, make it."""
        return not parts.value & self._strange and self.is_begun(parts)
