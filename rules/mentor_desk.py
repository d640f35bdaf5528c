"""A mentor's week as her desk and her Monday card show it, and a mentee before a visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules.mentoring import TaskKind, TaskState

#: What counts as done, and what is nobody's debt.
DONE = frozenset({TaskState.DONE, TaskState.LATE})
_NOT_OWED = frozenset({TaskState.OPTIONAL, TaskState.EXCUSED})
#: What a record can still be attached to.
_WAITING = frozenset({TaskState.OPEN, TaskState.OPTIONAL, TaskState.MISSED})


class Mentored:
    """What the handlers of mentoring find; `bot/cards/mentoring.py` words each."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MenteeWeek:
    """One mentee's line: (kind, state) of the week's tasks, as words of the cards."""

    pairing_id: int
    name: str
    tasks: tuple[tuple[str, str], ...]
    #: Whether the one review serves all mentees present.
    is_joint: bool = False
    #: A review report of hers that waits for a comment; 0 for none.
    report_id: int = 0

    @property
    def open(self) -> tuple[TaskKind, ...]:
        """What has still to be recorded."""
        return tuple(TaskKind(kind) for kind, state in self.tasks if TaskState(state) in _WAITING)

    @property
    def missing(self) -> tuple[TaskKind, ...]:
        """What is owed and not done."""
        return tuple(
            TaskKind(kind) for kind, state in self.tasks if TaskState(state) is TaskState.OPEN
        )

    @property
    def done(self) -> int:
        """How many are done, late or not."""
        return sum(TaskState(state) in DONE for _, state in self.tasks)

    @property
    def owed(self) -> int:
        """Of how many that is said: those owed, and what was done beyond them."""
        return sum(TaskState(state) not in _NOT_OWED for _, state in self.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Mentored):
    """A mentor's week; without mentees it says so."""

    mentees: tuple[MenteeWeek, ...]
    is_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorWeek:
    """What a mentor is told on Monday, and what is still missing later; `week` is the Monday."""

    week: str
    mentees: tuple[MenteeWeek, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRecord:
    """A record as it is looked back on: its kind, ISO day, and what is to be done next."""

    kind: str
    on_day: str
    improve: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenteeGrowth:
    """Her courses and her month: counts, never a sum; `pass_bar` is 0 where she has no target."""

    courses_due: int
    courses_done: int
    #: By language; empty where none is open.
    next_course: Mapping[str, str]
    has_courses: bool
    pass_bar: int
    stretch: int
    deals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MenteeCard(Mentored):
    """A mentee before a visit: never pay, ratings to those who may not see them, or risk."""

    name: str
    #: Since her first day, from 1; 0 where that is not known.
    week: int
    mentor: str
    this_week: MenteeWeek | None
    last: tuple[LastRecord, ...]
    #: For HR alone, once three ratings exist.
    mean: str = ""
    ratings: int = 0
    #: What her manager reads in its place.
    needs_attention: bool = False
    pairing_id: int = 0
    may_record: bool = False
    #: None where the reader may not see it.
    growth: MenteeGrowth | None = None
