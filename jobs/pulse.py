"""The weekly pulse: two questions on Friday, and after the week is cut what the answers mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from handlers.mentor_change import propose
from jobs.job import Acted, Occasion, Within
from rules.mentor_change import Reason
from rules.mentoring import Pairing
from rules.notices import Notice, NoticeKind
from rules.people import Person
from rules.periods import local_day, week_of
from rules.pulse import Pulse, assess_pulse, may_change_mentor
from rules.pulse_card import AskRating, MentoringAttention, Question
from storage.unit_of_work import UnitOfWork


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the pairings that last on the slot's day, but those of somebody who stands in."""
    day = local_day(occasion.slot, occasion.site.zone)
    lasting = await uow.mentoring.lasting(day, day)
    ids = [one.id for one in lasting if not one.is_stand_in]
    return sorted(one for one in ids if within.lo <= one <= within.hi)


async def ask(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Ask a rep both questions about this week, one per card, once."""
    pairing, rep = await _pair(one, uow)
    if not rep.is_active:
        return Acted.SKIPPED
    week = week_of(local_day(occasion.slot, occasion.site.zone))
    said = asdict(await uow.pulses.answers(pairing.id, week.start))
    notices = [
        Notice(
            key=f"pulse:{pairing.id}:{week.start}:{question.value}",
            person_id=rep.id,
            kind=NoticeKind.PULSE,
            subject=f"pulse:{pairing.id}:{week.start}:{question.value}",
            facts=json.dumps(
                asdict(
                    AskRating(
                        pairing_id=pairing.id,
                        week=week.start.isoformat(),
                        question=question.value,
                    )
                )
            ),
            at=occasion.now,
            expires_at=uow.calendar.cut_at(week, occasion.site.zone),
        )
        for question in Question
        if said[question.value] is None
    ]
    return Acted.DONE if await uow.outbox.put(notices) else Acted.SKIPPED


async def judge(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Propose a change to HR where the mean is low, and tell the manager without a figure.

    Judged by weeks that are cut, once for each newest week; not in the last 14 days of probation,
    and not while another change is proposed. Who stands in for a while is a question of its own.
    """
    pairing, rep = await _pair(one, uow)
    week = uow.calendar.newest_cut_week(occasion.slot, occasion.site.zone)
    rated = (await uow.pulses.ratings([pairing.id], until=week.start)).get(pairing.id, [])
    verdict = assess_pulse([rating for _, rating in rated])
    today = local_day(occasion.slot, rep.zone)
    is_judged = verdict.pulse is Pulse.LOW and rep.is_active
    if not is_judged or not may_change_mentor(today, rep.probation_ends_on):
        return Acted.SKIPPED
    if rated[-1][0] < week.start - timedelta(days=21):
        return Acted.SKIPPED
    open_ones = await uow.pulses.undecided([pairing.id])
    if any(
        other.reason is not Reason.ALARM and not other.reason.is_for_a_while for other in open_ones
    ):
        return Acted.SKIPPED
    if not await propose(pairing, Reason.PULSE, rated[-1][0], uow, at=occasion.now):
        return Acted.SKIPPED
    await _tell_manager(pairing, rep, f"{rated[-1][0]}", occasion, uow)
    return Acted.DONE


async def _tell_manager(
    pairing: Pairing, rep: Person, week: str, occasion: Occasion, uow: UnitOfWork
) -> None:
    """Tell her manager that the mentoring needs attention; a manager who mentors her hears none."""
    manager = rep.manager_id
    if manager is None or manager == pairing.mentor_id:
        return
    notice = Notice(
        key=f"mentor_attention:{pairing.id}:{week}",
        person_id=manager,
        kind=NoticeKind.MENTOR_ATTENTION,
        subject=f"mentor_attention:{pairing.id}",
        facts=json.dumps(asdict(MentoringAttention(rep=rep.name)), ensure_ascii=False),
        at=occasion.now,
    )
    await uow.outbox.put([notice])


async def _pair(one: int, uow: UnitOfWork) -> tuple[Pairing, Person]:
    pairing = (await uow.mentoring.by_id([one]))[one]
    return pairing, (await uow.people.by_id([pairing.rep_id]))[pairing.rep_id]
