"""A sheet of tests or courses that was taken in by mistake: all as it was, for an hour.

What a test changed goes back with it: the courses that it put on a path, and those that it
completed as a re-test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from handlers.course import leave_out
from handlers.dropped_sheet import SOURCE
from handlers.table_undo import refuse_used
from rules.learning import Assessment, Enrolment
from rules.order import Order
from storage.unit_of_work import UnitOfWork

Raw = tuple[str, object]
_TEST = TypeAdapter(Assessment)
_COURSE = TypeAdapter(Enrolment)
#: A test of a file's: its id, whose it is, how it was before ("" for none), a digest of it now.
_Test = tuple[str, int, str, str]
#: A course likewise, by person and course.
_Course = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """The tests of a file's rows, and the courses of everybody in it."""

    tests: Mapping[str, Assessment]
    courses: Mapping[tuple[int, str], Enrolment]

    def test(self, key: str) -> str:
        """Write a test as it is noted; "" where there is none."""
        one = self.tests.get(key)
        return "" if one is None else _TEST.dump_json(one).decode()

    def course(self, person_id: int, course_id: str) -> str:
        """Write a course as it is noted; "" where she has none of it."""
        one = self.courses.get((person_id, course_id))
        return "" if one is None else _COURSE.dump_json(one).decode()


async def known(events: Sequence[Raw], uow: UnitOfWork) -> Learnt:
    """Give what a file may change; the ledger's lock keeps other imports out."""
    await uow.lock_ledger()
    said = [event["data"] for _, event in events if isinstance(event, dict)]
    people = await uow.people.by_number({str(one["employee_id"]) for one in said})
    tests = {str(one["assessment_id"]) for one in said if "assessment_id" in one}
    return await _learnt(tests, {person.id for person, _ in people.values()}, uow)


async def what_came(before: Learnt, events: Sequence[Raw], uow: UnitOfWork) -> dict[str, str]:
    """Note what is otherwise since: as it was, and as it is now."""
    now = await known(events, uow)
    tests = [
        (key, one.person_id, before.test(key), _digest(now.test(key)))
        for key, one in now.tests.items()
        if before.tests.get(key) != one
    ]
    courses = [
        (*key, before.course(*key), _digest(now.course(*key)))
        for key, one in now.courses.items()
        if before.courses.get(key) != one
    ]
    return {"tests": json.dumps(tests), "courses": json.dumps(courses)}


async def take_back(one: Order, uow: UnitOfWork) -> None:
    """Put tests and courses back; raise `Conflict` where one of them is otherwise by now.

    Used is who has a newer test, who went on with a course, or whose target was moved since.
    """
    await uow.lock_ledger()
    tests: list[_Test] = json.loads(one.before["tests"])
    courses: list[_Course] = json.loads(one.before["courses"])
    asked = {key for key, *_ in tests}, {who for who, *_ in courses}
    now = await _learnt(*asked, uow, holds=True)
    used = {who for key, who, _, after in tests if _digest(now.test(key)) != after}
    used |= {who for who, course, _, after in courses if _digest(now.course(who, course)) != after}
    await refuse_used("learning", used, uow)
    moved = await uow.targets.moved_since({who for _, who, *_ in tests}, one.done_at or one.at)
    await refuse_used("target", moved, uow)
    await uow.learning.drop_assessments({(SOURCE, key) for key, *_ in tests})
    await uow.learning.save_assessments([_TEST.validate_json(was) for *_, was, _ in tests if was])
    await _put_back(courses, uow)


async def _put_back(courses: Sequence[_Course], uow: UnitOfWork) -> None:
    await uow.learning.drop_enrolments({(who, course) for who, course, *_ in courses})
    await uow.learning.save_enrolments(
        [_COURSE.validate_json(was) for *_, was, _ in courses if was]
    )
    for person_id in {who for who, *_ in courses}:
        gone = [course for who, course, was, _ in courses if who == person_id and not was]
        await leave_out(uow, person_id, gone)


async def _learnt(
    tests: Collection[str], people: Collection[int], uow: UnitOfWork, *, holds: bool = False
) -> Learnt:
    found = await uow.learning.known({(SOURCE, key) for key in tests})
    courses = await uow.learning.enrolments(people, holds=holds)
    return Learnt(
        tests={key: one for (_, key), one in found.items()},
        courses={(one.person_id, one.course_id): one for one in courses},
    )


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()[:16]
