"""The reward of a stretch: posted when it is reached, taken back when it is missed again."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from handlers.account import PlanBook, plan_book
from handlers.target_count import count
from rules.commission import CommissionLine, LineKind
from rules.notices import Notice, NoticeKind, TargetReward
from rules.people import Person
from rules.periods import local_day
from rules.plan import Plan
from rules.target_record import TargetStep, reward_bar, reward_step
from storage.unit_of_work import UnitOfWork

SOURCE = "target"


async def settle_rewards(
    uow: UnitOfWork, people: Collection[int], *, at: datetime, default_plan: str
) -> int:
    """Post what the rewards of these persons are short of or too much; give how many lines.

    The sum of a target's reward lines is its reward or nothing, however often this is called.
    Only under `UnitOfWork.lock_ledger`.
    """
    lines = 0
    for person_id, month in await uow.targets.rewarded(people) if people else ():
        step = reward_step(await uow.targets.of_month(person_id, month))
        if step is not None:
            person = (await uow.people.by_id([person_id]))[person_id]
            lines += await _settle(uow, step, person, at=at, default_plan=default_plan)
    return lines


async def _settle(
    uow: UnitOfWork, step: TargetStep, person: Person, *, at: datetime, default_plan: str
) -> int:
    book = await plan_book(uow, [person], default_plan=default_plan)
    days = uow.calendar.month.days(step.month)
    done = len((await count(uow, person, days, book)).valid)
    posted = await uow.ledger.rewards(f"target:{step.id}")
    due = step.reward_minor if done >= reward_bar(step) else 0
    missing = due - sum(line.amount_minor for line in posted)
    if not missing:
        return 0
    version = book.current(person.id, min(days.last, local_day(at, person.zone)))
    if version.plan.currency != step.currency:
        return 0
    cause = f"target:{step.id}:{len(posted) + 1}"
    today = local_day(at, person.zone)
    period = version.plan.calendar.period(min(days.last, today))
    line = CommissionLine(
        person_id=person.id,
        plan_version_id=version.id,
        period=_open_period(version.plan, period, book),
        origin_period=period,
        kind=LineKind.REWARD,
        deal_id=None,
        cause_source=SOURCE,
        cause_id=cause,
        on_day=today,
        amount_minor=missing,
        currency=step.currency,
        base_before_minor=0,
        base_after_minor=0,
        deal_base_before_minor=0,
        deal_base_after_minor=0,
        posted_at=at,
    )
    await uow.ledger.save(totals={}, deal_credits={}, lines=[line])
    await uow.audit.add(at=at, actor="clock", action="target.reward", subject=cause)
    if person.is_active:
        facts = TargetReward(
            month=step.month,
            minor=missing,
            currency=step.currency,
            stretch=reward_bar(step),
            done=done,
        )
        await uow.outbox.put(
            [
                Notice(
                    key=f"reward:{cause}",
                    person_id=person.id,
                    kind=NoticeKind.TARGET_REWARD,
                    subject=f"target:{step.id}",
                    facts=json.dumps(asdict(facts)),
                    at=at,
                    priority=0,
                )
            ]
        )
    return 1


def _open_period(plan: Plan, period: str, book: PlanBook) -> str:
    while (plan.name, period) in book.locks:
        period = plan.calendar.period(plan.calendar.days(period).end)
    return period
