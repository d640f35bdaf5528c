"""When a period of her plan is over: tell each rep what it came to and when it is paid."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.account import PlanBook, period_states, plan_book
from handlers.draw import settled, waiting_deals
from jobs.job import Acted, Occasion, Within
from rules.commission import Totals
from rules.crediting import Account, PlanVersion
from rules.notices import Notice, NoticeKind, StatementReady
from rules.people import Person
from rules.periods import ended_periods, local_day
from storage.unit_of_work import UnitOfWork


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give those with an account in a period that has just ended, in whatever zone."""
    day = local_day(occasion.slot, "UTC")
    days = {day + timedelta(days=n) for n in (-1, 0, 1)}
    ended = _ended((await uow.plans.versions()).values(), days)
    return await uow.ledger.people_with(ended, lo=within.lo, hi=within.hi)


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Tell one person about each period of hers that has ended by her own days, once."""
    person = (await uow.people.by_id([one])).get(one)
    if person is None or not person.is_active:
        return Acted.SKIPPED
    book = await plan_book(uow, [person], default_plan=occasion.site.default_plan)
    # Two days: hers may end hours after the organisation's. The key makes it one notice.
    today = local_day(occasion.slot, person.zone)
    ended = _ended(book.versions.values(), {today, today - timedelta(days=1)})
    accounts = await uow.ledger.accounts(person.id, {period for _, period in ended})
    hers = {
        key: sums for key, sums in accounts.items() if (key.plan_version_id, key.period) in ended
    }
    told = _Hers(person=person, accounts=hers, book=book, occasion=occasion)
    notices = [await _notice(period, told, uow) for period in sorted({a.period for a in hers})]
    return Acted.DONE if await uow.outbox.put(notices) else Acted.SKIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hers:
    """What the notices of one person are made of."""

    person: Person
    accounts: dict[Account, Totals]
    book: PlanBook
    occasion: Occasion


async def _notice(period: str, hers: _Hers, uow: UnitOfWork) -> Notice:
    person, book, occasion = hers.person, hers.book, hers.occasion
    accounts = {key: sums for key, sums in hers.accounts.items() if key.period == period}
    plan = book.plan(max(accounts))
    today = local_day(occasion.now, person.zone)
    total = await uow.ledger.total(person.id, period)
    states = await period_states(uow, book, accounts, total, today=today)
    drawn = await settled(uow, person, plan, period, book)
    facts = StatementReady(
        period=period,
        currency=plan.currency,
        total=total,
        **asdict(states),
        deals=sum(sums.count for sums in accounts.values()),
        pay_on=plan.payable_on.next_pay_day(plan.payable_on.last_cut_off(today)).isoformat(),
        draw=drawn.draw if drawn else 0,
        drawn=drawn.paid if drawn else 0,
        owed=drawn.owed if drawn else 0,
        is_on_top=drawn is not None and drawn.is_on_top,
        waiting=await waiting_deals(uow, person, plan, period, book),
    )
    key = f"statement:{person.id}:{period}"
    return Notice(
        key=key,
        person_id=person.id,
        kind=NoticeKind.STATEMENT,
        subject=key,
        facts=json.dumps(_said(facts)),
        at=occasion.now,
        not_before=uow.calendar.of(person.number).digest_after(
            max(occasion.slot, _begin(plan.calendar.days(period).end, person.zone)),
            person.zone,
            spread=person.id,
        ),
    )


def _said(facts: StatementReady) -> dict[str, object]:
    """Leave out what only some plans have, where there is none of it."""
    only = {one.name for one in fields(facts) if one.default == 0}
    return {name: value for name, value in asdict(facts).items() if value or name not in only}


def _ended(versions: Collection[PlanVersion], days: set[date]) -> set[tuple[int, str]]:
    """Give (plan version, period) of the periods whose first day after is one of these."""
    return {
        (version.id, period)
        for version in versions
        for period in ended_periods(version.plan.calendar, days)
    }


def _begin(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
