"""What a rep is asked about her mentoring each week, one question per card, and is told then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rules.mentor_desk import Mentored


class Question(StrEnum):
    """The two questions of a week, in their order."""

    SATISFACTION = "satisfaction"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRating(Mentored):
    """One question about one week; nothing is preselected. `saved` is the answer just kept."""

    pairing_id: int
    #: The week's Monday, ISO.
    week: str
    question: str
    saved: int | None = None
    #: "scale" after an answer outside of it.
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingSaved(Mentored):
    """Both answers of a week are there; they may be changed until the week is cut."""

    satisfaction: int
    applied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MentoringAttention:
    """What a manager is told in place of a figure."""

    rep: str
