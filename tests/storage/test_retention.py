"""Weeks are only added, as they were known; a model's choice can be taken back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from config.plans import read_plan
from jobs.retention_panel import panel_of
from jobs.retention_store import pin, roll_back, scored
from rules.errors import Conflict, NotFound
from rules.learning import Enrolment, Reason, Why
from rules.periods import week_of
from storage.retention import Week
from storage.store import Store
from tests.builders import AT, Event, a_deal, a_hire, an_event, given_plan, take_in
from tests.jobs.night import run
from tests.mentoring_team import LEI
from tests.risk_team import a_risk_team

_MONDAY = date(2026, 11, 16)
_FACTS = {"deals": 1.0, "mentor_rating": None}
_WEEK = Week(
    person_id=1, week=_MONDAY, known_at=AT, event_time=AT - timedelta(days=2), facts=_FACTS
)
_CHANGED = replace(_WEEK, known_at=AT + timedelta(days=1), facts={**_FACTS, "deals": 2.0})
_MODEL = {
    "fitted_at": AT, "seen_until": _MONDAY, "horizon": 4, "leavers": 70,
    "schema_hash": "0" * 64, "is_admitted": True,
}  # fmt: skip


@pytest.fixture
async def staffed(store: Store) -> Store:
    """A store with a rep on probation."""
    await given_plan(store)
    hire = a_hire("A001", hired_on="2026-10-19", probation_ends_on="2027-04-18")
    await take_in(store, hire, a_deal(closed_at="2026-11-18T10:00:00+08:00"))
    return store


async def test_a_week_that_says_the_same_is_kept_once(staffed: Store) -> None:
    later = replace(_WEEK, known_at=AT + timedelta(days=1))

    async with staffed.begin() as uow:
        added = [await uow.retention.add([one]) for one in (_WEEK, _WEEK, later)]

    assert added == [1, 0, 0]


async def test_a_correction_is_a_version_and_what_was_known_before_stays(staffed: Store) -> None:
    async with staffed.begin() as uow:
        await uow.retention.add([_WEEK])
        await uow.retention.add([_CHANGED])

    async with staffed.read() as uow:
        before = await uow.retention.weeks(as_known=AT + timedelta(hours=1))
        now = await uow.retention.weeks()
        first = await uow.retention.first_known(by=AT + timedelta(days=2))
        nothing = await uow.retention.first_known(by=AT - timedelta(seconds=1))
    assert before == [_WEEK]
    assert now == [_CHANGED]
    assert (first, nothing) == ([_WEEK], [])


async def test_the_job_keeps_the_cut_weeks_once_and_adds_what_comes_late(staffed: Store) -> None:
    slot = datetime(2026, 11, 24, 21, 33, tzinfo=UTC)

    await run(staffed, "snapshot", slot)
    await run(staffed, "snapshot", slot + timedelta(days=1))
    await take_in(staffed, a_deal("D2", closed_at="2026-11-19T10:00:00+08:00"))
    await run(staffed, "snapshot", slot + timedelta(days=2))

    async with staffed.read() as uow:
        early = await uow.retention.weeks(as_known=slot + timedelta(days=1))
        late = await uow.retention.weeks()
        careers = await uow.retention.careers()
    assert {one.week: one.facts["deals"] for one in early}[_MONDAY] == 1
    assert {one.week: one.facts["deals"] for one in late}[_MONDAY] == 2
    assert {one.known_at for one in early} == {slot}
    assert early[-1].facts["training_completion"] is None
    assert panel_of(late, careers).tenure.tolist()[-1] == 5


async def test_of_who_is_no_rep_no_week_is_kept(staffed: Store) -> None:
    dates = {"hired_on": "2026-10-19", "probation_ends_on": "2027-04-18"}
    await take_in(staffed, a_hire("M9", roles=["manager"], **dates))

    await run(staffed, "snapshot", datetime(2026, 11, 24, 21, 33, tzinfo=UTC))

    async with staffed.read() as uow:
        kept = await uow.people.by_id({one.person_id for one in await uow.retention.weeks()})
    assert [one.number for one in kept.values()] == ["A001"]


async def test_a_deal_after_the_week_is_not_of_it(staffed: Store) -> None:
    await take_in(staffed, a_deal("D2", closed_at="2026-11-23T00:00:00+08:00"))

    await run(staffed, "snapshot", datetime(2026, 11, 24, 21, 33, tzinfo=UTC))

    async with staffed.read() as uow:
        weeks = {one.week: one for one in await uow.retention.weeks()}
    assert weeks[_MONDAY].facts["deals"] == 1


async def test_a_week_tells_whether_an_alert_was_open_at_its_end(store: Store) -> None:
    team = await a_risk_team(store)  # a Tuesday: the newest cut week is that of the 16th
    await team.red()
    await team.night()  # opens it on the 24th
    start = datetime(2026, 11, 15, 16, tzinfo=UTC)

    async with store.read() as uow:
        found = [
            (await uow.week_facts.of(
                [LEI], week=(monday + timedelta(days=1)).date(), start=monday,
                end=monday + timedelta(weeks=1), known_at=team.clock.now,
            ))[LEI]["alert_open"]
            for monday in (start, start + timedelta(weeks=1))
        ]  # fmt: skip

    assert found == [0.0, 1.0]


async def test_touches_that_her_team_does_not_report_are_missing_and_not_nought(
    store: Store,
) -> None:
    new = {"hired_on": "2026-10-19", "probation_ends_on": "2027-04-18"}
    await given_plan(store)
    for number, manager in (("A001", "M1"), ("A002", "M1"), ("A003", "M2")):
        await take_in(store, a_hire(number, manager=manager, **new))
    slot = datetime(2026, 11, 24, 21, 33, tzinfo=UTC)

    async def told() -> float | None:
        nonlocal slot
        slot += timedelta(days=1)
        await run(store, "snapshot", slot)
        async with store.read() as uow:
            return {
                one.week: one.facts["touches"]
                for one in await uow.retention.weeks(as_known=slot)
                if one.person_id == 1
            }[_MONDAY]

    nobody = await told()
    await take_in(store, _call("A003", "c1", "K1"))
    another_team = await told()
    await take_in(store, _call("A002", "c2", "K1"))
    hers = await told()
    await take_in(store, *[_call("A001", f"h{n}", f"K{n % 2}") for n in range(3)])

    assert (nobody, another_team, hers, await told()) == (None, None, 0.0, 2.0)


async def test_a_sunday_is_of_its_week(staffed: Store) -> None:
    sunday = _MONDAY + timedelta(days=6)
    course = Enrolment(
        person_id=1, course_id="c", reason=Reason(why=Why.BASE, domain="x"),
        assigned_on=_MONDAY, due_on=sunday,
    )  # fmt: skip
    await take_in(staffed, a_hire("A002", hired_on=str(sunday), probation_ends_on="2027-05-21"))
    async with staffed.begin() as uow:
        await uow.learning.save_enrolments([course])

    await run(staffed, "snapshot", datetime(2026, 11, 24, 21, 33, tzinfo=UTC))

    async with staffed.read() as uow:
        kept = {(one.person_id, one.week): one.facts for one in await uow.retention.weeks()}
    assert kept[1, _MONDAY]["training_completion"] == 0.0
    assert kept[1, _MONDAY - timedelta(weeks=1)]["training_completion"] is None
    assert [week for person, week in kept if person == 2] == [_MONDAY]


async def test_who_has_no_manager_reports_for_herself_alone(staffed: Store) -> None:
    await take_in(staffed, a_hire("A002"), _call("A002", "c1", "K1"))
    await run(staffed, "snapshot", datetime(2026, 11, 24, 21, 33, tzinfo=UTC))
    await take_in(staffed, _call("A001", "c2", "K1"))
    await run(staffed, "snapshot", datetime(2026, 11, 25, 21, 33, tzinfo=UTC))

    async with staffed.read() as uow:
        before = await uow.retention.weeks(as_known=datetime(2026, 11, 25, tzinfo=UTC))
        now = await uow.retention.weeks()
    assert [
        {one.week: one.facts["touches"] for one in weeks}[_MONDAY] for weeks in (before, now)
    ] == [None, 1.0]


async def test_who_reported_in_a_week_is_found_by_what_was_known_then(staffed: Store) -> None:
    await take_in(staffed, a_hire("A002", manager="M9"), _call("A002", "c1", "K1"))
    week = week_of(_MONDAY)

    async with staffed.read() as uow:
        found = [
            await uow.activities.teams_on(week, known_by=AT + timedelta(seconds=n)) for n in (-1, 0)
        ]
        other = await uow.activities.teams_on(week_of(_MONDAY + timedelta(weeks=1)))

    assert (found, other) == ([frozenset(), frozenset({"M9"})], frozenset())


def _call(number: str, key: str, customer: str) -> Event:
    said = {"employee_id": number, "activity_id": key, "day": "2026-11-18", "kind": "call",
            "customer_id": customer}  # fmt: skip
    return an_event(f"call-{key}", "activity.logged", said)


async def test_a_choice_can_be_taken_back(staffed: Store) -> None:
    async with staffed.begin() as uow:
        first, second = [
            await uow.retention.add_model(_MODEL, body="{}", evaluation="{}") for _ in range(2)
        ]
        await pin(uow, first, by="hr", at=AT)
        await pin(uow, second, by="hr", at=AT)
        back = await roll_back(uow, by="hr", at=AT)

        assert back == first
        assert await uow.retention.choice() == (first, "rolled_back")
        assert [one.id for one in await uow.retention.models()] == [second, first]


async def test_no_model_no_score_and_none_that_is_not_there(staffed: Store) -> None:
    number, found = await scored(staffed, at=AT, actor="hr")

    assert (number, found) == (None, [])
    async with staffed.begin() as uow:
        with pytest.raises(NotFound):
            await pin(uow, 99, by="hr", at=AT)
        with pytest.raises(Conflict):
            await roll_back(uow, by="hr", at=AT)


async def test_a_locked_database_is_an_error_and_not_a_silence(tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    store = Store(f"sqlite+aiosqlite:///{path}?timeout=0.1", read_plan=read_plan)
    await store.upgrade()
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperationalError, match="locked"):
            async with store.begin() as uow:
                await uow.retention.choose(None, "rules", by="hr", at=AT)
        other.rollback()
    await store.close()


async def test_a_week_tells_how_many_of_her_team_had_left_by_its_end(staffed: Store) -> None:
    """Of four who were under M1 one left in the week, one nine weeks before, one the day after."""
    sunday = _MONDAY + timedelta(days=6)
    dates = {"hired_on": "2026-07-06", "probation_ends_on": "2027-05-21", "manager": "M1"}
    gone = {
        "A010": sunday,
        "A011": sunday - timedelta(weeks=8),
        "A012": sunday + timedelta(days=1),
    }
    left = [
        an_event(f"left-{one}", "employee.left", {
            "employee_id": one, "kind": "resignation", "last_active_on": str(day),
        })
        for one, day in gone.items()
    ]  # fmt: skip
    hires = [a_hire(one, **dates) for one in ("A010", "A011", "A012", "A013")]
    await take_in(staffed, *hires, *left, a_hire("A014", hired_on=dates["hired_on"],
                                                 probation_ends_on="2027-05-21"))  # fmt: skip

    await run(staffed, "snapshot", datetime(2026, 11, 24, 21, 33, tzinfo=UTC))

    async with staffed.read() as uow:
        numbers = {one.id: one.number for one in await uow.people.everyone()}
        kept = {
            (numbers[one.person_id], one.week): one.facts["team_leavers"]
            for one in await uow.retention.weeks()
        }
        share = await uow.people.team_leavers(sunday, sunday)
    # A011's day is just out of the eight weeks; A012 is still there on Sunday.
    assert kept["A013", _MONDAY] == pytest.approx(1 / 3)
    assert kept["A013", _MONDAY - timedelta(weeks=1)] == pytest.approx(1 / 4)
    assert kept["A014", _MONDAY] is None
    assert share == {"M1": pytest.approx(1 / 3)}
