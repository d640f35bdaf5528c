"""A HRBP sees of her branch what HR sees, of nobody else anything, and decides nothing (RULES)."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.mentoring import Match, pair
from rules.alert import AlertFacts, RiskList
from rules.course import Courses
from rules.errors import NotAllowed, NotFound
from rules.leaving import Leaver
from rules.mentor_desk import MenteeCard
from rules.probation_view import DossierReady, ProbationView
from rules.retention_view import RetentionView
from rules.statement import Statement
from rules.target_record import NoTarget
from storage.pulse import Answers
from storage.store import Store
from tests.asking import asks
from tests.builders import a_deal, a_hire, given_plan, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run
from tests.risk_team import TUESDAY, WEEKS, RiskTeam

#: Who asks -> the branch she is HRBP of.
_HRBPS = {"A010": "华东分公司", "A011": "华南分公司", "A012": ""}
_ALL = list(_HRBPS)


async def _company(store: Store, *, branch: str = "华东分公司") -> None:
    """Let Lei, of the branch in the east, be red."""
    await given_plan(store)
    await take_in(
        store,
        a_hire(
            "A001",
            name="李雷",
            manager="A003",
            hired_on="2026-09-28",
            contract_months=36,
            probation_ends_on="2027-03-27",
            branch=branch,
        ),
        a_hire("A002", roles=["mentor"]),
        a_hire("A003", roles=["manager"]),
        a_hire("A004", roles=["rep"]),
        *(a_hire(number, roles=["hrbp"], branch=hers) for number, hers in _HRBPS.items()),
        a_deal("D1", employee_id="A001", closed_at="2026-10-04T10:00:00+08:00"),
        a_deal("F1", employee_id="A004", closed_at="2026-11-04T10:00:00+08:00"),
        a_deal("F2", employee_id="A004", closed_at="2026-11-11T10:00:00+08:00"),
        a_deal("F3", employee_id="A004", closed_at="2026-11-18T10:00:00+08:00"),
    )
    async with store.begin() as uow:
        people = await uow.people.by_id([1, 2])
        await pair(
            Match(rep=people[1], mentor=people[2], since=date(2026, 10, 1)),
            uow,
            at=TUESDAY,
            actor="test",
        )
        for week in WEEKS:
            await uow.pulses.save(1, week, Answers(satisfaction=6, applied=6), at=TUESDAY)
    await RiskTeam(store).courses(7, 10)
    await run(store, "risk", TUESDAY)


_SEEN = [
    pytest.param("commission", "李雷的提成", "", Statement, id="sums"),
    pytest.param("probation", "试用期 李雷", "", ProbationView, id="probation"),
    pytest.param("dossier", "", "1", DossierReady, id="evidence"),
    pytest.param("courses", "李雷的课程", "", Courses, id="courses"),
    pytest.param("mentee", "李雷 近况", "", MenteeCard, id="mentoring"),
    pytest.param("target", "李雷的目标", "", NoTarget, id="target"),
    pytest.param("leaver", "", "1", Leaver, id="what a leaver has open"),
    pytest.param("alert", "", "show:1", AlertFacts, id="an alert"),
]


@pytest.mark.parametrize(("route", "text", "argument", "kind"), _SEEN)
async def test_she_sees_her_branch_and_nobody_else(
    store: Store, route: str, text: str, argument: str, kind: type
) -> None:
    await _company(store)

    found = [
        await asks(store, one, route, text=text, argument=argument, at=TUESDAY) for one in _ALL
    ]

    assert isinstance(found[0], kind), found[0]
    assert all(isinstance(one, NotAllowed | NotFound) for one in found[1:]), found[1:]


async def test_who_belongs_nowhere_is_seen_by_no_hrbp(store: Store) -> None:
    await _company(store, branch="")

    found = [await asks(store, one, "probation", text="试用期 李雷", at=TUESDAY) for one in _ALL]

    assert all(isinstance(one, NotAllowed) for one in found)


async def test_she_reads_totals_and_figures_as_hr_does(store: Store) -> None:
    await _company(store)

    pay = await asks(store, "A010", "commission", text="李雷的提成", at=TUESDAY)
    mentoring = await asks(store, "A010", "mentee", text="李雷 近况", at=TUESDAY)

    assert isinstance(pay, Statement)
    assert pay.total is not None
    assert not pay.lines
    assert isinstance(mentoring, MenteeCard)
    assert mentoring.mean == "6.00"


async def test_her_lists_hold_her_branch_alone(store: Store) -> None:
    await _company(store)

    lists = [await asks(store, one, "risk_list", at=TUESDAY) for one in _ALL]
    reports = [await asks(store, one, "retention_report", at=TUESDAY) for one in _ALL]

    assert [len(one.alerts) for one in lists if isinstance(one, RiskList)] == [1, 0, 0]
    assert isinstance(reports[0], RetentionView)
    assert all(isinstance(one, NotFound) for one in reports[1:])


@pytest.mark.parametrize(
    ("route", "text", "argument"),
    [
        pytest.param("probation_change", "", "1:criteria", id="criteria"),
        pytest.param("probation_change", "", "1:outcome", id="the end of a probation"),
        pytest.param("probation_change", "", "1:pause", id="a pause"),
        pytest.param("join", "", "", id="hiring"),
        pytest.param("candidates", "", "", id="candidates"),
        pytest.param("pairing", "", "pair:1:2:2026-11-24", id="who mentors"),
        pytest.param("set_target", "李雷 目标 2 单 理由:先补产品知识", "", id="a target"),
        pytest.param("export_roster", "", "", id="the roster"),
        pytest.param("profile", "", "", id="the profile"),
    ],
)
async def test_what_changes_anything_is_not_hers(
    store: Store, route: str, text: str, argument: str
) -> None:
    await _company(store)

    found = await asks(store, "A010", route, text=text, argument=argument, at=TUESDAY)

    assert isinstance(found, NotAllowed)


async def test_a_manager_who_is_hrbp_sets_targets_of_her_own_reports_alone(store: Store) -> None:
    await _company(store)
    await take_in(store, a_hire("A013", roles=["hrbp", "manager"], branch="华东分公司"))

    found = await asks(
        store, "A013", "set_target", text="李雷 目标 2 单 理由:先补产品知识", at=TUESDAY
    )

    assert isinstance(found, NotAllowed)


async def test_she_sees_no_more_of_herself_than_anybody(store: Store) -> None:
    await _company(store)
    await take_in(
        store,
        a_hire(
            "A014",
            name="韩梅",
            roles=["hrbp", "rep"],
            branch="华东分公司",
            manager="A003",
            hired_on="2026-09-28",
            contract_months=36,
            probation_ends_on="2027-03-27",
        ),
    )

    found = await asks(store, "A014", "probation", text="试用期 韩梅", at=TUESDAY)

    assert isinstance(found, NotAllowed)


async def test_each_look_is_kept(store: Store) -> None:
    await _company(store)
    await asks(store, "A010", "alert", argument="show:1", at=TUESDAY)
    await asks(store, "A010", "probation", text="试用期 李雷", at=TUESDAY)

    read = await answers(store, "SELECT action FROM audit WHERE actor = 'person:5' ORDER BY id")
    assert read == [("risk.read",), ("probation.read",)]
