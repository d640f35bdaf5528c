"""The roster as a file for HR (导出花名册)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """One person of the roster, with who manages and mentors her and her plan."""

    person: Person
    #: As of the day; `person.post` is the one that begins last.
    post: str = ""
    manager: str = ""
    mentor: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterExport:
    """Everybody who works here, in the order of numbers, as of a day; without any sum."""

    on: date
    lines: tuple[RosterLine, ...]
