"""Days of a leaving and a hand-over at their edges; who may see what of a leaver."""

from __future__ import annotations

from datetime import date

import pytest

from rules.errors import NotFound
from rules.leaving import (
    LeaveKind,
    may_hand_over,
    may_keep_roster,
    may_see_leaver,
    may_see_unpaid,
    read_due,
    read_left,
)
from rules.people import Person, Role

_TODAY, _HIRED = date(2026, 11, 24), date(2026, 9, 1)


def _person(number: int, *roles: Role, manager: int | None = None) -> Person:
    return Person(
        id=number,
        number=f"A{number}",
        name=f"P{number}",
        roles=frozenset(roles),
        manager_id=manager,
    )


@pytest.mark.parametrize(
    ("said", "message", "field"),
    [
        ({"left_on": "2026-11-25"}, "leaving.not_yet", "left_on"),
        ({"left_on": "2026-08-31"}, "leaving.before_hired", "left_on"),
        ({"left_on": "soon"}, "joining.bad_day", "left_on"),
        (
            {"left_on": "2026-11-24", "notice_on": "2026-11-25"},
            "leaving.notice_late",
            "notice_on",
        ),
        ({"left_on": "2026-11-24", "kind": "gone"}, "error.form_missing", "kind"),
    ],
)
def test_a_last_day_that_can_not_be(said: dict[str, str], message: str, field: str) -> None:
    with pytest.raises(NotFound) as refused:
        read_left(said, today=_TODAY, hired_on=_HIRED)

    assert (refused.value.message_id, refused.value.values["field"]) == (message, field)


@pytest.mark.parametrize("day", ["2026-09-01", "2026-11-24"])
def test_a_last_day_from_the_first_to_today(day: str) -> None:
    left = read_left({"left_on": day, "kind": "dismissal"}, today=_TODAY, hired_on=_HIRED)

    assert (left.left_on.isoformat(), left.kind) == (day, LeaveKind.DISMISSAL)


def test_nothing_said_is_today_for_another_reason() -> None:
    left = read_left({}, today=_TODAY, hired_on=None)

    assert (left.left_on, left.kind, left.notice_on) == (_TODAY, LeaveKind.OTHER, None)


@pytest.mark.parametrize("day", ["2026-11-24", "2027-05-23"])
def test_a_hand_over_from_today_to_half_a_year(day: str) -> None:
    assert read_due(day, today=_TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("day", ["2026-11-23", "2027-05-24", "x"])
def test_a_hand_over_on_another_day_is_refused(day: str) -> None:
    with pytest.raises(NotFound):
        read_due(day, today=_TODAY)


def test_a_hand_over_without_a_day_has_a_week() -> None:
    assert read_due("", today=_TODAY) == date(2026, 12, 1)


_LEAVER = _person(1, Role.REP, manager=2)


@pytest.mark.parametrize(
    ("actor", "sees", "gives", "unpaid"),
    [
        pytest.param(_LEAVER, "", "", "", id="herself"),
        pytest.param(_person(2, Role.MANAGER), "sees", "gives", "", id="her manager"),
        pytest.param(_person(2, Role.MANAGER, Role.HR), "sees", "gives", "", id="manager and HR"),
        pytest.param(_person(3, Role.HR), "sees", "gives", "unpaid", id="HR"),
        pytest.param(_person(3, Role.FINANCE), "sees", "", "unpaid", id="finance"),
        *(
            pytest.param(_person(3, role), "", "", "", id=f"another {role}")
            for role in Role
            if role not in {Role.HR, Role.FINANCE}
        ),
    ],
)
def test_who_sees_a_leaver(actor: Person, sees: str, gives: str, unpaid: str) -> None:
    assert may_see_leaver(actor, _LEAVER) is bool(sees)
    assert may_hand_over(actor, _LEAVER) is bool(gives)
    assert may_see_unpaid(actor, _LEAVER) is bool(unpaid)


@pytest.mark.parametrize("role", list(Role))
def test_the_roster_is_hrs(role: Role) -> None:
    assert may_keep_roster(_person(3, role)) is (role is Role.HR)
