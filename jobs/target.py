"""Each morning: a month's base, what skill and results ask for, and who has not answered yet."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.account import plan_book
from handlers.target_change import (
    Subject,
    ask_for_decision,
    judge_results,
    judge_skill,
    open_month,
)
from handlers.target_reward import settle_rewards
from jobs.job import Acted, Occasion, Within
from rules.people import Person, Role
from rules.periods import local_day
from rules.target_record import Standing, TargetStep, TargetWord, WordKind
from storage.store import UnitOfWork

_MOST = 100_000


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
    month = uow.calendar.month.period(today)
    week = uow.calendar.newest_cut_week(occasion.slot, occasion.site.zone)
    made = [
        await open_month(uow, subject, month),
        await judge_skill(uow, subject, week),
        await judge_results(uow, subject),
    ]
    asked = await _ask_again(uow, person, month, occasion)
    posted = await settle_rewards(
        uow, [person.id], at=occasion.now, default_plan=occasion.site.default_plan
    )
    return Acted.DONE if any(made) or asked or posted else Acted.SKIPPED


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
    since = reminded.at if reminded else step.made_at
    workdays = uow.calendar.standard.workdays
    zone = occasion.site.zone
    if workdays.first_after(local_day(since, zone)) > local_day(occasion.slot, zone):
        return 0
    if reminded is None:
        word = TargetWord(kind=WordKind.REMINDED, at=occasion.now)
        await uow.targets.say(step.id, word)
    what = "handed" if reminded else "reminded"
    await ask_for_decision(uow, person, step, what=what, at=occasion.now)
    return 1
