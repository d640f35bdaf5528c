"""Who mentors a rep, as she is told herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class MyMentor:
    """Her mentor, and whoever stands in; `name` is empty where nobody mentors her."""

    name: str = ""
    #: She works here no more, and nobody has taken her place yet.
    has_left: bool = False
    since: date | None = None
    stand_in: str = ""
    stands_in_until: date | None = None
