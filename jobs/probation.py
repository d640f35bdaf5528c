"""Each morning: confirmations whose day has come, and reminders of the last day to end one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from handlers.probation_outcome import confirm_due
from handlers.target_change import manager_of
from jobs.job import Acted, Occasion, Within
from rules.notices import Notice, NoticeKind, ProbationReview
from rules.people import Engagement, Role
from rules.periods import local_day
from rules.probation import last_ending_day, reminder_due
from rules.probation_record import FactKind, ProbationFact, gaps
from storage.unit_of_work import UnitOfWork


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give those with a probation."""
    del occasion
    return await uow.probations.running(lo=within.lo, hi=within.hi)


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Confirm her where that was signed for today; else remind her manager, or HR without one.

    A pause counts no days down, and a confirmation that is signed asks for nothing more.
    """
    person = (await uow.people.by_id([one])).get(one)
    if person is None or not person.is_active or person.engagement is not Engagement.EMPLOYEE:
        return Acted.SKIPPED
    file = await uow.probations.of(person)
    today = local_day(occasion.slot, occasion.site.zone)
    workdays = uow.calendar.standard.workdays
    if file is None or file.outcome is not None:
        return Acted.SKIPPED
    if file.waiting is not None and file.waiting.kind is FactKind.CONFIRMING:
        default_plan = occasion.site.default_plan
        is_confirmed = await confirm_due(
            person, uow, today=today, at=occasion.now, default_plan=default_plan
        )
        return Acted.DONE if is_confirmed else Acted.SKIPPED
    if not reminder_due(file.probation, today, workdays):
        return Acted.SKIPPED
    fact = ProbationFact(kind=FactKind.REMINDED, on=today, at=occasion.now)
    if not await uow.probations.add(one, fact, key=f"reminded:{one}:{today.isoformat()}"):
        return Acted.SKIPPED
    manager = await manager_of(uow, person)
    to = [manager] if manager else [p for p in await uow.people.having(Role.HR) if p.id != one]
    last = last_ending_day(file.probation, workdays)
    facts = ProbationReview(
        person_id=one,
        name=person.name,
        number=person.number,
        last_day=last.isoformat(),
        days_left=(last - today).days,
        gaps=tuple(gap.value for gap in gaps(file, months_without_target=0)),
    )
    await uow.outbox.put(
        [
            Notice(
                key=f"probation:{one}:{today.isoformat()}:{reader.id}",
                person_id=reader.id,
                kind=NoticeKind.PROBATION_REVIEW,
                subject=f"probation:{one}:{reader.id}",
                facts=json.dumps(asdict(facts), ensure_ascii=False),
                at=occasion.now,
                not_before=uow.calendar.of(reader.number).digest_after(
                    occasion.slot, reader.zone, spread=reader.id
                ),
            )
            for reader in to
        ]
    )
    return Acted.DONE
