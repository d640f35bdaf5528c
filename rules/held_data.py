"""What the system holds about a rep, told to herself, and her objection to being assessed.

Personal Information Protection Law art. 24 and 45; GDPR art. 15 and 22.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldData:
    """What is used for an assessment, in counts, and who may see what of it."""

    courses_due: int
    ratings: int
    deals: int
    #: Since when figures of hers were looked at, and how often that was kept.
    since: date | None
    assessments: int
    #: How often somebody read it.
    reads: int
    #: Alerts about her and a model's bands that are kept: how many, never what they say.
    alerts: int = 0
    bands: int = 0
    #: Since when she is left out, by her own word.
    objected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskObjection:
    """Ask whether she means it: "object", or "withdraw" where she has objected."""

    wish: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionSaved:
    """Her word is kept; `wish` is "object" or "withdraw", `is_new` False where it was so before."""

    wish: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionTold:
    """HR is told that a rep objects, or no longer does; nobody else is."""

    name: str
    number: str
    wish: str
