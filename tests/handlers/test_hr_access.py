"""Who may give HR's orders, and see what a leaver has open: every role, every standing."""

from __future__ import annotations

import pytest

from rules.errors import FootholdError, NotAllowed
from rules.joining import AskJoin
from rules.leaving import Leaver
from rules.order import OrderShown
from rules.people import Role
from rules.roster import RosterExport
from storage.store import Store
from tests.asking import asks, tries
from tests.builders import PLAN, a_deal, a_hire, given_plan, take_in

_LEI = "A001"
_SPRINT = PLAN.replace('name = "standard"', 'name = "sprint"')
#: How the asker stands to Lei -> her number.
_SCOPES = {"manager": "A002", "above": "A003", "peer": "A004", "herself": "A001"}


async def _company(store: Store, role: Role) -> None:
    await given_plan(store)
    await given_plan(store, _SPRINT)
    roles = [role.value]
    await take_in(
        store,
        a_hire(_LEI, name="李雷", manager="A002", roles=roles),
        a_hire("A002", manager="A003", roles=roles),
        a_hire("A003", roles=roles),
        a_hire("A004", roles=roles),
        a_deal("D1", employee_id=_LEI),
    )


@pytest.mark.parametrize("role", list(Role))
async def test_a_leavers_card(store: Store, role: Role) -> None:
    await _company(store, role)

    for scope, number in _SCOPES.items():
        _is_hers(await tries(store, number, "leaver", text="离职 李雷"), role, scope)


def _is_hers(answer: object, role: Role, scope: str) -> None:
    of_the_house = role in {Role.HR, Role.FINANCE} and scope != "herself"
    assert isinstance(answer, Leaver) is (scope == "manager" or of_the_house)
    if isinstance(answer, Leaver):
        sees_sum = of_the_house and scope != "manager"
        assert (answer.unpaid_minor == 45_000) is sees_sum
        assert (answer.unpaid_minor is None) is not sees_sum
        assert answer.may_hand_over is (scope == "manager" or role is Role.HR)
        assert answer.may_leave is (role is Role.HR)
    else:
        assert isinstance(answer, NotAllowed)


@pytest.mark.parametrize("role", list(Role))
async def test_handing_over(store: Store, role: Role) -> None:
    await _company(store, role)

    for scope, number in _SCOPES.items():
        answer = await tries(store, number, "take_over", "1:deal")

        may = scope == "manager" or (role is Role.HR and scope != "herself")
        assert isinstance(answer, NotAllowed) is not may, scope


@pytest.mark.parametrize("role", list(Role))
async def test_the_roster_and_plans_are_hrs(store: Store, role: Role) -> None:
    await _company(store, role)

    for route, text, gives in (
        ("join", "入职 王芳 A105", AskJoin),
        ("set_plan", "A001 用 sprint 方案", OrderShown),
        ("export_roster", "导出花名册", RosterExport),
    ):
        answer = await tries(store, "A004", route, text=text)

        assert isinstance(answer, gives if role is Role.HR else NotAllowed), route


@pytest.mark.parametrize("role", list(Role))
async def test_a_link_code_is_hrs_to_give(store: Store, role: Role) -> None:
    await _company(store, role)

    answer = await asks(store, "A004", "join_code", "1")

    assert isinstance(answer, OrderShown if role is Role.HR else NotAllowed)


@pytest.mark.parametrize("role", list(Role))
async def test_an_import_is_hrs(store: Store, role: Role) -> None:
    await _company(store, role)

    answer = await asks(store, "A004", "import_roster", text="导入花名册")

    assert isinstance(answer, FootholdError)
    assert isinstance(answer, NotAllowed) is (role is not Role.HR)


@pytest.mark.parametrize("role", list(Role))
async def test_a_target_is_proposed_by_hr_and_her_manager(store: Store, role: Role) -> None:
    await _company(store, role)

    for scope, number in _SCOPES.items():
        answer = await tries(store, number, "set_target", text="A001 目标 2 单 理由 新人")

        by_manager = role is Role.MANAGER and scope == "manager"
        may = scope != "herself" and (role is Role.HR or by_manager)
        assert isinstance(answer, OrderShown) is may, scope
        assert isinstance(answer, NotAllowed) is not may, scope


@pytest.mark.parametrize("role", list(Role))
async def test_an_order_is_whose_it_is(store: Store, role: Role) -> None:
    await _company(store, role)
    await asks(store, "A002", "set_target", text="A001 目标 2 单 理由 新人")

    answer = await asks(store, "A003", "order", "do:1")

    assert isinstance(answer, FootholdError)
    may_write = role in {Role.HR, Role.MANAGER}
    assert isinstance(answer, NotAllowed) is may_write
