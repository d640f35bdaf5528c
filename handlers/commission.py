"""Answer questions about commission: how much, why, and what if."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from handlers.interaction import Interaction
from rules import money
from rules.access import PaySight, may_see_pay, standing
from rules.commission import (
    Account,
    CommissionLine,
    CreditedDeal,
    DealCredit,
    LineKind,
    PlanVersion,
    States,
    Totals,
    earned_part,
    plan_on,
    post,
    states,
    version_on,
)
from rules.errors import NotAllowed, NotFound
from rules.people import Engagement, Person, Role
from rules.periods import Cut, DayRange, month_of
from rules.plan import Measure, Mode
from rules.statement import (
    AskAmount,
    Explanation,
    NothingYet,
    Statement,
    StatementLine,
    WhatIf,
)
from storage.store import UnitOfWork

_LISTED = 3


async def commission(interaction: Interaction, uow: UnitOfWork) -> Statement:
    """Answer how much, for oneself or, where RULES allow it, for somebody named."""
    understood = interaction.understood
    if understood.problem:
        raise NotFound(understood.problem)
    subject = await _subject(interaction, uow)
    sight = await _sight(interaction, subject, uow)
    version = await _version(uow, subject, interaction)
    asked = understood.range
    days = asked.days if asked else month_of(interaction.today)
    kind = asked.kind.value if asked else "month"
    calendar = version.plan.calendar
    period = calendar.period(interaction.today)
    if kind == "month" and calendar.cut is not Cut.QUARTER:
        is_this = interaction.today in days
        period = period if is_this else f"{days.start.year}-{days.start.month:02d}"
        days = calendar.days(period)
        lines = await uow.ledger.period_lines(subject.id, period)
    else:
        lines = await uow.ledger.lines(subject.id, days)
    return _narrowed(
        await _statement(
            interaction,
            uow,
            subject=subject,
            version=version,
            lines=lines,
            period=period,
            days=days,
            kind=kind,
            sight=sight,
        )
    )


async def why(interaction: Interaction, uow: UnitOfWork) -> Explanation | NothingYet:
    """Explain a line of one's own, by default the newest."""
    person = interaction.person
    is_agent = person.engagement is Engagement.AGENT
    line = await _asked_line(interaction, uow)
    if line is None:
        return NothingYet(is_agent)
    if line.person_id != person.id:
        raise NotAllowed("error.not_yours")
    version = (await uow.plans.versions())[line.plan_version_id]
    plan = version.plan
    same_event = [
        other
        for other in await uow.ledger.lines_of_event(line.cause_source, line.cause_id)
        if other.person_id == person.id and other.origin_period == line.origin_period
    ]
    by_kind = {kind: sum(o.amount_minor for o in same_event if o.kind is kind) for kind in LineKind}
    account = Account(person.id, line.plan_version_id, line.origin_period)
    counted = await uow.deals.of_account(account)
    deal = (await uow.deals.by_id([line.deal_id])).get(line.deal_id) if line.deal_id else None
    part, whole = (
        earned_part(plan, deal, zone=person.zone, day=interaction.today) if deal else (0, 0)
    )
    per_deal = plan.measure is Measure.DEAL
    before = line.deal_base_before_minor if per_deal else line.base_before_minor
    after = line.deal_base_after_minor if per_deal else line.base_after_minor
    return Explanation(
        currency=line.currency,
        is_agent=is_agent,
        title=_title(deal.customer, deal.product, deal.number) if deal else "",
        this_deal=by_kind[LineKind.DEAL],
        catch_up=by_kind[LineKind.CATCH_UP],
        base_before=before,
        base_after=after,
        worth_before=plan.total(before),
        worth_after=plan.total(after),
        rate_after=plan.rate(after),
        slices=plan.slices(after),
        is_whole=plan.mode is Mode.WHOLE_AMOUNT,
        is_per_deal=per_deal,
        plan_title=plan.title or plan.name,
        plan_version=version.version,
        plan_starts_on=version.starts_on,
        period=line.origin_period,
        counted=tuple(_title(d.customer, d.product, d.number) for d in counted[-_LISTED:]),
        counted_more=max(0, len(counted) - _LISTED),
        earned_on=plan.earned_on,
        missing=whole - part,
        has_others=deal is not None and len(deal.shares) > 1,
    )


async def what_if(interaction: Interaction, uow: UnitOfWork) -> WhatIf | AskAmount:
    """Price one more deal on top of the running period; nothing is stored."""
    understood = interaction.understood
    if understood.problem:
        raise NotFound(understood.problem)
    person = interaction.person
    version = await _version(uow, person, interaction)
    plan = version.plan
    asked = understood.amount
    if asked is None and "amount" in interaction.answers:
        asked_minor = money.to_minor(interaction.answers["amount"].replace(",", ""), plan.currency)
    elif asked is None:
        return AskAmount()
    else:
        asked_minor = money.to_minor(asked, plan.currency)
    account = Account(person.id, version.id, plan.calendar.period(interaction.today))
    totals = (await uow.ledger.totals([account])).get(account, Totals())
    posting = post(plan, totals=totals, credit=DealCredit(), base=plan.net(asked_minor))
    if posting is None:
        return AskAmount()
    next_tier = plan.next_tier(posting.after.base)
    return WhatIf(
        currency=plan.currency,
        is_agent=person.engagement is Engagement.AGENT,
        amount=asked_minor,
        this_deal=posting.this_deal,
        catch_up=posting.catch_up,
        base_after=posting.after.base,
        worth_after=posting.after.posted,
        rate_after=plan.rate(posting.after.base),
        reaches_new_tier=plan.tier(posting.after.base) > plan.tier(totals.base),
        next_tier=next_tier,
        next_at=next_tier.start - posting.after.base if next_tier else 0,
    )


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


async def _version(uow: UnitOfWork, person: Person, interaction: Interaction) -> PlanVersion:
    """Give the plan version a person has today; the first one if hers begins later."""
    today = interaction.today
    assigned = (await uow.plans.assignments([person.id])).get(person.id, ())
    name = plan_on(assigned, today, default=interaction.default_plan)
    versions = [v for v in (await uow.plans.versions()).values() if v.plan.name == name]
    if not versions:
        raise NotFound("error.no_plan")
    return version_on(versions, today) or versions[0]


async def _statement(
    interaction: Interaction,
    uow: UnitOfWork,
    *,
    subject: Person,
    version: PlanVersion,
    lines: list[CommissionLine],
    period: str,
    days: DayRange,
    kind: str,
    sight: PaySight,
) -> Statement:
    plan = version.plan
    deals = await uow.deals.by_id({line.deal_id for line in lines if line.deal_id is not None})
    accounts = await uow.ledger.accounts(subject.id, [period])
    own = accounts.get(Account(subject.id, version.id, period), Totals())
    sums = States()
    for account, totals in accounts.items():
        sums += await account_states(uow, subject, account, totals, interaction.today)
    next_tier = plan.next_tier(own.base)
    titles = {key: _title(d.customer, d.product, d.number) for key, d in deals.items()}
    return Statement(
        person_name=subject.name,
        is_own=subject.id == interaction.person.id,
        is_agent=subject.engagement is Engagement.AGENT,
        sight=sight,
        days=days,
        kind=kind,
        is_current=interaction.today in days,
        currency=plan.currency,
        total=sum(line.amount_minor for line in lines),
        lines=tuple(
            StatementLine(
                line.id,
                titles.get(line.deal_id or 0, ""),
                line.kind,
                line.on_day,
                line.amount_minor,
            )
            for line in lines
        ),
        states=sums,
        period=period,
        period_total=sum(totals.posted for totals in accounts.values()),
        deals=sum(totals.count for totals in accounts.values()),
        base=sum(totals.base for totals in accounts.values()),
        next_tier=next_tier if period == plan.calendar.period(interaction.today) else None,
        next_at=next_tier.start - own.base if next_tier else 0,
        is_whole=plan.mode is Mode.WHOLE_AMOUNT,
        has_ever_sold=bool(lines) or await uow.ledger.last_line(subject.id) is not None,
    )


async def account_states(
    uow: UnitOfWork, person: Person, account: Account, totals: Totals, today: date
) -> States:
    """Sort an account's sum by how certain it is, as of a day."""
    version = (await uow.plans.versions())[account.plan_version_id]
    credited = await uow.ledger.credits_of(account)
    deals = [
        CreditedDeal(deal=deal, credit=credited[deal.id], zone=person.zone)
        for deal in await uow.deals.of_account(account)
    ]
    lock = (await uow.plans.locks()).get((version.plan.name, account.period))
    paid = 0
    if lock is not None and lock.paid_on is not None and lock.paid_on <= today:
        cut_off = version.plan.payable_on.last_cut_off(lock.paid_on)
        paid = states(
            version.plan, totals=totals, deals=deals, day=cut_off + timedelta(days=1)
        ).payable
    return states(version.plan, totals=totals, deals=deals, day=today, paid=paid)


def _narrowed(statement: Statement) -> Statement:
    """Leave out whatever is above the asker's sight, so that no card can show it."""
    if statement.sight is PaySight.LINES:
        return statement
    statement = replace(statement, lines=(), states=None, next_tier=None, next_at=0)
    if statement.sight is PaySight.TOTAL:
        return statement
    base = statement.base if statement.sight is PaySight.RESULTS else None
    return replace(statement, total=None, period_total=None, base=base)


async def _asked_line(interaction: Interaction, uow: UnitOfWork) -> CommissionLine | None:
    kind, _, key = interaction.argument.partition(":")
    if kind == "line" and key.isdigit():
        return await uow.ledger.line(int(key))
    if kind == "event":
        source, _, event_id = key.partition("/")
        found = await uow.ledger.lines_of_event(source, event_id)
        own = [line for line in found if line.person_id == interaction.person.id]
        return own[0] if own else None
    if interaction.understood.range:
        lines = await uow.ledger.lines(interaction.person.id, interaction.understood.range.days)
        return lines[-1] if lines else None
    return await uow.ledger.last_line(interaction.person.id)


def _title(customer: str, product: str, number: str) -> str:
    return customer or product or number
