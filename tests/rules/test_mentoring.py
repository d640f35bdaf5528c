"""What a mentor owes in a week, within her cap, and what counts as done."""

from __future__ import annotations

from datetime import date

import pytest

from rules.mentoring import (
    MentoringPolicy,
    Pairing,
    TaskKind,
    TaskState,
    WeekPlan,
    plan_week,
    task_state,
)
from rules.workdays import OfficialYear, Workdays

_MONDAY = date(2026, 11, 2)
_HOLIDAY = Workdays(
    official={2026: OfficialYear(off=frozenset(date(2026, 10, n) for n in range(1, 8)))}
)


def _pairs(count: int, *, starts_on: date = date(2026, 9, 1)) -> list[Pairing]:
    return [Pairing(id=n, mentor_id=900, rep_id=100 + n, starts_on=starts_on) for n in range(count)]


def _plan(pairs: list[Pairing], *, cap: int = 6, **more: bool) -> WeekPlan:
    return plan_week(
        pairs,
        week=_MONDAY,
        workdays=Workdays(),
        policy=MentoringPolicy(weekly_cap=cap, strict_seed=more.pop("strict_seed", False)),
        **more,
    )


@pytest.mark.parametrize(
    ("mentees", "cap", "load", "stand_ins"),
    [
        pytest.param(0, 6, 0, 0, id="no mentee"),
        pytest.param(1, 6, 3, 0, id="one: three tasks"),
        pytest.param(2, 6, 6, 0, id="two: at the cap"),
        pytest.param(2, 5, 5, 0, id="two, one over: a joint review"),
        pytest.param(2, 4, 3, 1, id="two, a joint review is not enough"),
        pytest.param(3, 6, 6, 1, id="three: a stand-in for one"),
        pytest.param(3, 7, 7, 0, id="three within seven: a joint review"),
        pytest.param(5, 6, 6, 3, id="five: stand-ins for three"),
        pytest.param(1, 2, 0, 1, id="a cap under one pairing"),
    ],
)
def test_a_week_stays_within_the_cap(mentees: int, cap: int, load: int, stand_ins: int) -> None:
    plan = _plan(_pairs(mentees), cap=cap)

    assert (plan.load, len(plan.needs_stand_in)) == (load, stand_ins)


def test_each_pairing_has_one_of_each_kind() -> None:
    plan = _plan(_pairs(2))

    assert [(task.pairing.id, task.kind) for task in plan.tasks] == [
        (pair, kind) for pair in (0, 1) for kind in TaskKind
    ]
    assert {task.due_on for task in plan.tasks} == {date(2026, 11, 6)}


def test_a_joint_review_has_a_line_for_each_mentee() -> None:
    plan = _plan(_pairs(3), cap=7)

    joint = [task for task in plan.tasks if task.is_joint]

    assert [(task.kind, task.pairing.rep_id) for task in joint] == [
        (TaskKind.REVIEW, 100),
        (TaskKind.REVIEW, 101),
        (TaskKind.REVIEW, 102),
    ]


def test_a_stand_in_is_proposed_for_the_youngest_pairing() -> None:
    old, new = _pairs(2), Pairing(id=7, mentor_id=900, rep_id=107, starts_on=date(2026, 10, 5))

    assert _plan([new, *old]).needs_stand_in == (new,)


def test_a_mentor_on_leave_owes_nothing_and_a_stand_in_is_proposed_for_all() -> None:
    pairs = _pairs(2)

    plan = _plan(pairs, is_away=True)

    assert (plan.tasks, plan.needs_stand_in) == ((), tuple(pairs))


@pytest.mark.parametrize(
    ("starts_on", "optional"),
    [
        pytest.param(date(2026, 11, 3), False, id="a Tuesday: four days"),
        pytest.param(date(2026, 11, 4), False, id="a Wednesday: three days"),
        pytest.param(date(2026, 11, 5), True, id="a Thursday: two days"),
        pytest.param(date(2026, 11, 2), False, id="a Monday"),
        pytest.param(date(2026, 10, 30), False, id="the week before"),
    ],
)
def test_a_short_first_week_is_optional(*, starts_on: date, optional: bool) -> None:
    plan = _plan(_pairs(1, starts_on=starts_on))

    assert {task.is_optional for task in plan.tasks} == {optional}


def test_optional_tasks_are_no_load() -> None:
    pairs = [*_pairs(2), Pairing(id=9, mentor_id=900, rep_id=109, starts_on=date(2026, 11, 5))]

    assert _plan(pairs).needs_stand_in == ()


def test_who_is_not_paired_in_the_week_brings_no_task() -> None:
    ended = Pairing(
        id=1, mentor_id=900, rep_id=1, starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 1)
    )
    ends = Pairing(
        id=2, mentor_id=900, rep_id=2, starts_on=date(2026, 9, 1), ends_on=date(2026, 11, 2)
    )
    coming = Pairing(id=3, mentor_id=900, rep_id=3, starts_on=date(2026, 11, 9))

    assert {task.pairing.id for task in _plan([ended, ends, coming]).tasks} == {2}


def test_a_week_without_a_workday_asks_for_nothing() -> None:
    off = Workdays(off=frozenset(date(2026, 11, n) for n in range(2, 7)))

    plan = plan_week(_pairs(1), week=_MONDAY, workdays=off, policy=MentoringPolicy())

    assert (plan.tasks, plan.needs_stand_in) == ((), ())


def test_in_a_holiday_week_the_last_workday_is_the_due_day() -> None:
    plan = plan_week(_pairs(1), week=date(2026, 9, 28), workdays=_HOLIDAY, policy=MentoringPolicy())

    assert {task.due_on for task in plan.tasks} == {date(2026, 9, 30)}


def test_by_the_letter_it_is_three_for_the_mentor_and_turns_go_round() -> None:
    def turn(week: date) -> list[int]:
        plan = plan_week(
            _pairs(2), week=week, workdays=Workdays(), policy=MentoringPolicy(strict_seed=True)
        )
        return [task.pairing.id for task in plan.tasks]

    assert sorted({*turn(_MONDAY)}) == [0, 1]
    assert len(turn(_MONDAY)) == 3
    assert turn(_MONDAY) != turn(date(2026, 11, 9))
    assert _plan([], strict_seed=True).tasks == ()


@pytest.mark.parametrize(
    ("done_on", "today", "state"),
    [
        pytest.param(None, "11-06", TaskState.OPEN, id="open on the due day"),
        pytest.param(None, "11-09", TaskState.OPEN, id="open in the workday of grace"),
        pytest.param(None, "11-10", TaskState.MISSED, id="missed after it"),
        pytest.param("11-06", "11-10", TaskState.DONE, id="done on the due day"),
        pytest.param("11-07", "11-10", TaskState.LATE, id="on Saturday: late"),
        pytest.param("11-09", "11-10", TaskState.LATE, id="one workday late"),
        pytest.param("11-10", "11-10", TaskState.MISSED, id="two workdays late"),
    ],
)
def test_what_counts_as_done(done_on: str | None, today: str, state: TaskState) -> None:
    found = task_state(
        due_on=date(2026, 11, 6),
        done_on=None if done_on is None else date.fromisoformat(f"2026-{done_on}"),
        today=date.fromisoformat(f"2026-{today}"),
        workdays=Workdays(),
        is_optional=False,
    )

    assert found is state


def test_an_optional_task_is_never_missed() -> None:
    found = task_state(
        due_on=date(2026, 11, 6),
        done_on=None,
        today=date(2026, 12, 1),
        workdays=Workdays(),
        is_optional=True,
    )

    assert found is TaskState.OPTIONAL
