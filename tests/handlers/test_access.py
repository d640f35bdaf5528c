"""Who sees whose pay (RULES): every route, every role, however one stands to the other."""

from __future__ import annotations

import pytest

from handlers.interaction import Interaction
from handlers.routes import BY_ID, ROUTES
from handlers.understanding import understand
from rules.errors import FootholdError, NotAllowed
from rules.people import Role
from rules.statement import Explanation, Help, Statement, WhatIf
from storage.store import Store
from tests.builders import AT, a_deal, a_hire, given_plan, take_in

_LEI = "A001"
#: How the asker stands to Lei -> the employee number she has.
_SCOPES = {"manager": "A002", "above": "A003", "peer": "A004"}
_SHOWN = {"nothing": "", "counts": "n", "results": "nb", "total": "nbt", "lines": "nbtl"}
#: What a role gives alone; all others give nothing.
_BY_ROLE = {Role.HR: "total", Role.FINANCE: "lines"}
_BY_SCOPE = {"manager": "results", "above": "counts"}


def _expected(role: Role, scope: str) -> str:
    """Give what RULES allow; where role and standing differ, the narrower."""
    held = [level for level in (_BY_ROLE.get(role), _BY_SCOPE.get(scope)) if level]
    return min(held, key=list(_SHOWN).index, default="nothing")


async def _company(store: Store, role: Role) -> int:
    """Hire Lei and those around her, all with one role; give the id of Lei's newest line."""
    await given_plan(store)
    await take_in(
        store,
        a_hire(_LEI, name="李雷", manager="A002"),
        a_hire("A002", manager="A003", roles=[role.value]),
        a_hire("A003", roles=[role.value]),
        a_hire("A004", roles=[role.value]),
        a_deal("D1", employee_id=_LEI),
    )
    async with store.read() as uow:
        line = await uow.ledger.last_line(1)
    assert line is not None
    return line.id


async def _asks(
    store: Store, route: str, number: str, *, text: str = "", argument: str = ""
) -> object:
    """Run a route as somebody; give the facts, or the refusal."""
    async with store.read() as uow:
        person = (await uow.people.by_number([number]))[number][0]
        understood = understand(text, today=AT.date())
        interaction = Interaction(
            id="i", person=person, at=AT, understood=understood, argument=argument
        )
        try:
            return await BY_ID[route].handler(interaction, uow)
        except FootholdError as error:
            return error


def _shown(answer: object) -> str:
    if not isinstance(answer, Statement):
        assert isinstance(answer, NotAllowed)
        return ""
    parts = {
        "n": answer.deals > 0,
        "b": answer.base is not None,
        "t": answer.total is not None and answer.period_total is not None,
        "l": bool(answer.lines) and answer.states is not None,
    }
    return "".join(letter for letter, is_shown in parts.items() if is_shown)


@pytest.mark.parametrize("role", list(Role))
async def test_anothers_commission(store: Store, role: Role) -> None:
    await _company(store, role)

    for scope, number in _SCOPES.items():
        answer = await _asks(store, "commission", number, text="李雷的提成")

        assert _shown(answer) == _SHOWN[_expected(role, scope)], scope


@pytest.mark.parametrize("role", list(Role))
async def test_why_is_answered_to_oneself_alone(store: Store, role: Role) -> None:
    line_id = await _company(store, role)

    for scope, number in _SCOPES.items():
        other = await _asks(store, "why", number, argument=f"line:{line_id}")
        event = await _asks(store, "why", number, argument="event:crm/close-D1")

        assert isinstance(other, NotAllowed), scope
        assert not isinstance(event, Explanation), scope


@pytest.mark.parametrize("scope", list(_SCOPES))
async def test_a_question_is_asked_of_ones_own_line_alone(store: Store, scope: str) -> None:
    line_id = await _company(store, Role.FINANCE)

    answer = await _asks(store, "question", _SCOPES[scope], argument=f"line:{line_id}")

    assert isinstance(answer, NotAllowed)


@pytest.mark.parametrize("role", list(Role))
async def test_a_trial_is_on_ones_own_sum_whoever_asks(store: Store, role: Role) -> None:
    await _company(store, role)

    answer = await _asks(store, "what_if", "A002", text="假如李雷再签两万")
    mine = await _asks(store, "what_if", "A002", text="再签两万")

    assert not isinstance(answer, WhatIf) or answer.base_after == 2_000_000
    assert isinstance(mine, WhatIf)
    assert mine.base_after == 2_000_000


@pytest.mark.parametrize("role", list(Role))
async def test_ones_own_commission_is_seen_line_by_line(store: Store, role: Role) -> None:
    await _company(store, role)
    await take_in(store, a_deal("D2", employee_id="A004"))

    answer = await _asks(store, "commission", "A004", text="本月提成")

    assert _shown(answer) == "nbtl"


async def test_no_route_is_left_out_here(store: Store) -> None:
    await _company(store, Role.REP)

    assert {route.id for route in ROUTES} == {
        "greeting",  # as help, it names nobody
        "unreachable",  # tests/handlers/test_reach.py
        "courses",  # tests/handlers/test_course.py, as the next three
        "next_course",
        "course_done",
        "course_later",
        # Of trainers and HR alone (test_score.py).
        "record_score",
        "commission",
        "why",
        "what_if",
        "question",
        "help",
        # Whose they are is told in test_reported_deal.py.
        "report_deal",
        # Told in test_reach.py.
        "own_report",
        "decide_report",
        # Of one's own deal, and of who leads somebody (test_good_news.py).
        "good_news",
        "bind_group",
        "unbind_group",
        # They name nobody: one person's wish is not another's (test_preference.py).
        "preference",
        "reminders",
        # One's own cards alone (test_hidden_sum.py).
        "show_sums",
        # What one was asked oneself (test_waiting.py).
        "waiting",
        "ask_again",
        # Of HR and the administrator alone (test_reach.py).
        # Whom they are about is looked at in test_mentoring_access.py.
        "mentees",
        "mentee",
        "mentor_record",
        "mentor_visit",
        "mentor_joint",
        "mentor_leave",
        "pairing",
        "pulse",
        "mentor_change",
        "another_mentor",
        # One's own files, and one's own commission as one (test_attachments.py).
        "attachment",
        "export_commission",
        # One's own target, and who decides about another's (test_target.py).
        "target",
        "target_why",
        "target_ack",
        "target_answer",
        "target_decide",
        # Of HR and the direct manager alone (test_probation.py).
        "probation",
        "probation_change",
        "dossier",  # test_dossier.py
        "probation_ack",
        # Every role and standing: test_risk_access.py.
        "alert",
        "risk_list",
        "retention_report",  # test_retention_report.py
        "risk_model",  # of HR alone: test_risk_model.py
        "threshold",  # of HR alone: test_threshold.py
        "intervention",
        "intervention_outcome",
        # One's own alone.
        "held_data",
        "objection",
        # They name nobody: one's own team, mentor and probation (test_team.py, test_my_mentor.py,
        # test_my_probation.py).
        # HR's orders: every role in test_hr_access.py.
        "join",
        "join_code",
        "start_day",
        "leaver",
        "take_over",
        "set_plan",
        "set_target",
        "import_roster",
        "export_roster",
        "order",
        "to_undo",  # one's own orders alone (tests/journeys/test_table_undone.py)
        "team_status",
        "my_mentor",
        "my_probation",
        # Of HR, and of whoever leads the interview (test_interview.py, test_candidate.py).
        "interview",
        "candidate_score",
        "resume",
        # Of HR alone (test_hiring.py).
        "candidates",
        "screen",
        "decide_candidate",
        "tell_candidate",
        "profile",
        "profile_weights",
    }
    assert isinstance(await _asks(store, "help", _LEI), Help)
