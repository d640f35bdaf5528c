"""Tests and completions make paths, whatever order they come in and however often."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import permutations

import pytest

from config.catalogue import read_catalogue
from config.plans import read_plan
from handlers.ingest import Outcome
from rules.learning import Enrolment, Why
from storage.store import Store
from tests.builders import Event, a_hire, an_event, take_in

_BASE = {one.id for one in read_catalogue().courses if one.is_base}
_INDUSTRY = {one.id for one in read_catalogue().courses if one.domain == "industry"}


@pytest.fixture
async def school(store: Store) -> AsyncIterator[Store]:
    """A store that knows the sample catalogue."""
    known = Store(store.url, read_plan=read_plan, catalogue=read_catalogue())
    yield known
    await known.close()


def _test(event_id: str = "T1", day: int = 24, **said: object) -> Event:
    """Give a test of A001 in industry: 52 of 100."""
    return an_event(
        event_id,
        "assessment.scored",
        {
            "employee_id": "A001",
            "domain": "industry",
            "score": "52",
            "taken_at": f"2026-11-{day}T09:00:00+08:00",
            **said,
        },
    )


def _done(event_id: str = "C1", course: str = "industry-chain", day: int = 25) -> Event:
    said = {"employee_id": "A001", "course_id": course}
    return an_event(
        event_id, "course.completed", said, completed_at=f"2026-11-{day}T09:00:00+08:00"
    )


async def _courses(store: Store) -> dict[str, Enrolment]:
    async with store.read() as uow:
        return {one.course_id: one for one in await uow.learning.enrolments([1])}


async def test_somebody_hired_without_a_test_gets_the_base_path(school: Store) -> None:
    await take_in(school, a_hire())

    courses = await _courses(school)

    assert set(courses) == _BASE
    assert {one.reason.why for one in courses.values() if one.reason} == {Why.UNTESTED}


@pytest.mark.parametrize(
    "hire",
    [
        pytest.param(a_hire(hired_on="2024-01-02"), id="hired long ago"),
        pytest.param(a_hire(probation_ends_on="2026-11-23"), id="probation over"),
        pytest.param(a_hire(roles=["manager"]), id="no rep"),
    ],
)
async def test_who_is_no_newcomer_gets_no_base_path(school: Store, hire: Event) -> None:
    await take_in(school, hire)

    assert await _courses(school) == {}


async def test_a_gap_brings_its_courses_with_the_reason_and_keeps_given_days(
    school: Store,
) -> None:
    await take_in(school, a_hire())
    before = await _courses(school)

    await take_in(school, _test())

    courses = await _courses(school)
    assert set(courses) == _BASE | _INDUSTRY
    assert {key: courses[key].due_on for key in before} == {
        key: one.due_on for key, one in before.items()
    }
    reason = courses["industry-chain"].reason
    assert reason is not None
    assert (reason.why, str(reason.score), str(reason.pass_mark)) == (Why.GAP, "52.00", "70")


async def test_a_test_after_the_hire_tells_the_base_its_new_reason(school: Store) -> None:
    await take_in(school, a_hire())
    before = await _courses(school)

    await take_in(school, _test())

    after = await _courses(school)
    told = {key: one.reason.why for key, one in after.items() if key in _BASE and one.reason}
    assert told == {key: Why.GAP if key in _INDUSTRY else Why.BASE for key in _BASE}
    assert {key: after[key].due_on for key in _BASE} == {
        key: one.due_on for key, one in before.items()
    }


async def test_the_same_test_again_doubles_nothing(school: Store) -> None:
    await take_in(school, a_hire(), _test())
    before = await _courses(school)

    again = await take_in(school, _test(), _test("T2"))

    assert [one.outcome for one in again] == [Outcome.DUPLICATE, Outcome.ACCEPTED]
    assert await _courses(school) == before


async def test_a_passed_retest_completes_the_courses_of_its_domain(school: Store) -> None:
    await take_in(school, a_hire(), _test(), _done())

    await take_in(school, _test("T2", 27, score="3.5", out_of="5"))

    courses = await _courses(school)
    assert not any(courses[key].is_open for key in _INDUSTRY)
    assert courses["industry-chain"].completed_at == datetime(2026, 11, 25, 1, tzinfo=UTC)
    assert courses["product-line"].is_open


async def test_a_first_test_that_is_passed_completes_nothing(school: Store) -> None:
    await take_in(school, a_hire(), _test(score="90"))

    courses = await _courses(school)

    assert set(courses) == _BASE
    assert all(one.is_open for one in courses.values())


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_hire_test_and_completion_come_to_the_same_in_any_order(
    school: Store, order: tuple[int, ...]
) -> None:
    events = [a_hire(), _test(), _done()]

    for at in order:
        await take_in(school, events[at])

    courses = await _courses(school)
    assert set(courses) == _BASE | _INDUSTRY
    assert [key for key, one in courses.items() if not one.is_open] == ["industry-chain"]


@pytest.mark.parametrize(
    ("event", "field"),
    [
        pytest.param(_test(domain="industri"), "data.domain", id="domain"),
        pytest.param(_test(score="101"), "data.score", id="scale"),
        pytest.param(_done(course="industry-chian"), "data.course_id", id="course"),
    ],
)
async def test_what_the_catalogue_does_not_know_is_refused_by_field(
    school: Store, event: Event, field: str
) -> None:
    await take_in(school, a_hire())

    [result] = await take_in(school, event)

    assert (result.outcome, result.field) == (Outcome.REFUSED, field)
