"""A rep's own probation, as she is told herself: its dates and her criteria, nothing of review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class MyProbation:
    """Her running probation; without `ends_on` she has none, or it is decided."""

    ends_on: date | None = None
    #: Calendar days to its last day: 0 on that day (`rules.team.days_to`); None once it is over.
    days_left: int | None = None
    #: Medical leave, injury or maternity: the countdown rests.
    is_paused: bool = False
    #: What is asked for her confirmation, as it was told to her.
    criteria: str = ""
