"""Remind interviewers of what they have not recorded, once the interview took place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from jobs.job import Acted, Occasion, Within
from rules.interview import InterviewDue, InterviewState, reminder_number
from rules.notices import Notice, NoticeKind
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork

#: Longer than any holiday between the interview and the last reminder.
_LOOK_BACK = timedelta(days=30)


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the interviews that are over and not recorded."""
    since = occasion.slot - _LOOK_BACK
    waiting = await uow.interviews.waiting(ended_by=occasion.slot, since=since)
    return [one.id for one in waiting if within.lo <= one.id <= within.hi]


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Remind of one; each reminder has a key, so twice is once."""
    kept = await uow.interviews.one(one)
    if kept is None or kept.state is not InterviewState.PLANNED or kept.ends_at > occasion.slot:
        return Acted.SKIPPED
    person = (await uow.people.by_id([kept.interviewer_id])).get(kept.interviewer_id)
    known = (await uow.candidates.by_id([kept.candidate_id])).get(kept.candidate_id)
    if person is None or not person.is_active or known is None or known[0].is_erased:
        return Acted.SKIPPED
    if known[0].state.is_over:
        return Acted.SKIPPED  # whoever took her application back was hardly met
    schedule = uow.calendar.of(person.number)
    ended_on = local_day(kept.ends_at, person.zone)
    today = local_day(occasion.slot, person.zone)
    number = reminder_number(ended_on, today, schedule.workdays)
    if number is None:
        return Acted.SKIPPED
    facts = InterviewDue(
        interview_id=kept.id,
        candidate=known[0].name,
        on_day=ended_on.isoformat(),
        number=number,
    )
    notice = Notice(
        key=f"interview:{kept.id}:{number}",
        person_id=person.id,
        kind=NoticeKind.INTERVIEW_DUE,
        subject=f"interview:{kept.id}",
        facts=json.dumps(asdict(facts), ensure_ascii=False),
        at=occasion.now,
        not_before=schedule.digest_after(occasion.slot, person.zone, spread=person.id),
    )
    return Acted.DONE if await uow.outbox.put([notice]) else Acted.SKIPPED
