"""A period's ledger for finance: each line as it was posted, and what each account's sum is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.account import PlanBook, account_states, plan_book
from handlers.draw import settled
from rules.commission import CommissionLine
from rules.people import Person
from storage.unit_of_work import UnitOfWork

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceLine:
    """A line of the ledger; or, with `is_state`, an account's sum by how certain it is."""

    number: str
    name: str
    plan: str
    version: int
    period: str
    origin_period: str
    kind: str
    currency: str
    #: In minor units.
    minor: int
    day: date | None = None
    deal: str = ""
    cause: str = ""
    is_state: bool = False
    #: provisional, earned, payable, paid; None on a line, whose state is its account's.
    states: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceExport:
    """All lines that are paid in a period, and the accounts whose period it is."""

    lines: tuple[FinanceLine, ...]
    states: tuple[FinanceLine, ...]


async def finance_lines(
    uow: UnitOfWork, period: str, *, today: date, default_plan: str
) -> FinanceExport:
    """Give a period of everybody, also of those who left, in the order of our ids."""
    lines: list[FinanceLine] = []
    states: list[FinanceLine] = []
    last = 0
    while people := await uow.people.everyone(after=last, limit=_PAGE):
        last = people[-1].id
        book = await plan_book(uow, people, default_plan=default_plan)
        for person in people:
            lines += await _lines(person, period, book, uow)
            states += await _states(person, period, book, uow, today)
            states += await _drawn(person, period, book, uow)
    return FinanceExport(lines=tuple(lines), states=tuple(states))


async def _lines(person: Person, period: str, book: PlanBook, uow: UnitOfWork) -> list[FinanceLine]:
    posted = await uow.ledger.lines(person.id, period)
    named = {one.deal_id for one in posted if one.deal_id is not None}
    deals = await uow.deals.by_id(named)
    numbers = {key: f"{deal.source}/{deal.number}" for key, deal in deals.items()}
    return [_line(one, person, book, numbers) for one in posted]


def _line(
    one: CommissionLine, person: Person, book: PlanBook, deals: dict[int, str]
) -> FinanceLine:
    version = book.versions[one.plan_version_id]
    return FinanceLine(
        number=person.number,
        name=person.name,
        plan=version.plan.name,
        version=version.version,
        period=one.period,
        origin_period=one.origin_period,
        kind=one.kind.value,
        currency=one.currency,
        minor=one.amount_minor,
        day=one.on_day,
        deal=deals.get(one.deal_id or 0, ""),
        cause=f"{one.cause_source}/{one.cause_id}",
    )


async def _states(
    person: Person, period: str, book: PlanBook, uow: UnitOfWork, today: date
) -> list[FinanceLine]:
    found = []
    for account, totals in (await uow.ledger.accounts(person.id, [period])).items():
        version = book.versions[account.plan_version_id]
        sums = await account_states(uow, book, account, totals, today)
        found.append(
            FinanceLine(
                number=person.number,
                name=person.name,
                plan=version.plan.name,
                version=version.version,
                period=period,
                origin_period=period,
                kind="states",
                currency=version.plan.currency,
                minor=totals.posted,
                is_state=True,
                states=(sums.provisional, sums.earned, sums.payable, sums.paid),
            )
        )
    return found


async def _drawn(person: Person, period: str, book: PlanBook, uow: UnitOfWork) -> list[FinanceLine]:
    """Give what a draw adds to a period's pay, or sets off from it; also of who sold nothing."""
    for version in book.versions.values():
        plan = version.plan
        if plan.draw is None or not plan.calendar.names(period):
            continue
        days = plan.calendar.days(period)
        in_force = book.version_in(person.id, days.last)
        is_here = person.left_on is None or person.left_on >= days.start
        if in_force != version or not is_here or (person.hired_on or days.start) > days.last:
            continue
        found = await settled(uow, person, plan, period, book)
        if found is None or found.paid == found.commission:
            continue
        return [
            FinanceLine(
                number=person.number,
                name=person.name,
                plan=plan.name,
                version=version.version,
                period=period,
                origin_period=period,
                kind="draw",
                currency=plan.currency,
                minor=found.paid - found.commission,
                is_state=True,
            )
        ]
    return []
