"""Mentors' weeks: three tasks per pairing on Monday, and later in it what is still missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from handlers.mentor_change import propose
from handlers.mentoring import mentee_weeks, plan
from jobs.job import Acted, Occasion, Within
from rules.mentor_change import Reason
from rules.mentor_desk import MentorWeek
from rules.notices import Notice, NoticeKind
from rules.people import Person
from rules.periods import DayRange, local_day, week_of
from storage.unit_of_work import UnitOfWork


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give who mentors anybody in the week of the slot."""
    week = _week(occasion)
    return await uow.mentoring.mentors(week.start, week.last, lo=within.lo, hi=within.hi)


async def plan_week(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Give a mentor the tasks of the week and one card for all her mentees.

    For whom she has no time, is away or has left, somebody else is proposed to HR.
    """
    mentor = (await uow.people.by_id([one]))[one]
    week = _week(occasion)
    planned = await plan(mentor, week.start, uow)
    reason = Reason.LEAVE if mentor.is_active and not planned.tasks else Reason.LOAD
    for pairing in planned.needs_stand_in:
        why = reason if mentor.is_active else Reason.LEFT
        await propose(pairing, why, week.start, uow, at=occasion.now)
    if not mentor.is_active:
        return Acted.DONE if planned.needs_stand_in else Acted.SKIPPED
    told = await _tell(mentor, NoticeKind.MENTOR_WEEK, f"{week.start}", occasion, uow)
    return Acted.DONE if told or planned.needs_stand_in else Acted.SKIPPED


async def remind(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Remind a mentor of what is missing this week, if anything is."""
    mentor = (await uow.people.by_id([one]))[one]
    if not mentor.is_active:
        return Acted.SKIPPED
    day = f"{local_day(occasion.slot, occasion.site.zone)}"
    told = await _tell(mentor, NoticeKind.MENTOR_MISSING, day, occasion, uow)
    return Acted.DONE if told else Acted.SKIPPED


async def _tell(
    mentor: Person, kind: NoticeKind, nth: str, occasion: Occasion, uow: UnitOfWork
) -> bool:
    week = _week(occasion)
    today = local_day(occasion.now, mentor.zone)
    lines = await mentee_weeks(mentor, week.start, uow, today=today)
    told = tuple(line for line in lines if line.missing)
    if kind is NoticeKind.MENTOR_WEEK:
        told = tuple(line for line in lines if line.tasks)
    if not told:
        return False
    facts = MentorWeek(week=week.start.isoformat(), mentees=told)
    notice = Notice(
        key=f"{kind.value}:{mentor.id}:{nth}",
        person_id=mentor.id,
        kind=kind,
        subject=f"mentor_week:{mentor.id}:{week.start}",
        facts=json.dumps(asdict(facts), ensure_ascii=False),
        at=occasion.now,
        expires_at=uow.calendar.cut_at(week, occasion.site.zone),
    )
    return await uow.outbox.put([notice]) > 0


def _week(occasion: Occasion) -> DayRange:
    return week_of(local_day(occasion.slot, occasion.site.zone))
