"""All of a person is found, and all but the books is gone once she is erased."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.alert import Closed
from rules.attachment import AttachmentKind
from rules.commission import LineKind
from rules.order import Order, OrderKind
from rules.risk_band import RiskBand
from storage.hidden_sum import HiddenSum
from storage.person_tables import DOERS, HOLDINGS
from storage.risk_trial import Shadow
from storage.store import Store
from storage.tables import metadata
from tests.builders import AT, a_deal, a_hire, an_event, given_plan, take_in
from tests.jobs.crew import answers
from tests.jobs.night import run, told
from tests.mentoring_team import LEI, MANAGER, WANG, Team
from tests.plans_of_pay import ATTAINMENT
from tests.risk_team import a_risk_team

_TODAY = date(2026, 11, 24)


def test_every_reference_to_a_person_is_either_hers_or_a_doers() -> None:
    held = {holding.table.name for holding in HOLDINGS}
    references = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "person"
    }

    missing = {one for one in references - DOERS if one.split(".")[0] not in held}

    assert len(references) > 40
    assert references >= DOERS
    assert missing == set()


def test_a_row_is_deleted_before_the_one_it_points_to() -> None:
    order = [holding.table.name for holding in HOLDINGS if not holding.stays]
    for at, name in enumerate(order):
        for key in metadata.tables[name].foreign_keys:
            target = key.column.table.name
            assert target not in order[:at], (name, target)


@pytest.fixture
async def team(store: Store) -> Team:
    """李雷 with an alert, a mentor, deals, courses, files and a hidden sum."""
    team = await a_risk_team(store)
    await take_in(
        store,
        a_deal("D9", employee_id="A001", customer_id="华星"),
        an_event(
            "act",
            "activity.logged",
            {
                "employee_id": "A001",
                "kind": "call",
                "customer_id": "C1",
                "at": "2026-11-20T10:00:00+08:00",
            },
        ),
    )
    await team.red()
    await team.night()
    async with store.begin() as uow:
        await uow.hidden_sums.keep(HiddenSum(ref="r", person_id=LEI, at=AT, body=b"450"))
        await uow.attachments.keep(
            key="k",
            owner_id=LEI,
            kind=AttachmentKind.PHOTO,
            name="a.jpg",
            media_type="image/jpeg",
            body=b"\xff\xd8",
            at=AT,
        )
        await uow.orders.add(
            Order(key="o", by_id=5, kind=OrderKind.PLAN, person_id=LEI, said={}, at=AT)
        )
    return team


async def test_all_of_her_is_found(team: Team) -> None:
    async with team.store.read() as uow:
        lei = (await uow.people.by_id([LEI]))[LEI]
        held = {part.table: part.rows for part in await uow.person_records.held(lei)}

    assert {
        "person", "inbox", "alert", "risk_assessment", "enrolment", "pairing", "mentor_rating",
        "hidden_sum", "attachment", "activity", "commission_line", "hr_order", "identity",
    } <= set(held)  # fmt: skip
    assert [row["name"] for row in held["person"]] == ["李雷"]
    assert all(row["person_id"] == LEI for row in held["commission_line"])


async def test_all_but_the_books_is_gone(team: Team) -> None:
    async with team.store.begin() as uow:
        lei = (await uow.people.by_id([LEI]))[LEI]
        before = await uow.ledger.last_line(LEI)
        gone = await uow.person_records.erase(lei, today=_TODAY)
        left = await uow.person_records.counts((await uow.people.by_id([LEI]))[LEI])
        after = await uow.ledger.last_line(LEI)

    assert left == {}
    assert gone["alert"] == 1
    assert gone["hidden_sum"] == 1
    assert gone["attachment"] == 1
    assert gone["activity"] == 1
    assert before == after
    assert before is not None
    assert before.kind is LineKind.DEAL
    rows = await answers(
        team.store,
        "SELECT number, name, roles, email, manager_number, CAST(left_on AS TEXT), stamps"
        " FROM person WHERE id = 1",
    )
    assert rows == [("erased-1", "erased-1", "", None, None, "2026-11-24", "{}")]


async def test_who_waited_for_the_turn_of_a_manager_who_is_erased_still_waited(team: Team) -> None:
    turn = _TODAY + timedelta(days=30)
    async with team.store.begin() as uow:
        await uow.roll_outs.draw({MANAGER: turn}, at=AT)
        await uow.roll_outs.add_case(LEI, team_id=MANAGER)
        manager = (await uow.people.by_id([MANAGER]))[MANAGER]
        await uow.person_records.erase(manager, today=_TODAY)

    async with team.store.read() as uow:
        [found] = await uow.first_alerts.flagged()
    assert (found.person_id, found.team_id, found.turn_on) == (LEI, MANAGER, turn)


async def test_no_text_of_the_store_names_her_any_more(team: Team) -> None:
    await team.relay()
    async with team.store.begin() as uow:
        lei = (await uow.people.by_id([LEI]))[LEI]
        await uow.person_records.erase(lei, today=_TODAY)

    for table, column in (("inbox", "raw"), ("person", "name"), ("reported_deal", "customer")):
        rows = await answers(team.store, f"SELECT {column} FROM {table}")  # noqa: S608 - of this list
        assert not [value for (value,) in rows if "李雷" in str(value) or '"A001"' in str(value)]
    told = await answers(
        team.store, "SELECT facts FROM notice WHERE state IN ('sent', 'unknown', 'dead')"
    )
    assert not [facts for (facts,) in told if "李雷" in str(facts)]


async def test_the_same_event_posts_nothing_after_it_and_her_mentor_keeps_hers(
    team: Team,
) -> None:
    lines = await answers(team.store, "SELECT count(*) FROM commission_line")
    async with team.store.begin() as uow:
        lei = (await uow.people.by_id([LEI]))[LEI]
        await uow.person_records.erase(lei, today=_TODAY)
    await take_in(team.store, a_deal("D9", employee_id="A001", customer_id="华星"))

    assert await answers(team.store, "SELECT count(*) FROM commission_line") == lines
    async with team.store.read() as uow:
        assert (await uow.people.by_id([WANG]))[WANG].name == "王师傅"


async def test_who_she_managed_keeps_a_manager_without_a_name(store: Store) -> None:
    await given_plan(store)
    await take_in(store, a_hire("A002", roles=["manager"]), a_hire("A001", manager="A002"))
    async with store.begin() as uow:
        manager = (await uow.people.by_number(["A002"]))["A002"][0]
        await uow.person_records.erase(manager, today=_TODAY)

    assert await answers(store, "SELECT manager_number FROM person WHERE number = 'A001'") == [
        ("erased-1",)
    ]


@pytest.mark.parametrize(("late", "left"), [(timedelta(0), 1), (timedelta(days=1), 0)])
async def test_limits_of_how_long_work_is_kept(team: Team, late: timedelta, left: int) -> None:
    await take_in(
        team.store,
        an_event(
            "left",
            "employee.left",
            {"employee_id": "A001", "last_active_on": "2026-11-23"},
            version=9,
        ),
    )
    limit = date(2026, 11, 23) + late
    async with team.store.begin() as uow:
        await uow.keeping.forget_courses(left_before=limit, limit=100)
    rows = await answers(team.store, "SELECT count(*) > 0 FROM enrolment WHERE person_id = 1")

    assert [int(bool(kept)) for (kept,) in rows] == [left]


async def test_old_ratings_alerts_and_figures_go_by_their_own_days(team: Team) -> None:
    await team.store.write(lambda uow: uow.risks.newest([LEI]))
    async with team.store.begin() as uow:
        await uow.keeping.forget_pulses(before=date(2026, 11, 9), limit=100)
        await uow.keeping.forget_activities(before=date(2026, 11, 20), limit=100)
        none = await uow.keeping.forget_alerts(closed_before=AT, limit=100)
        await uow.keeping.forget_snapshots(before=date(2027, 1, 1), limit=100)

    assert none == 0
    weeks = await answers(team.store, "SELECT CAST(week AS TEXT) FROM mentor_rating ORDER BY 1")
    assert weeks == [("2026-11-09",), ("2026-11-16",)]
    assert await answers(team.store, "SELECT count(*) FROM activity") == [(1,)]
    # What an open alert stands on stays.
    assert await answers(
        team.store, "SELECT count(*) FROM risk_assessment WHERE person_id = 1"
    ) == [(1,)]


@pytest.mark.parametrize(("late", "left"), [(timedelta(0), 1), (timedelta(days=1), 0)])
async def test_what_a_model_said_goes_by_its_own_days(
    team: Team, late: timedelta, left: int
) -> None:
    night = date(2026, 11, 24)
    async with team.store.begin() as uow:
        number = await uow.retention.add_model(
            {"fitted_at": AT, "seen_until": night, "horizon": 4, "leavers": 70,
             "schema_hash": "0", "is_admitted": True},
            body="{}", evaluation="{}",
        )  # fmt: skip
        band = RiskBand(
            person_id=LEI, model_id=number, stage="model", band="low", share=1, low=0, high=2
        )
        await uow.risk_bands.add([band], night=night, at=AT)
        shadow = Shadow(person_id=LEI, week=night, risk=1, spoken=2)
        await uow.risk_trials.add([shadow], model_id=number, at=AT)
        await uow.audit_groups.replace("gender", {LEI: "f"})
        await uow.keeping.forget_bands(before=night + late, limit=100)

    for table in ("risk_band", "risk_shadow"):
        assert await answers(team.store, f"SELECT count(*) FROM {table}") == [(left,)]  # noqa: S608 - two names
    # Groups are kept while she works here.
    assert await answers(team.store, "SELECT count(*) FROM audit_group") == [(1,)]


async def test_a_closed_alert_goes_with_all_that_was_said_about_it(team: Team) -> None:
    async with team.store.begin() as uow:
        one = await uow.alerts.open_of(LEI)
        assert one is not None
        await uow.alerts.close(one.id, Closed.LEFT, at=AT)
    async with team.store.begin() as uow:
        at = await uow.keeping.forget_alerts(closed_before=AT, limit=100)
        over = await uow.keeping.forget_alerts(closed_before=AT + timedelta(seconds=1), limit=100)

    assert (at, over) == (0, 1)
    assert await answers(team.store, "SELECT count(*) FROM alert_word") == [(0,)]


async def test_no_plan_names_who_is_erased_and_her_quota_prices_as_before(store: Store) -> None:
    await given_plan(store, ATTAINMENT + '[quotas]\nA001 = "9000.00"\n')
    await take_in(store, a_hire("A001"), a_deal())
    async with store.read() as uow:
        [before] = (await uow.plans.versions()).values()
        one = (await uow.people.by_number(["A001"]))["A001"][0]
    async with store.begin() as uow:
        await uow.person_records.erase(one, today=_TODAY)

    async with store.read() as uow:
        [after] = (await uow.plans.versions()).values()

    assert await answers(store, "SELECT count(*) FROM plan_version WHERE toml LIKE '%A001%'") == [
        (0,)
    ]
    assert after.plan.of(f"erased-{one.id}").tiers == before.plan.of("A001").tiers
    await run(store, "reconcile", AT + timedelta(days=1))
    assert not [one for one in await told(store, "alarm") if "price" in str(one)]
