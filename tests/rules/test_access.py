"""Who may see whose pay (RULES, "Who sees what"), for every role and every standing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.access import (
    PaySight,
    RiskSight,
    Standing,
    may_keep_probation,
    may_see_pay,
    may_see_probation,
    may_see_risk,
    standing,
)
from rules.people import Person, Role


def _person(id_: int, *roles: Role, manager: int | None = None) -> Person:
    return Person(
        id=id_, number=f"A{id_}", name=f"P{id_}", roles=frozenset(roles), manager_id=manager
    )


def _standing(said: str) -> Standing:
    return Standing(
        is_self=said == "self",
        is_manager=said in ("manager", "both"),
        is_managers_manager=said in ("manager's manager", "both"),
    )


_STRANGER = _standing("none")


@pytest.mark.parametrize(
    ("role", "sight"),
    [
        pytest.param(Role.FINANCE, PaySight.LINES, id="finance sees lines"),
        pytest.param(Role.HR, PaySight.TOTAL, id="HR sees totals"),
        pytest.param(Role.REP, PaySight.NOTHING, id="a peer sees nothing"),
        pytest.param(Role.MENTOR, PaySight.NOTHING, id="a mentor sees nothing"),
        pytest.param(Role.MANAGER, PaySight.NOTHING, id="another's manager sees nothing"),
        pytest.param(Role.SALES_OPS, PaySight.NOTHING, id="the sales office sees nothing"),
        pytest.param(Role.TRAINER, PaySight.NOTHING, id="a trainer sees nothing"),
        pytest.param(Role.ADMIN, PaySight.NOTHING, id="an administrator sees nothing"),
    ],
)
def test_a_role_alone_gives_its_sight(role: Role, sight: PaySight) -> None:
    assert may_see_pay(_person(1, role), _STRANGER) is sight


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_her_own_line_by_line(role: Role) -> None:
    assert may_see_pay(_person(1, role), _standing("self")) is PaySight.LINES


@pytest.mark.parametrize(
    ("how", "sees_pay", "sight"),
    [
        pytest.param("manager", "", PaySight.RESULTS, id="her manager: results"),
        pytest.param("manager", "yes", PaySight.TOTAL, id="where the site allows it: sums"),
        pytest.param("manager's manager", "", PaySight.DEAL_COUNT, id="one up: counts"),
        pytest.param("manager's manager", "yes", PaySight.DEAL_COUNT, id="one up: never sums"),
        pytest.param("both", "yes", PaySight.DEAL_COUNT, id="both: the narrower"),
    ],
)
def test_her_managers_see_as_far_as_the_site_says(how: str, sees_pay: str, sight: PaySight) -> None:
    actor = _person(1, Role.MANAGER)

    assert may_see_pay(actor, _standing(how), manager_sees_pay=bool(sees_pay)) is sight


@pytest.mark.parametrize(
    ("roles", "how", "sight"),
    [
        pytest.param([Role.HR, Role.FINANCE], "none", PaySight.TOTAL, id="HR and finance"),
        pytest.param([Role.FINANCE], "manager", PaySight.RESULTS, id="finance, her manager"),
        pytest.param([Role.HR], "manager", PaySight.RESULTS, id="HR, her manager"),
        pytest.param([Role.HR], "manager's manager", PaySight.DEAL_COUNT, id="HR, one up"),
        pytest.param([Role.MENTOR, Role.FINANCE], "none", PaySight.LINES, id="mentor in finance"),
    ],
)
def test_the_narrowest_of_two_wins(roles: list[Role], how: str, sight: PaySight) -> None:
    assert may_see_pay(_person(1, *roles), _standing(how)) is sight


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        pytest.param(_person(1, manager=2), "self", id="herself"),
        pytest.param(_person(2, manager=3), "manager", id="her manager"),
        pytest.param(_person(3), "manager's manager", id="one up"),
        pytest.param(_person(4, manager=2), "none", id="a peer under the same manager"),
    ],
)
def test_how_two_people_stand_is_read_from_the_roster(actor: Person, expected: str) -> None:
    subject = _person(1, manager=2)

    assert standing(actor, subject, managers_manager_id=3) == _standing(expected)


def test_without_a_manager_nobody_is_one() -> None:
    assert standing(_person(2), _person(1), managers_manager_id=None) == _STRANGER


@pytest.mark.parametrize(
    ("hers", "theirs", "is_so"),
    [
        pytest.param("华东", "华东", True, id="one branch"),
        pytest.param("East  Branch", "east branch", True, id="written otherwise"),
        pytest.param("华东", "华南", False, id="another branch"),
        pytest.param("", "", False, id="neither has one"),
        pytest.param("华东", "", False, id="she belongs nowhere"),
        pytest.param("", "华东", False, id="a HRBP of nothing"),
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_a_hrbp_is_hr_of_her_branch(role: Role, hers: str, theirs: str, *, is_so: bool) -> None:
    actor = replace(_person(1, role), branch=hers)
    subject = replace(_person(2, Role.REP), branch=theirs)
    how = standing(actor, subject, managers_manager_id=None)

    assert how.is_hrbp is (role is Role.HRBP and is_so)
    if role is Role.HRBP:
        assert may_see_pay(actor, how) is (PaySight.TOTAL if is_so else PaySight.NOTHING)
        assert may_see_probation(actor, subject) is is_so
        assert not may_keep_probation(actor, subject)


def test_a_hrbp_who_manages_her_reads_as_a_manager() -> None:
    actor = replace(_person(2, Role.HRBP, Role.MANAGER), branch="华东")
    subject = replace(_person(1, Role.REP, manager=2), branch="华东")
    how = standing(actor, subject, managers_manager_id=None)

    assert may_see_pay(actor, how) is PaySight.RESULTS
    assert may_see_risk(actor, how, is_mentor=False) is RiskSight.FACTS
    assert may_keep_probation(actor, subject)
