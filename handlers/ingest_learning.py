"""Take tests and completions in, and make or re-make the paths they change (RULES row 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches

from handlers.course import leave_out
from handlers.events import (
    AssessmentScored,
    CourseAssigned,
    CourseCompleted,
    Event,
    LearningSaid,
)
from handlers.ingest_person import PersonDesk
from handlers.xapi import Statement
from rules.deal import Stamp
from rules.errors import Invalid
from rules.learning import (
    Assessment,
    CompletedBy,
    Enrolment,
    Reason,
    Score,
    Why,
    remade_path,
)
from rules.people import Person, Role
from rules.periods import local_day
from rules.xapi import Attempt
from storage.unit_of_work import UnitOfWork

#: Whoever was hired longer ago is past a newcomer's base path; a test still makes her one.
_NEW_FOR = timedelta(days=183)


class LearningDesk:
    """The tests and completions of a batch, written once."""

    def __init__(self, uow: UnitOfWork, *, people: PersonDesk, at: datetime) -> None:
        self._uow = uow
        self._people = people
        self._at = at
        self._tests: list[Assessment] = []
        self._completions: list[tuple[int, str, datetime, CompletedBy]] = []
        self._failures: list[tuple[int, str, date]] = []
        self._assigned: list[tuple[int, str, CourseAssigned]] = []
        self._hired: set[str] = set()
        self._touched: set[int] = set()

    def hired(self, number: str) -> None:
        """Note that somebody joins: she gets the base path if she has none."""
        self._hired.add(number)

    def take(self, event: Event, said: LearningSaid) -> set[str]:
        """Note a test or completion; raise `Needs` for an unknown person, `Invalid` otherwise."""
        person = self._people.person(said.employee_id)
        if isinstance(said, CourseAssigned):
            self._assigned.append((person.id, self._course(said), said))
        elif isinstance(said, AssessmentScored):
            self._tests.append(self._test(event, said, person.id))
        else:
            completed_at = said.completed_at or event.stamp.occurred_at
            course_id = self._course(said)
            self._completions.append((person.id, course_id, completed_at, CompletedBy.EVENT))
        self._touched.add(person.id)
        return set()

    def take_statement(self, event: Event, said: Statement) -> set[str]:
        """Note what a statement does to a course; most do nothing, and are only kept.

        Raises `Needs` for an unknown person, `Invalid` for a course that is not in the catalogue.
        """
        if said.attempt is None:
            return set()
        course = self._uow.catalogue.course_of(str(said.object.id))
        if course is None:
            if said.names_a_course:
                raise Invalid("data.object.id", "is no course or alias of the catalogue")
            return set()
        if not said.employee and not said.email:
            raise Invalid("data.actor", "names nobody by account or mbox")
        people = self._people
        person = people.person(said.employee) if said.employee else people.with_email(said.email)
        at = event.stamp.occurred_at
        if said.attempt is Attempt.COMPLETED:
            self._completions.append((person.id, course.id, at, CompletedBy.STATEMENT))
        else:
            self._failures.append((person.id, course.id, local_day(at, person.zone)))
        self._touched.add(person.id)
        return set()

    async def flush(self) -> None:
        """Write all of it, the persons being there by now."""
        newcomers = [self._people.person(number) for number in sorted(self._hired)]
        people = {one.id: one for one in newcomers if self._is_new(one)}
        people |= {one: self._people.by_id(one) for one in self._touched}
        if not people or not self._uow.catalogue.courses:
            return
        await self._keep_tests()
        tests = await self._uow.learning.assessments(people)
        known = await self._uow.learning.enrolments(people)
        changed: list[Enrolment] = []
        for person in people.values():
            changed += self._changed(
                person,
                [one for one in tests if one.person_id == person.id],
                {one.course_id: one for one in known if one.person_id == person.id},
            )
        await self._uow.learning.save_enrolments(changed)
        for person_id in self._touched:
            done = [
                one.course_id
                for one in changed
                if one.person_id == person_id and one.completed_at is not None
            ]
            await leave_out(self._uow, person_id, done)

    async def _keep_tests(self) -> None:
        """Keep the tests; of those with an id of their own the newest word on each."""
        await self._uow.learning.add_assessments([one for one in self._tests if not one.stamp])
        newest: dict[tuple[str, str], Assessment] = {}
        for one in sorted((one for one in self._tests if one.stamp), key=_stamped):
            newest[one.source, one.ext_id] = one
        stored = await self._uow.learning.stamps(newest) if newest else {}
        await self._uow.learning.save_assessments(
            [one for key, one in newest.items() if key not in stored or stored[key] < _stamped(one)]
        )

    def _asked(self, person: Person, known: dict[str, Enrolment]) -> None:
        """Ask for the courses of a batch; one that is on her path already keeps its days."""
        for person_id, course_id, said in self._assigned:
            one = known.get(course_id) or Enrolment(person_id=person.id, course_id=course_id)
            course = self._uow.catalogue.course(course_id)
            if person_id != person.id or one.assigned_on is not None or course is None:
                continue
            workdays = self._uow.calendar.of(person.number).workdays
            assigned_on = said.assigned_on or local_day(self._at, person.zone)
            known[course_id] = replace(
                one,
                reason=Reason(why=Why.ASSIGNED, domain=course.domain),
                assigned_on=assigned_on,
                due_on=said.due_on or workdays.add(assigned_on, course.workdays),
            )

    def _changed(
        self, person: Person, tests: list[Assessment], known: dict[str, Enrolment]
    ) -> list[Enrolment]:
        before = dict(known)
        self._asked(person, known)
        for person_id, course_id, at, by in self._completions:
            if person_id == person.id:
                one = known.get(course_id) or Enrolment(person_id=person.id, course_id=course_id)
                known[course_id] = one.completed(at, by)
        for person_id, course_id, day in self._failures:
            if person_id == person.id:
                one = known.get(course_id) or Enrolment(person_id=person.id, course_id=course_id)
                known[course_id] = one.failed(day)
        # A completion alone makes no path, and adds nothing to one.
        is_tested = any(one.person_id == person.id for one in self._tests)
        is_hired = person.number in self._hired and self._is_new(person)
        if is_tested or is_hired:
            remade = remade_path(
                self._uow.catalogue,
                tests,
                list(known.values()),
                person_id=person.id,
                starts_on=self._begin(person),
                workdays=self._uow.calendar.of(person.number).workdays,
            )
            known |= {one.course_id: one for one in remade}
        return [one for key, one in known.items() if before.get(key) != one]

    def _begin(self, person: Person) -> date:
        today = local_day(self._at, person.zone)
        return max(today, person.hired_on or today)

    def _is_new(self, person: Person) -> bool:
        today = local_day(self._at, person.zone)
        ends_on = person.probation_ends_on
        return (
            person.is_active
            and Role.REP in person.roles
            and (person.hired_on is None or today - person.hired_on <= _NEW_FOR)
            and (ends_on is None or ends_on >= today)
        )

    def _test(self, event: Event, said: AssessmentScored, person_id: int) -> Assessment:
        domains = [one.id for one in self._uow.catalogue.domains]
        if said.domain not in domains:
            raise Invalid("data.domain", f"no such domain{_near(said.domain, domains)}")
        try:
            score = Score(value=said.score, out_of=said.out_of)
        except Invalid as error:
            raise Invalid("data.score", error.reason) from error
        return Assessment(
            source=event.source,
            ext_id=said.assessment_id or event.id,
            person_id=person_id,
            domain=said.domain,
            score=score,
            taken_at=said.taken_at or event.stamp.occurred_at,
            strength=said.strength,
            stamp=event.stamp if said.assessment_id else None,
        )

    def _course(self, said: CourseCompleted | CourseAssigned) -> str:
        courses = [one.id for one in self._uow.catalogue.courses]
        if said.course_id not in courses:
            raise Invalid("data.course_id", f"no such course{_near(said.course_id, courses)}")
        return said.course_id


def _stamped(one: Assessment) -> Stamp:
    assert one.stamp is not None  # noqa: S101 - asked for before
    return one.stamp


def _near(word: str, allowed: Sequence[str]) -> str:
    near = get_close_matches(word, allowed, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else "; see the catalogue"
