"""Answer how much commission somebody has, as far as the asker may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from handlers.account import PlanBook, period_states, plan_book
from handlers.draw import settled, waiting_deals
from handlers.interaction import Interaction
from handlers.why import line_of, why
from rules.access import PaySight, may_see_pay, standing
from rules.commission import CommissionLine, LineKind, Totals
from rules.crediting import Account, PlanVersion
from rules.errors import NotAllowed, NotFound
from rules.people import Engagement, Person, Role
from rules.periods import Calendar, Cut, DayRange, month_of
from rules.plan_terms import Base
from rules.plan_told import next_tier_of, tells_next_tier
from rules.spoken_point import SpokenKind, SpokenRange
from rules.statement import Change, Explanation, NothingYet, Statement, StatementLine
from storage.unit_of_work import UnitOfWork

#: How people name the periods of a plan; anything else is a stretch of days.
_SPOKEN = {
    Cut.MONTH: SpokenKind.MONTH,
    Cut.BUSINESS_MONTH: SpokenKind.MONTH,
    Cut.QUARTER: SpokenKind.QUARTER,
    Cut.YEAR: SpokenKind.YEAR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The days asked for; `period` is the plan's, where the question fits one."""

    kind: str
    days: DayRange
    period: str | None = None


async def answer(interaction: Interaction, uow: UnitOfWork) -> Statement | Explanation | NothingYet:
    """Answer how much; where a customer is named, tell the deal, or all where none of hers fits."""
    understood = interaction.understood
    is_of_deal = understood.customer and not understood.problem
    if is_of_deal and await line_of(understood.customer or "", interaction, uow):
        return await why(interaction, uow)
    return await commission(interaction, uow)


async def commission(interaction: Interaction, uow: UnitOfWork) -> Statement:
    """Answer how much, for oneself or, where RULES allow it, for somebody named."""
    understood = interaction.understood
    if understood.problem:
        raise NotFound(understood.problem)
    subject = await _subject(interaction, uow)
    sight = await _sight(interaction, subject, uow)
    book = await plan_book(uow, [subject], default_plan=interaction.default_plan)
    version = book.current(subject.id, interaction.today)
    asked = _asked(understood.range, version.plan.calendar, interaction.today)
    return _narrowed(
        await _statement(interaction, uow, subject, book=book, version=version, asked=asked),
        sight,
    )


def _asked(spoken: SpokenRange | None, calendar: Calendar, today: date) -> _Asked:
    """Cut what was named by the plan's calendar: its months may begin on the 26th."""
    if spoken is None:
        spoken = SpokenRange(kind=SpokenKind.MONTH, days=month_of(today), ago=0)
    if _SPOKEN[calendar.cut] is not spoken.kind:
        return _Asked(kind=spoken.kind.value, days=spoken.days)
    period = calendar.period(spoken.days.start)
    if spoken.ago is not None:
        period = calendar.before(calendar.period(today), spoken.ago)
    elif calendar.cut is Cut.BUSINESS_MONTH:
        period = f"{spoken.days.start.year}-{spoken.days.start.month:02d}"
    return _Asked(kind="period", days=calendar.days(period), period=period)


async def _subject(interaction: Interaction, uow: UnitOfWork) -> Person:
    name = interaction.understood.person
    if not name:
        return interaction.person
    found = await uow.people.named(name)
    if interaction.person.id in {person.id for person in found}:
        return interaction.person
    if len(found) > 1 and interaction.person.roles & {Role.HR, Role.FINANCE}:
        numbers = ", ".join(person.number for person in found)
        raise NotFound("error.several_of_that_name", name=name, numbers=numbers)
    if len(found) == 1:
        return found[0]
    if interaction.person.roles & {Role.HR, Role.FINANCE}:
        raise NotFound("error.nobody_of_that_name", name=name)
    # Whoever may not ask learns nothing, not even whether such a person exists.
    raise NotAllowed("error.pay_of_others", name=name)


async def _sight(interaction: Interaction, subject: Person, uow: UnitOfWork) -> PaySight:
    above = None
    if subject.manager_id is not None:
        manager = (await uow.people.by_id([subject.manager_id])).get(subject.manager_id)
        above = manager.manager_id if manager else None
    sight = may_see_pay(
        interaction.person,
        standing(interaction.person, subject, above),
        manager_sees_pay=interaction.manager_sees_pay,
    )
    if sight is PaySight.NOTHING:
        raise NotAllowed("error.pay_of_others", name=interaction.understood.person or "")
    return sight


async def _statement(
    interaction: Interaction,
    uow: UnitOfWork,
    subject: Person,
    *,
    book: PlanBook,
    version: PlanVersion,
    asked: _Asked,
) -> Statement:
    plan, today = version.plan, interaction.today
    period = asked.period or plan.calendar.period(today)
    accounts = await uow.ledger.accounts(subject.id, [period])
    period_total = await uow.ledger.total(subject.id, period)
    when = asked.period or asked.days
    lines = await uow.ledger.lines(subject.id, when)
    own = accounts.get(Account(subject.id, version.id, period), Totals())
    is_agent = subject.engagement is Engagement.AGENT
    is_told = period == plan.calendar.period(today)
    is_told &= tells_next_tier(plan, today, is_agent=is_agent)
    return Statement(
        person_name=subject.name,
        is_own=subject.id == interaction.person.id,
        is_agent=is_agent,
        sight=PaySight.LINES,
        days=asked.days,
        kind=asked.kind,
        period=period,
        is_current=today in asked.days,
        currency=plan.currency,
        total=period_total if asked.period else await uow.ledger.total(subject.id, when),
        lines=await _lines(lines, uow),
        states=await period_states(uow, book, accounts, period_total, today=today),
        pay_on=plan.payable_on.next_pay_day(plan.payable_on.last_cut_off(today)),
        period_total=period_total,
        deals=sum(totals.count for totals in accounts.values()),
        base=sum(totals.base for totals in accounts.values()),
        next_tier=next_tier_of(plan, own.base, own.units) if is_told else None,
        sells=not subject.roles or Role.REP in subject.roles,
        may_look_up=bool(subject.roles & {Role.HR, Role.FINANCE, Role.MANAGER}),
        has_ever_sold=bool(lines) or await uow.ledger.last_line(subject.id) is not None,
        settled=await settled(uow, subject, plan, period, book),
        waiting=await waiting_deals(uow, subject, plan, period, book),
        quota=plan.quota,
        factor=plan.factor_at(own.base, own.units) if plan.factors is not None else None,
        is_margin=plan.base is Base.MARGIN,
    )


async def _lines(lines: Iterable[CommissionLine], uow: UnitOfWork) -> tuple[StatementLine, ...]:
    """Give one line per event: what it did for its deal, catch-up within."""
    known = list(lines)
    deals = await uow.deals.by_id({line.deal_id for line in known if line.deal_id is not None})
    titles = {key: deal.title for key, deal in deals.items()}

    def event(line: CommissionLine) -> tuple[str, str, int | None]:
        return line.cause_source, line.cause_id, line.deal_id

    return tuple(
        _line(titles.get(deal_id or 0, ""), list(group))
        for (_, _, deal_id), group in groupby(known, event)
    )


def _line(title: str, group: list[CommissionLine]) -> StatementLine:
    first = group[0]
    change = Change.CHANGED
    if first.kind is LineKind.REWARD:
        change = Change.REWARD
    elif not first.deal_base_before_minor:
        change = Change.NEW
    elif not first.deal_base_after_minor:
        change = Change.TAKEN_BACK
    return StatementLine(
        line_id=group[-1].id,
        title=title,
        change=change,
        on_day=first.on_day,
        minor=sum(line.amount_minor for line in group),
        catch_up=sum(line.amount_minor for line in group if line.kind is LineKind.CATCH_UP),
    )


def _narrowed(statement: Statement, sight: PaySight) -> Statement:
    """Leave out whatever is above the asker's sight, so that no card can show it."""
    statement = replace(statement, sight=sight)
    if sight is PaySight.LINES:
        return statement
    statement = replace(statement, lines=(), states=None, pay_on=None, next_tier=None, settled=None)
    if sight is PaySight.TOTAL:
        return statement
    base = statement.base if sight is PaySight.RESULTS else None
    return replace(statement, total=None, period_total=None, base=base)
