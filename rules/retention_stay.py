"""One person's probation as retention counts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """`resigned` and `dismissed` are days of leaving, at most one of them."""

    hired_on: date
    ends_on: date
    confirmed: bool
    resigned: date | None = None
    dismissed: date | None = None
