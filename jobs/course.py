"""Remind of unfinished courses, in one digest a day (RULES row 9)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.course import digest_notice, lines_of
from jobs.job import Acted, Occasion, Within
from rules.course import CourseLine, CourseOverdue
from rules.course_reminder import Reminder, reminder_for
from rules.notices import Notice, NoticeKind
from rules.people import Person
from rules.periods import local_day
from storage.learning import digest_key, is_snoozed
from storage.unit_of_work import UnitOfWork

_MOST_LINES = 3
#: No holiday is longer: what is due after it may be brought up before it.
_AHEAD = timedelta(days=31)


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give those with an open course that may be due."""
    until = local_day(occasion.slot, occasion.site.zone) + _AHEAD
    return await uow.learning.to_remind(until, lo=within.lo, hi=within.hi)


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Put today's digest of one person; the days are kept in the notice's own transaction.

    Nothing is put on a day off of hers, nor while an earlier digest is still on its way: what it
    could not say comes with the next. One that she has put off to today goes into today's.
    """
    person = (await uow.people.by_id([one])).get(one)
    if person is None or not person.is_active:
        return Acted.SKIPPED
    waiting = await uow.learning.waiting_digests(one, now=occasion.now)
    if any(not is_snoozed(key) for key in waiting):
        return Acted.SKIPPED
    today = local_day(occasion.now, person.zone)
    wishes = await uow.preferences.one(one)
    schedule = wishes.schedule(uow.calendar.of(person.number))
    if NoticeKind.COURSE in wishes.muted or not schedule.workdays.is_workday(today):
        return Acted.SKIPPED
    due = (await _due(person, occasion, uow))[:_MOST_LINES]
    midnight = datetime.combine(today, time(), ZoneInfo(person.zone))
    at = max(schedule.digest_after(midnight, person.zone, spread=one), occasion.now)
    if not due or at >= schedule.evening(at, person.zone):
        return Acted.SKIPPED
    told = [line for line, _ in due]
    lines = await _with_put_off(told, waiting, uow)
    key = digest_key(one, today)
    if not await uow.outbox.put([digest_notice(person, lines, schedule, key=key, at=at)]):
        return Acted.SKIPPED
    await uow.learning.tell(one, [line.course_id for line in told], today)
    last = [line for line, reminder in due if reminder.is_last]
    await _tell_mentor(person, last, at, uow)
    return Acted.DONE


async def _with_put_off(
    due: list[CourseLine], waiting: Sequence[str], uow: UnitOfWork
) -> list[CourseLine]:
    """Give today's lines and, as far as there is room, those that she has put off.

    The digest put off is emptied: it is not true any more, and goes without a word.
    """
    lines = list(due)
    for key in waiting:
        facts = await uow.outbox.waiting(key)
        if facts is not None and await uow.outbox.refresh(key, json.dumps({"lines": []})):
            named = {line.course_id for line in lines}
            put_off = [CourseLine(**one) for one in json.loads(facts)["lines"]]
            lines += [line for line in put_off if line.course_id not in named]
    return lines[:_MOST_LINES]


async def _due(
    person: Person, occasion: Occasion, uow: UnitOfWork
) -> list[tuple[CourseLine, Reminder]]:
    """Give today's reminders: what has been overdue longest comes first."""
    today = local_day(occasion.now, person.zone)
    enrolments = await uow.learning.enrolments([person.id])
    known = {one.course_id: one for one in enrolments}
    told = await uow.learning.told(person.id, now=occasion.now)
    workdays = uow.calendar.of(person.number).workdays
    found: list[tuple[CourseLine, Reminder]] = []
    for line in lines_of(enrolments, uow.catalogue, today):
        one = known[line.course_id]
        if one.due_on is None or one.assigned_on is None:
            continue
        reminder = reminder_for(
            today,
            one.due_on,
            told.get(line.course_id, ()),
            workdays,
            assigned_on=one.assigned_on,
        )
        if reminder is not None:
            found.append((line, reminder))
    return found


async def _tell_mentor(
    person: Person, lines: Sequence[CourseLine], at: datetime, uow: UnitOfWork
) -> None:
    mentor = await uow.mentoring.mentor_of(person.id, local_day(at, person.zone))
    if mentor is None or mentor == person.id:
        return
    await uow.outbox.put(
        [
            Notice(
                key=f"course_overdue:{person.id}:{line.course_id}",
                person_id=mentor,
                kind=NoticeKind.COURSE_OVERDUE,
                subject=f"course_overdue:{person.id}",
                facts=json.dumps(
                    asdict(CourseOverdue(name=person.name, line=line, person_id=person.id)),
                    ensure_ascii=False,
                ),
                at=at,
                not_before=at,
            )
            for line in lines
        ]
    )
