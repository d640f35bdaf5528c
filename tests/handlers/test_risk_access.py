"""Who sees a rep's risk (RULES): every route, every role, every standing; each look audited."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from handlers.dossier import dossier
from handlers.mentoring import Match, pair
from rules.alert import AlertFacts, RiskList
from rules.errors import NotAllowed, NotFound
from rules.intervention import AskIntervention
from rules.people import Role
from storage.pulse import Answers
from storage.store import Store
from tests.asking import asks, tries
from tests.builders import a_deal, a_hire, given_plan, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run
from tests.risk_team import TUESDAY, WEEKS, RiskTeam

#: How the asker stands to Lei (A001) -> her number.
_SCOPES = {
    "mentor": "A002",
    "manager": "A003",
    "above": "A004",
    "peer": "A005",
    "both": "A006",
}
_AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
_EACH = [pytest.param(r, s, id=f"{r}, {s}") for r, s in product(Role, _SCOPES)]


async def _company(store: Store, role: Role, scope: str) -> None:
    """Let Lei be red; all around her have one role."""
    await given_plan(store)
    manager = "A006" if scope == "both" else "A003"
    await take_in(
        store,
        a_hire(
            "A001",
            name="李雷",
            manager=manager,
            hired_on="2026-09-28",
            contract_months=36,
            probation_ends_on="2027-03-27",
        ),
        a_hire("A002", roles=[role.value]),
        a_hire("A003", roles=[role.value], manager="A004"),
        *(a_hire(number, roles=[role.value]) for number in ("A004", "A005", "A006")),
        a_deal("F1", employee_id="A005", closed_at="2026-11-04T10:00:00+08:00"),
        a_deal("F2", employee_id="A005", closed_at="2026-11-11T10:00:00+08:00"),
        a_deal("F3", employee_id="A005", closed_at="2026-11-18T10:00:00+08:00"),
    )
    async with store.begin() as uow:
        people = await uow.people.by_id([1, 2, 6])
        mentor = people[6 if scope == "both" else 2]
        match = Match(rep=people[1], mentor=mentor, since=date(2026, 10, 1))
        await pair(match, uow, at=TUESDAY, actor="test")
        for week in WEEKS:
            await uow.pulses.save(1, week, Answers(satisfaction=6, applied=6), at=TUESDAY)
    await _courses(store)
    await run(store, "risk", TUESDAY)


async def _courses(store: Store) -> None:
    await RiskTeam(store).courses(7, 10)


async def _asks(
    store: Store, number: str, route: str, *, text: str = "", argument: str = ""
) -> object:
    return await asks(store, number, route, argument, text=text, at=_AT)


async def _tries(
    store: Store, number: str, route: str, *, text: str = "", argument: str = ""
) -> object:
    return await tries(store, number, route, argument, text=text, at=_AT)


def _sees(role: Role, scope: str) -> str:
    """Give what RULES allow: facts to the direct manager, all to HR, nothing to anybody else."""
    if scope == "manager":
        return "facts"
    if scope == "both":
        return "without pulse"
    return "all" if role is Role.HR and scope == "peer" else "nothing"


def _shown(answer: object) -> str:
    if not isinstance(answer, AlertFacts):
        assert isinstance(answer, NotAllowed)
        return "nothing"
    if answer.level:
        assert answer.on[1].mean == "6.00"
        return "all"
    assert not any(one.mean or one.ratings for one in answer.signals)
    return "facts" if len(answer.on) == 3 else "without pulse"


@pytest.mark.parametrize(("role", "scope"), _EACH)
async def test_who_may_see_it_sees_and_does_as_far_as_that_goes(
    store: Store, role: Role, scope: str
) -> None:
    """One company for all that she may try: what she does in it is undone."""
    await _company(store, role, scope)
    number, sight = _SCOPES[scope], _sees(role, scope)

    await _acts_where_she_sees(store, number, may=sight != "nothing")
    await _records_where_she_sees(store, number, may=sight != "nothing")
    may_ask = role in {Role.HR, Role.HRBP, Role.MANAGER}
    assert await _listed(store, number) == (["李雷"] if may_ask and sight != "nothing" else [])
    await _is_shown_and_audited(store, number, sight)


async def _acts_where_she_sees(store: Store, number: str, *, may: bool) -> None:
    for act in ("take:1", "hand:1", "fine:1"):
        answer = await _tries(store, number, "alert", argument=act)

        assert isinstance(answer, NotAllowed) is not may, act


async def _records_where_she_sees(store: Store, number: str, *, may: bool) -> None:
    pressed = await _tries(store, number, "intervention", argument="1")
    typed = await _tries(store, number, "intervention", text="跟进李雷谈话内容:聊聊")

    assert isinstance(pressed, AskIntervention) is may
    assert isinstance(typed, AskIntervention if may else NotFound)


async def _listed(store: Store, number: str) -> list[str]:
    listed = await _tries(store, number, "risk_list", text="风险名单")
    return [one.name for one in listed.alerts] if isinstance(listed, RiskList) else []


async def _is_shown_and_audited(store: Store, number: str, sight: str) -> None:
    shown = await _asks(store, number, "alert", argument="show:1")

    assert _shown(shown) == sight
    audited = await answers(store, "SELECT actor, subject FROM audit WHERE action = 'risk.read'")
    assert audited == ([] if sight == "nothing" else [(f"person:{int(number[1:])}", "person:1")])


@pytest.mark.parametrize("route", ["alert", "intervention", "risk_list"])
async def test_she_herself_sees_none_of_it(store: Store, route: str) -> None:
    await _company(store, Role.HR, "peer")
    arguments = {"alert": "show:1", "intervention": "1", "risk_list": ""}

    answer = await _asks(store, "A001", route, argument=arguments[route])

    assert isinstance(answer, NotAllowed)


async def test_no_dossier_holds_an_alert_or_what_was_done_about_it(store: Store) -> None:
    await _company(store, Role.HR, "peer")
    await _asks(store, "A003", "alert", argument="take:1")

    async with store.begin() as uow:
        found = await dossier(uow, "A001", at=TUESDAY, actor="cli", default_plan="standard")

    said = str(found.tables).lower()
    assert [word for word in ("alert", "risk", "red", "amber", "预警") if word in said] == []
