"""A person's courses: how far she is, what is next, and her own word that one is done."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.interaction import Interaction
from rules.access import may_see_courses, standing
from rules.company_calendar import Schedule
from rules.course import AskDone, CourseDigest, CourseDone, CourseLater, CourseLine, Courses
from rules.errors import NotAllowed, NotFound
from rules.learning import Catalogue, CompletedBy, Enrolment, progress
from rules.notices import Notice, NoticeKind
from rules.people import Person, Role
from rules.periods import local_day
from storage.learning import digest_subject, is_snoozed, snooze_key
from storage.unit_of_work import UnitOfWork

_YES = "yes:"
_MOST_LINES = 3


async def courses(interaction: Interaction, uow: UnitOfWork) -> Courses:
    """Tell how far somebody is: oneself or, where RULES allow it, somebody named."""
    subject = await _subject(interaction, uow)
    known = await uow.learning.enrolments([subject.id])
    return Courses(
        name=subject.name,
        is_own=subject.id == interaction.person.id,
        progress=progress(known, interaction.today),
        lines=lines_of(known, uow.catalogue, interaction.today),
    )


async def next_course(interaction: Interaction, uow: UnitOfWork) -> Courses:
    """Tell what she should take next: of what is open, what is due first."""
    person = interaction.person
    known = await uow.learning.enrolments([person.id])
    return Courses(
        name=person.name,
        is_own=True,
        progress=progress(known, interaction.today),
        lines=lines_of(known, uow.catalogue, interaction.today)[:1],
        is_next=True,
    )


async def done(interaction: Interaction, uow: UnitOfWork) -> AskDone | CourseDone:
    """Take her own word that a course is completed, once she has confirmed it.

    Raises `NotAllowed` for a course whose completion is reported by its system. Twice is once.
    """
    person, said = interaction.person, interaction.argument
    known = {one.course_id: one for one in await uow.learning.enrolments([person.id])}
    lines = lines_of(list(known.values()), uow.catalogue, interaction.today)
    mine = tuple(one for one in lines if one.may_be_self_reported)
    if interaction.understood.courses:
        mine, said = _named(interaction.understood.courses, known, mine)
    if not said:
        if not mine:
            raise NotFound("course.none_by_word")
        return AskDone(lines=mine, is_chosen=False)
    course = uow.catalogue.course(said.removeprefix(_YES))
    if course is None or course.id not in known:
        raise NotFound("course.gone")
    one = known[course.id]
    if one.is_open:
        if not course.may_be_self_reported:
            raise NotAllowed("course.not_by_word")
        if not said.startswith(_YES):
            chosen = tuple(line for line in mine if line.course_id == course.id)
            return AskDone(lines=chosen, is_chosen=True)
        known[course.id] = one.completed(interaction.at, CompletedBy.SELF)
        await uow.learning.save_enrolments([known[course.id]])
        await leave_out(uow, person.id, [course.id])
        actor = f"person:{person.id}"
        await uow.audit.add(
            at=interaction.at, actor=actor, action="course.completed", subject=course.id
        )
    left = lines_of(list(known.values()), uow.catalogue, interaction.today)
    return CourseDone(
        title=course.title,
        progress=progress(list(known.values()), interaction.today),
        next=left[0] if left else None,
    )


def _named(
    ids: Collection[str], known: Mapping[str, Enrolment], mine: Sequence[CourseLine]
) -> tuple[tuple[CourseLine, ...], str]:
    """Give which of the courses she named are hers to report, and the id where it is just one.

    Where none is, that one of them which tells best why: one on her path before any other.
    """
    fitting = tuple(one for one in mine if one.course_id in ids)
    if len(fitting) > 1:
        return fitting, ""
    if fitting:
        return fitting, fitting[0].course_id
    hers = sorted((one for one in ids if one in known), key=lambda one: not known[one].is_open)
    return (), next(iter([*hers, *ids]))


async def later(interaction: Interaction, uow: UnitOfWork) -> CourseLater:
    """Bring the digest again: in an hour, or with "tomorrow" on her next working morning."""
    person = interaction.person
    known = await uow.learning.enrolments([person.id])
    told = await uow.learning.told(person.id, now=interaction.at)
    lines = [
        one for one in lines_of(known, uow.catalogue, interaction.today) if one.course_id in told
    ][:_MOST_LINES]
    wishes = await uow.preferences.one(person.id)
    schedule = wishes.schedule(uow.calendar.of(person.number))
    at = interaction.at + timedelta(hours=1)
    # An hour later her day may be over: then it is the next morning, and said so.
    is_tomorrow = interaction.argument == "tomorrow" or at >= schedule.evening(at, person.zone)
    if is_tomorrow:
        at = _next_morning(interaction, schedule)
    if lines:
        await _put_off(uow, person, lines, schedule, at=at, now=interaction.at)
    return CourseLater(is_tomorrow=is_tomorrow, count=len(lines))


async def _put_off(
    uow: UnitOfWork,
    person: Person,
    lines: Sequence[CourseLine],
    schedule: Schedule,
    *,
    at: datetime,
    now: datetime,
) -> None:
    """Let one digest come later: pressed again before it came, it is the same one, moved."""
    number = await uow.learning.snoozes(person.id)
    for key in await uow.learning.waiting_digests(person.id, now=now):
        if is_snoozed(key):
            facts, end = _facts(lines), schedule.evening(at, person.zone)
            await uow.outbox.postpone(key, facts, until=at, expires_at=end)
            return
    key = snooze_key(person.id, number)
    await uow.outbox.put([digest_notice(person, lines, schedule, key=key, at=at)])


def digest_notice(
    person: Person, lines: Sequence[CourseLine], schedule: Schedule, *, key: str, at: datetime
) -> Notice:
    """Give the notice that reminds a person of these courses, not before an aware time.

    What was not told by the end of her hours is not told any more: the next digest says how things
    stand then.
    """
    return Notice(
        key=key,
        person_id=person.id,
        kind=NoticeKind.COURSE,
        subject=digest_subject(person.id),
        facts=_facts(lines),
        at=at,
        not_before=at,
        expires_at=schedule.evening(at, person.zone),
    )


def _facts(lines: Sequence[CourseLine]) -> str:
    return json.dumps(asdict(CourseDigest(lines=tuple(lines))), ensure_ascii=False)


def lines_of(
    enrolments: Sequence[Enrolment], catalogue: Catalogue, today: date
) -> tuple[CourseLine, ...]:
    """Give a line for each open course that is still in the catalogue, due first in front."""
    found = [_line(one, catalogue, today) for one in enrolments if one.is_open]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.due_on, one.course_id)))


async def leave_out(uow: UnitOfWork, person_id: int, course_ids: Collection[str]) -> None:
    """Take completed courses out of a digest that nobody has begun to send.

    In the transaction of the completion, so that none is told of after it.
    """
    if not course_ids:
        return
    for key in await uow.learning.waiting_digests(person_id):
        facts = await uow.outbox.waiting(key)
        if facts is not None:
            told = json.loads(facts)
            told["lines"] = [one for one in told["lines"] if one["course_id"] not in course_ids]
            await uow.outbox.refresh(key, json.dumps(told, ensure_ascii=False))


def _line(one: Enrolment, catalogue: Catalogue, today: date) -> CourseLine | None:
    course = catalogue.course(one.course_id)
    domain = catalogue.domain(course.domain) if course else None
    if course is None or domain is None or one.due_on is None or one.reason is None:
        return None
    score, mark = one.reason.score, one.reason.pass_mark
    return CourseLine(
        course_id=course.id,
        title=dict(course.title),
        domain=dict(domain.title),
        why=one.reason.why.value,
        score=None if score is None else f"{score.normalize():f}",
        pass_mark=None if mark is None else f"{mark.normalize():f}",
        due_on=one.due_on.isoformat(),
        is_overdue=one.due_on < today,
        url=course.url,
        failed_on="" if one.failed_on is None else one.failed_on.isoformat(),
        may_be_self_reported=course.may_be_self_reported,
    )


def _next_morning(interaction: Interaction, schedule: Schedule) -> datetime:
    person = interaction.person
    day = interaction.today + timedelta(days=1)
    midnight = datetime.combine(day, time(), ZoneInfo(person.zone))
    return schedule.digest_after(midnight, person.zone, spread=person.id)


async def _subject(interaction: Interaction, uow: UnitOfWork) -> Person:
    name = interaction.understood.person
    if not name:
        return interaction.person
    found = await uow.people.named(name)
    today = local_day(interaction.at, interaction.person.zone)
    seen = [one for one in found if await _may_see(interaction.person, one, today, uow)]
    if len(seen) > 1:
        numbers = ", ".join(one.number for one in seen)
        raise NotFound("error.several_of_that_name", name=name, numbers=numbers)
    if not seen:
        if interaction.person.roles & {Role.HR, Role.TRAINER}:
            raise NotFound("error.nobody_of_that_name", name=name)
        # Whoever may not ask learns nothing, not even whether such a person exists.
        raise NotAllowed("course.of_others", name=name)
    return seen[0]


async def _may_see(actor: Person, subject: Person, today: date, uow: UnitOfWork) -> bool:
    mentor = await uow.mentoring.mentor_of(subject.id, today)
    return may_see_courses(actor, standing(actor, subject, None), is_mentor=mentor == actor.id)
