"""The shape of a sentence: which parts mean which intent."""

from __future__ import annotations

from dataclasses import dataclass
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

    def is_begun(self, parts: Part) -> bool:
        """Whether what it needs is there, whatever else is."""
        return all(parts & need for need in self.needs)

    def fits(self, parts: Part) -> bool:
        """Whether these parts, and no others, make it."""
        return self.is_begun(parts) and not parts & ~(reduce(or_, self.needs) | self.allows)
