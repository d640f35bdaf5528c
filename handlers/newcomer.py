"""What a new rep still lacks, who could mentor her, and her three first steps."""

from __future__ import annotations

from datetime import date

from handlers.mentor_fit import free_mentors
from rules.crediting import plan_on
from rules.joining import Missing, Welcome
from rules.mentor_change import MentorFit
from rules.mentoring import Pairing
from rules.people import Engagement, Person
from rules.periods import week_of
from rules.target_record import target_of
from storage.unit_of_work import UnitOfWork


async def missing(person: Person, uow: UnitOfWork, day: date) -> tuple[str, ...]:
    """Give the words of what somebody lacks on a day of hers, the most urgent first.

    An agent or intern has no probation, so nothing of one is missing.
    """
    found = await _around_her(person, uow, day)
    found |= await _of_her_plan(person, uow, day)
    if person.engagement is Engagement.EMPLOYEE:
        found |= await _of_her_probation(person, uow)
    if uow.catalogue.courses and not await uow.learning.assessments([person.id]):
        found.add(Missing.TEST)
    if await uow.links.address_of(person.id) is None:
        found.add(Missing.CHAT)
    return tuple(one.value for one in Missing if one in found)


async def _around_her(person: Person, uow: UnitOfWork, day: date) -> set[Missing]:
    found = set()
    if person.manager_id is None:
        found.add(Missing.MANAGER)
    if not await uow.mentoring.of_rep(person.id, day, day):
        found.add(Missing.MENTOR)
    return found


async def _of_her_plan(person: Person, uow: UnitOfWork, day: date) -> set[Missing]:
    """Without one of her own the site's default counts; it is signed all the same."""
    assigned = (await uow.plans.assignments([person.id])).get(person.id, [])
    found = set() if plan_on(assigned, day, default="") else {Missing.PLAN}
    signed = await uow.orders.plan_signatures(person.id)
    return found if any(one.starts_on <= day for one in signed) else found | {Missing.PLAN_SIGNED}


async def _of_her_probation(person: Person, uow: UnitOfWork) -> set[Missing]:
    if not await uow.probations.has_contract(person.id):
        return {Missing.CONTRACT}
    file = await uow.probations.of(person)
    if file is None:
        return {Missing.PROBATION}
    return set() if file.probation.criteria_signature else {Missing.CRITERIA}


async def could_mentor(person: Person, uow: UnitOfWork, since: date) -> tuple[MentorFit, ...]:
    """Give up to three who could mentor her from a day on, with room and reasons."""
    nobody = Pairing(id=0, mentor_id=0, rep_id=person.id, starts_on=since)
    return await free_mentors(nobody, person, uow, week=week_of(since).start)


async def welcome_of(person: Person, uow: UnitOfWork, today: date) -> Welcome:
    """Give her first steps as they are now: her target, her first course, her mentor."""
    day = max(today, person.hired_on or today)
    mentor_id = await uow.mentoring.mentor_of(person.id, day)
    named = {one for one in (mentor_id, person.manager_id) if one is not None}
    people = await uow.people.by_id(named)
    known = [one for one in await uow.learning.enrolments([person.id]) if one.is_open]
    dated = sorted((one.due_on, one.course_id) for one in known if one.due_on is not None)
    course = uow.catalogue.course(dated[0][1]) if dated else None
    target = target_of(await uow.targets.of_month(person.id, uow.calendar.month.period(day)))
    ends_on = person.probation_ends_on
    return Welcome(
        name=person.name,
        mentor=people[mentor_id].name if mentor_id in people else "",
        manager=people[person.manager_id].name if person.manager_id in people else "",
        course="" if course is None else course.title.get(person.locale) or course.id,
        course_due_on=dated[0][0].isoformat() if course is not None else "",
        courses=len(known),
        probation_ends_on=ends_on.isoformat() if ends_on else "",
        pass_bar=target.pass_bar if target else 0,
    )
