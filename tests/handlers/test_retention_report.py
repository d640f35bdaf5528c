"""留存报告: HR reads all, a manager her own team, nobody else; each look is audited."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.understanding import Intent, understand
from rules.errors import NotAllowed, NotFound
from rules.people import Role
from rules.retention_view import AS_FILE, RetentionSheet, RetentionView
from rules.risk import Assessment, Level
from storage.store import Store
from tests.asking import asks
from tests.builders import AT, Event, a_hire, an_event, take_in
from tests.jobs.crew import answers


def _hired(number: str, manager: str, **more: object) -> Event:
    dates = {"hired_on": "2026-01-05", "probation_ends_on": "2026-06-30"}
    return a_hire(number, manager=manager, **{**dates, **more})


@pytest.fixture
async def company(store: Store) -> Store:
    """Four hired in January: two confirmed, one resigned, one dismissed; one hired in October."""
    await take_in(
        store,
        a_hire("M1", roles=["manager"]),
        a_hire("M2", roles=["manager"]),
        a_hire("H1", roles=["hr"]),
        a_hire("P1", roles=["rep"]),
        *(_hired(f"A{n}", "M1") for n in range(3)),
        _hired("A3", "M2"),
        _hired("A4", "M1", hired_on="2026-10-05", probation_ends_on="2027-04-01"),
        an_event("c0", "employee.confirmed", {"employee_id": "A0", "confirmed_on": "2026-06-30"}),
        an_event("c3", "employee.confirmed", {"employee_id": "A3", "confirmed_on": "2026-06-30"}),
        an_event("l1", "employee.left", {"employee_id": "A1", "kind": "resignation",
                                         "last_active_on": "2026-03-02"}),
        an_event("l2", "employee.left", {"employee_id": "A2", "kind": "dismissal",
                                         "last_active_on": "2026-05-04"}),
    )  # fmt: skip
    return store


async def _asks(store: Store, number: str) -> RetentionView:
    found = await asks(store, number, "retention_report")
    assert isinstance(found, RetentionView), found
    return found


async def test_hr_reads_every_month_with_resignations_and_dismissals_apart(company: Store) -> None:
    found = await _asks(company, "H1")

    october, january = found.cohorts
    assert (january.hired, january.confirmed, january.resigned, january.dismissed) == (4, 2, 1, 1)
    assert january.is_too_few
    assert (october.running, october.retention, october.is_too_few) == (1, None, False)
    assert not found.is_team


async def test_a_manager_reads_her_own_team_alone(company: Store) -> None:
    found = await _asks(company, "M1")

    assert [(one.month, one.hired) for one in found.cohorts] == [("2026-10", 1), ("2026-01", 3)]
    assert found.is_team
    assert found.effect is None


async def test_a_manager_of_nobody_new_is_told_so(company: Store) -> None:
    await take_in(company, a_hire("M3", roles=["manager"]))

    assert isinstance(await asks(company, "M3", "retention_report"), NotFound)


@pytest.mark.parametrize(("number", "hired"), [("H1", 5), ("M1", 4)])
async def test_the_file_holds_what_the_card_told_and_is_a_look_of_its_own(
    company: Store, number: str, hired: int
) -> None:
    told = await _asks(company, number)
    found = await asks(company, number, "retention_report", AS_FILE)

    assert found == RetentionSheet(view=told, on=AT.date())
    assert told.hired == hired
    looks = "SELECT action FROM audit WHERE action = 'retention.report'"
    assert await answers(company, looks) == [("retention.report",)] * 2


async def test_reps_are_counted_and_neither_managers_nor_hr_who_came_on_probation(
    company: Store,
) -> None:
    await take_in(
        company,
        _hired("M4", "M1", roles=["manager"]),
        _hired("H2", "M1", roles=["hr"]),
        _hired("T1", "M1", roles=["mentor"]),
        _hired("A5", "M1", roles=["rep", "mentor"]),
    )

    of_all, of_hers = await _asks(company, "H1"), await _asks(company, "M1")

    assert [(one.month, one.hired) for one in of_all.cohorts] == [("2026-10", 1), ("2026-01", 5)]
    assert of_hers.hired == 5
    assert of_all.hired == 6


async def test_who_was_a_rep_on_her_probation_counts_when_she_leads_others_now(
    company: Store,
) -> None:
    """Else the best of a month would be missing from it."""
    async with company.begin() as uow:
        who = (await uow.people.by_number(["A0"]))["A0"][0]
        seen = Assessment(person_id=who.id, week=date(2026, 3, 2), level=Level.NONE)
        await uow.risks.add([seen], night=date(2026, 3, 3), at=AT)
    for number in ("A0", "A4"):
        said = {"employee_id": number, "roles": ["manager"]}
        await take_in(company, an_event(f"up-{number}", "employee.updated", said))

    found = await _asks(company, "H1")

    # A4 was never looked at as a rep: nothing says that she was one.
    assert [(one.month, one.hired) for one in found.cohorts] == [("2026-01", 4)]


_READ_IT = {Role.HR, Role.HRBP, Role.MANAGER}


async def test_a_hrbp_reads_of_her_branch_alone(company: Store) -> None:
    await take_in(company, a_hire("B1", roles=["hrbp"], branch="华南"))

    # All who were hired here are of no branch, or of another.
    assert isinstance(await asks(company, "B1", "retention_report"), NotFound)


@pytest.mark.parametrize("role", [role for role in Role if role not in _READ_IT])
async def test_nobody_else_reads_it(store: Store, role: Role) -> None:
    await take_in(store, a_hire("X1", roles=[role.value]), _hired("A0", "M1"))

    for argument in ("", AS_FILE):
        assert isinstance(await asks(store, "X1", "retention_report", argument), NotAllowed)


async def test_each_look_is_in_the_audit_log(company: Store) -> None:
    await _asks(company, "H1")
    await _asks(company, "M2")

    rows = await answers(
        company, "SELECT subject FROM audit WHERE action = 'retention.report' ORDER BY id"
    )
    assert [str(subject).partition(":")[0] for (subject,) in rows] == ["everybody", "team"]


@pytest.mark.parametrize(
    "text",
    [
        "留存报告",
        "看看新人留存率",
        "我们团队的留存情况",
        "转正率",
        "retention report",
        "show me the retention rate?",
    ],
)
def test_it_is_asked_for_in_many_words(text: str) -> None:
    assert understand(text, today=date(2026, 11, 24)).intent is Intent.RETENTION_REPORT


@pytest.mark.parametrize("text", ["我的留存收益", "客户留存怎么做", "retention bonus"])
def test_what_only_sounds_like_it_is_not_answered_by_it(text: str) -> None:
    assert understand(text, today=date(2026, 11, 24)).intent is not Intent.RETENTION_REPORT
