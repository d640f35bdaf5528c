"""Explain how a sum came about: the inputs it had then, the plan, and what is still missing."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.account import PlanBook, plan_book
from handlers.interaction import Interaction
from rules.commission import CommissionLine, DealCredit, LineKind, extras_of, rate_at, sums_reached
from rules.crediting import Account, Sold, in_full, parts
from rules.deal import Deal
from rules.earning import credited_deal, earned_part, kept_by
from rules.errors import NotAllowed, NotFound
from rules.money import round_half_up
from rules.people import Engagement
from rules.periods import DayRange
from rules.plan import Plan
from rules.plan_terms import OF_A_DEAL, OF_A_MARGIN, Base, EarnedOn, Measure
from rules.plan_told import slices
from rules.spoken_customer import is_of_customer
from rules.statement import Explanation, NothingYet
from storage.unit_of_work import UnitOfWork

_LISTED = 3
#: How far back a deal is looked for by its customer.
_YEAR = timedelta(days=400)


async def why(interaction: Interaction, uow: UnitOfWork) -> Explanation | NothingYet:
    """Explain a line of one's own, by default the newest."""
    person = interaction.person
    is_agent = person.engagement is Engagement.AGENT
    line = await asked_line(interaction, uow)
    if line is None:
        return NothingYet(is_agent)
    if line.person_id != person.id:
        raise NotAllowed("error.not_yours")
    book = await plan_book(uow, [person], default_plan=interaction.default_plan)
    version = book.versions[line.plan_version_id]
    account = Account(person.id, line.plan_version_id, line.origin_period)
    plan = book.plan(account)
    same_event = [
        other
        for other in await uow.ledger.lines_of_event(line.cause_source, line.cause_id)
        if other.person_id == person.id and other.origin_period == line.origin_period
    ]
    by_kind = {kind: sum(o.amount_minor for o in same_event if o.kind is kind) for kind in LineKind}
    counted = await uow.deals.of_account(account)
    deal = (await uow.deals.by_id([line.deal_id])).get(line.deal_id) if line.deal_id else None
    before, after = line.priced(plan)
    went, goes = line.going(plan)
    factor = goes.factor_at(after.base, after.units)
    reached = sums_reached(line, plan)
    is_margin = plan.base is Base.MARGIN
    return Explanation(
        currency=line.currency,
        is_agent=is_agent,
        title=deal.title if deal else "",
        this_deal=by_kind[LineKind.DEAL],
        catch_up=by_kind[LineKind.CATCH_UP],
        base_before=before.base,
        base_after=after.base,
        worth_before=went.total(before.base, before.units, before.beside),
        worth_after=goes.total(after.base, after.units, after.beside)
        + round_half_up(reached * factor),
        rate_after=rate_at(goes, after),
        slices=slices(goes, after.base, after.units, after.beside),
        is_per_deal=plan.prices_deals,
        plan_title=plan.title or plan.name,
        plan_version=version.version,
        plan_starts_on=version.starts_on,
        period=line.origin_period,
        counted=tuple(d.title for d in counted[-_LISTED:]),
        counted_more=max(0, len(counted) - _LISTED),
        earned_on=plan.earned_on,
        missing=_missing(book, account, deal, interaction.today) if deal else 0,
        has_others=deal is not None and len(deal.shares) > 1,
        argument=f"line:{line.id}",
        extras=extras_of(line, plan),
        revenue=plan.net(deal.amount.minor) if deal and plan.needs_cost else 0,
        cost=_cost(deal, plan),
        is_margin=is_margin,
        quota=plan.quota,
        sold=line.base_after_minor,
        factor=factor,
        unfactored=0
        if factor == 1
        else goes.unfactored(after.base, after.units, after.beside) + reached,
        measured=_measured(plan, line, after),
        product=_product(plan, after),
        collected=_collected(book, account, deal) if deal and plan.late else None,
        deal_base=line.deal_base_after_minor,
    )


def _measured(plan: Plan, line: CommissionLine, after: Sold) -> tuple[tuple[Measure, int], ...]:
    """Give what a rate went by, where that is not plain from the sums: by a margin, in a grid."""
    if plan.across is None and plan.measure not in OF_A_MARGIN:
        return ()
    whole = Sold(line.base_after_minor, line.all_units_after)
    looked = (plan.measure, *([plan.across.measure] if plan.across is not None else []))
    found: list[tuple[Measure, int]] = []
    for measure in looked:
        one = after if measure in OF_A_DEAL else whole
        found.append((measure, plan.measured(measure, one.base, one.units, one.beside)))
    return tuple(found)


def _product(plan: Plan, after: Sold) -> str:
    """Give the product that a deal's rate goes by; empty where it is none that is named."""
    if not plan.asks_product or plan.across is None or after.beside >= len(plan.across.names):
        return ""
    return plan.across.names[after.beside]


def _collected(book: PlanBook, account: Account, deal: Deal) -> int:
    """Give what came of a deal in an account, whether or not it came late."""
    found = parts(deal, in_full(book.terms))
    return sum(part.base for part in found if part.account == account)


def _cost(deal: Deal | None, plan: Plan) -> int | None:
    """Give what a margin is less by, net; None where the plan pays by no margin."""
    if deal is None or deal.cost_minor is None or not plan.needs_cost:
        return None
    return plan.net(deal.cost_minor)


def _missing(book: PlanBook, account: Account, deal: Deal, day: date) -> int:
    """Give what of a deal is not earned yet: the customer's money, or else the base."""
    plan = book.versions[account.plan_version_id].plan
    zone = book.zones[account.person_id]
    if plan.earned_on is EarnedOn.COLLECTED:
        return deal.surviving_minor - kept_by(deal, zone=zone, day=day)
    item = credited_deal(deal, DealCredit(), account=account, terms=book.terms)
    part, whole = earned_part(plan, item, day=day)
    return whole - part


async def asked_line(interaction: Interaction, uow: UnitOfWork) -> CommissionLine | None:
    """Give the line a button or a sentence names, by default the asker's newest.

    A line named by its id may be somebody else's: the caller refuses that.
    """
    kind, _, key = interaction.argument.partition(":")
    if kind == "line" and key.isdigit():
        return await uow.ledger.line(int(key))
    if kind == "event":
        source, _, event_id = key.partition("/")
        found = await uow.ledger.lines_of_event(source, event_id)
        own = [line for line in found if line.person_id == interaction.person.id]
        return own[0] if own else None
    if customer := interaction.understood.customer:
        line = await line_of(customer, interaction, uow)
        if line is None:
            raise NotFound("error.no_deal_of", customer=customer)
        return line
    if interaction.understood.range:
        lines = await uow.ledger.lines(interaction.person.id, interaction.understood.range.days)
        return lines[-1] if lines else None
    return await uow.ledger.last_line(interaction.person.id)


async def line_of(
    customer: str, interaction: Interaction, uow: UnitOfWork
) -> CommissionLine | None:
    """Give the newest of the asker's own lines of a deal with a customer; None where there is none.

    Of the days that were named, if a deal of theirs fits, else of the last year.
    """
    today, named = interaction.today, interaction.understood.range
    year = DayRange(start=today - _YEAR, end=today + timedelta(days=1))
    for days in (named.days, year) if named else (year,):
        lines = await uow.ledger.lines(interaction.person.id, days)
        ids = {line.deal_id for line in lines if line.deal_id is not None}
        deals = await uow.deals.by_id(ids)
        hers = {key for key, deal in deals.items() if is_of_customer(deal.title, customer)}
        found = [line for line in lines if line.deal_id in hers]
        if found:
            return found[-1]
    return None
