"""Mentors' weekly tasks (RULES row 10): what a mentor owes each mentee, and what counts as done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from rules.periods import week_of
from rules.workdays import Workdays

#: A first week with fewer workdays asks for nothing, and so does one with fewer beside a leave.
_SHORT_WEEK = 3


class TaskKind(StrEnum):
    """The three things a mentor does for a mentee each week; none stands in for another."""

    RIDE_ALONG = "ride_along"  # 陪访
    REVIEW = "review"  # 复盘点评
    TALK = "talk"  # 绩效面谈


class TaskState(StrEnum):
    """Where a task stands. Late is done; missed is counted; optional and excused never are."""

    OPEN = "open"
    DONE = "done"
    LATE = "late"
    MISSED = "missed"
    OPTIONAL = "optional"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A mentor and one mentee of hers."""

    id: int
    mentor_id: int
    rep_id: int
    starts_on: date
    #: The last day together; None while it lasts.
    ends_on: date | None = None
    #: Helps out for a few days, beside the rep's own mentor.
    is_stand_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorTerms:
    """What the site says of one mentor; None is what holds for all."""

    capacity: int | None = None
    strong: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MentoringPolicy:
    """How much mentoring is owed; versioned by the site."""

    weekly_cap: int = 6
    #: How many mentees a mentor has at most, unless `mentors` says otherwise.
    capacity: int = 2
    #: From this score of her own on (of 100) a mentor is strong in a domain.
    strong_from: Decimal = Decimal(85)
    #: What holds for one mentor, by employee number.
    mentors: Mapping[str, MentorTerms] = field(default_factory=dict)
    version: str = "1"
    #: Three tasks per mentor, not per pairing, as the article has it to the letter.
    strict_seed: bool = False

    def capacity_of(self, number: str) -> int:
        """Give how many mentees the mentor of this employee number has at most."""
        own = self.mentors.get(number, MentorTerms()).capacity
        return self.capacity if own is None else own

    def strong_of(self, number: str, scores: Mapping[str, Decimal]) -> frozenset[str]:
        """Give the domains a mentor is strong in: those the site names, and by her own scores."""
        tested = {domain for domain, score in scores.items() if score >= self.strong_from}
        return self.mentors.get(number, MentorTerms()).strong | tested


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do in one week for one mentee; `is_joint` if one review serves several."""

    pairing: Pairing
    kind: TaskKind
    due_on: date
    is_joint: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPlan:
    """A mentor's week. `needs_stand_in` are pairings for which somebody else is proposed."""

    tasks: tuple[Task, ...]
    needs_stand_in: tuple[Pairing, ...] = ()

    @property
    def load(self) -> int:
        """How many tasks it is for the mentor; a joint review is one, however many attend."""
        joint = sum(task.is_joint for task in self.tasks)
        return len(self.tasks) - joint + bool(joint)


def plan_week(
    pairings: Sequence[Pairing],
    *,
    week: date,
    workdays: Workdays,
    policy: MentoringPolicy,
    is_away: bool = False,
) -> WeekPlan:
    """Give a mentor's tasks in the week that holds a day.

    One of each kind per pairing. Above the cap the reviews become one joint review; where that is
    not enough, a stand-in is proposed for the youngest pairings, as few as bring the load within
    the cap. A mentor on leave owes nothing: a stand-in is proposed for all. In a pairing's first
    week of fewer than three workdays tasks are optional, and no load.
    """
    monday = week_of(week)
    together = [pairing for pairing in sorted(pairings, key=_age) if _is_together(pairing, week)]
    if is_away or not workdays.between(monday):
        return WeekPlan(tasks=(), needs_stand_in=tuple(together) if is_away else ())
    due_on = workdays.add(monday.end, -1)
    if policy.strict_seed:
        return WeekPlan(tasks=_one_of_each(together, monday.start, due_on))
    for kept in range(len(together), 0, -1):
        for joint in (False, True):
            tasks = _tasks(together[:kept], due_on=due_on, workdays=workdays, joint=joint)
            plan = WeekPlan(tasks=tasks, needs_stand_in=tuple(together[kept:]))
            if _owed(plan).load <= policy.weekly_cap:
                return plan
    return WeekPlan(tasks=(), needs_stand_in=tuple(together))


def task_state(
    *, due_on: date, done_on: date | None, today: date, workdays: Workdays, is_optional: bool
) -> TaskState:
    """Tell where a task stands on a day; `done_on` is when its record was attached.

    One workday after the due day is late; from the day after that one it is missed, and a record
    that comes later is kept without changing that.
    """
    grace = workdays.add(due_on, 1)
    if done_on is not None and done_on <= grace:
        return TaskState.DONE if done_on <= due_on else TaskState.LATE
    if is_optional:
        return TaskState.OPTIONAL
    return TaskState.OPEN if today <= grace else TaskState.MISSED


def is_on_leave(week: date, leaves: Sequence[tuple[date, date]], workdays: Workdays) -> bool:
    """Whether a mentor's leave leaves her fewer than three workdays of a week, if it takes any.

    A leave is its first and its last day.
    """
    days = week_of(week)
    each = [days.start + timedelta(days=n) for n in range(7)]
    worked = [day for day in each if workdays.is_workday(day)]
    left = [day for day in worked if not any(first <= day <= last for first, last in leaves)]
    return len(left) < min(_SHORT_WEEK, len(worked))


def _age(pairing: Pairing) -> tuple[date, int]:
    return pairing.starts_on, pairing.id


def _is_together(pairing: Pairing, week: date) -> bool:
    days = week_of(week)
    return pairing.starts_on < days.end and (
        pairing.ends_on is None or pairing.ends_on >= days.start
    )


def _tasks(
    pairings: Sequence[Pairing], *, due_on: date, workdays: Workdays, joint: bool
) -> tuple[Task, ...]:
    return tuple(
        Task(
            pairing=pairing,
            kind=kind,
            due_on=due_on,
            is_joint=joint and kind is TaskKind.REVIEW and len(pairings) > 1,
            is_optional=_is_short_first_week(pairing, due_on, workdays),
        )
        for pairing in pairings
        for kind in TaskKind
    )


def _is_short_first_week(pairing: Pairing, due_on: date, workdays: Workdays) -> bool:
    week = week_of(due_on)
    if pairing.starts_on < week.start:
        return False
    return workdays.between(type(week)(start=pairing.starts_on, end=week.end)) < _SHORT_WEEK


def _owed(plan: WeekPlan) -> WeekPlan:
    return WeekPlan(tasks=tuple(task for task in plan.tasks if not task.is_optional))


def _one_of_each(pairings: Sequence[Pairing], monday: date, due_on: date) -> tuple[Task, ...]:
    """Three tasks for the mentor; whose turn it is goes round by weeks."""
    if not pairings:
        return ()
    turn = monday.toordinal() // 7
    return tuple(
        Task(pairing=pairings[(turn + nth) % len(pairings)], kind=kind, due_on=due_on)
        for nth, kind in enumerate(TaskKind)
    )
