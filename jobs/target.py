"""Each morning: a month's base, what skill and results ask for, and who has not answered yet.

Mornings that an outage took are judged too, day by day, oldest first; of several days on which the
same rule fired for the same month the latest alone makes the proposal, with that day's figures
(docs/decisions/0036).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handlers.account import plan_book
from handlers.target_change import (
    Judgement,
    Subject,
    ask_for_decision,
    judge_results,
    judge_skill,
    manager_of,
    open_month,
    propose,
)
from handlers.target_reward import settle_rewards
from jobs.job import Acted, Occasion, Within
from rules.people import Person, Role
from rules.periods import local_day
from rules.target import Cause
from rules.target_record import Standing, TargetStep, TargetWord, WordKind
from storage.unit_of_work import UnitOfWork

_MOST = 100_000
#: Longer ago nobody can decide about any more: the month is over.
_MOST_MISSED = 31
_DAY = timedelta(days=1)


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give the reps who work here."""
    del occasion
    reps = await uow.people.having(Role.REP, limit=_MOST)
    return [rep.id for rep in reps if within.lo <= rep.id <= within.hi]


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Look at one rep; everything it makes has a key, so twice is once."""
    person = (await uow.people.by_id([one])).get(one)
    if person is None or not person.is_active:
        return Acted.SKIPPED
    today = local_day(occasion.slot, person.zone)
    if person.hired_on is not None and person.hired_on > today:
        return Acted.SKIPPED
    await uow.lock_ledger()
    book = await plan_book(uow, [person], default_plan=occasion.site.default_plan)
    if not book.versions:
        return Acted.SKIPPED
    subject = Subject(
        person=person, today=today, at=occasion.now, policy=occasion.site.targets, book=book
    )
    made, asked = [], 0
    if not person.is_confirmed(today):
        month = uow.calendar.month.period(today)
        made = [await open_month(uow, subject, month)]
        made += [
            await propose(uow, subject, judged)
            for judged in await _judged(uow, subject, occasion)
            if judged.month >= month
        ]
        asked = await _ask_again(uow, person, month, occasion)
    posted = await settle_rewards(
        uow, [person.id], at=occasion.now, default_plan=occasion.site.default_plan
    )
    return Acted.DONE if any(made) or asked or posted else Acted.SKIPPED


async def _judged(uow: UnitOfWork, subject: Subject, occasion: Occasion) -> list[Judgement]:
    """Judge each morning since the last that was done; of one cause and month give the latest."""
    latest: dict[tuple[Cause, str], Judgement] = {}
    weeks = await _weeks_that_acted(uow, subject, occasion)
    for slot, day in await _mornings(uow, subject.person, occasion):
        week = uow.calendar.newest_cut_week(slot, occasion.site.zone)
        found = [await judge_results(uow, subject, day)]
        if week.start not in weeks:
            first = local_day(uow.calendar.cut_at(week, occasion.site.zone), subject.person.zone)
            found.append(await judge_skill(uow, subject, week, day, first=first))
        weeks.add(week.start)
        latest |= {(one.cause, one.month): one for one in found if one is not None}
    return list(latest.values())


async def _weeks_that_acted(uow: UnitOfWork, subject: Subject, occasion: Occasion) -> set[date]:
    """Give the weeks whose skill has proposed something: each acts once, on one month."""
    acted: set[date] = set()
    for step in await uow.targets.of(subject.person.id):
        if step.cause is Cause.SKILL and step.judged_on is not None:
            then = occasion.slot - (subject.today - step.judged_on)
            acted.add(uow.calendar.newest_cut_week(then, occasion.site.zone).start)
    return acted


async def _mornings(
    uow: UnitOfWork, person: Person, occasion: Occasion
) -> list[tuple[datetime, date]]:
    """Give (slot, her day) of this morning and of those missed before it, oldest first."""
    last = await uow.jobs.last_done(occasion.job, before=occasion.slot)
    missed = 0 if last is None else max(0, (occasion.slot - last) // _DAY - 1)
    slots = [occasion.slot - n * _DAY for n in range(min(missed, _MOST_MISSED), -1, -1)]
    days = [(slot, local_day(slot, person.zone)) for slot in slots]
    return [one for one in days if person.hired_on is None or person.hired_on <= one[1]]


async def _ask_again(uow: UnitOfWork, person: Person, month: str, occasion: Occasion) -> int:
    """Remind the manager after a workday without an answer, then hand over to HR."""
    asked = 0
    for step in await uow.targets.of(person.id):
        if step.month >= month and step.standing is Standing.WAITS_FOR_MANAGER:
            asked += await _ask_about(uow, person, step, occasion)
    return asked


async def _ask_about(uow: UnitOfWork, person: Person, step: TargetStep, occasion: Occasion) -> int:
    if step.word(WordKind.HANDED_TO_HR):
        return 0
    reminded = step.word(WordKind.REMINDED)
    manager = await manager_of(uow, person)
    if manager is not None:
        since = reminded.at if reminded else step.made_at
        hers = uow.calendar.of(manager.number)
        if not hers.was_silent(since, occasion.slot, manager.zone):
            return 0
    if reminded is None:
        word = TargetWord(kind=WordKind.REMINDED, at=occasion.now)
        await uow.targets.say(step.id, word)
    what = "handed" if reminded else "reminded"
    await ask_for_decision(uow, person, step, what=what, at=occasion.now)
    return 1
