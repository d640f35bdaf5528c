"""What an event posted and how the accounts stand, for a plan tried on a list of deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.account import account_states, plan_book
from handlers.draw import settled, waiting_deals
from rules.commission import LineKind, Totals, extras_of
from rules.crediting import Account, Sold
from rules.draw import Settled
from rules.earning import States
from rules.plan import Plan
from rules.plan_terms import Extra
from storage.unit_of_work import UnitOfWork

_LAST_ID = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """One account's part of what an event posted; minor units.

    `before` and `after` are what the price was put on: the account, or the deal alone; `went` and
    `plan` are the plan as it went for the account before, and as it goes now.
    """

    number: str
    account: Account
    this_deal: int
    catch_up: int
    base_before: int
    base_after: int
    deal_base_before: int
    deal_base: int
    account_total: int
    states: States
    plan: Plan
    went: Plan
    before: Sold
    after: Sold
    extras: tuple[Extra, ...]


async def priced(
    uow: UnitOfWork, *, source: str, event_id: str, day: date, default_plan: str
) -> list[Priced]:
    """Give what one event posted, per account, with the account's states after it."""
    found: list[Priced] = []
    lines = await uow.ledger.lines_of_event(source, event_id)
    accounts = {Account(n.person_id, n.plan_version_id, n.origin_period): n for n in lines}
    people = await uow.people.by_id({line.person_id for line in lines})
    book = await plan_book(uow, people.values(), default_plan=default_plan)
    totals = await uow.ledger.totals(list(accounts))
    for account, line in accounts.items():
        of_it = [
            n for n in lines if Account(n.person_id, n.plan_version_id, n.origin_period) == account
        ]
        person = people[account.person_id]
        plan = book.plan(account)
        before, after = line.priced(plan)
        went, goes = line.going(plan)
        found.append(
            Priced(
                number=person.number,
                account=account,
                this_deal=sum(n.amount_minor for n in of_it if n.kind is LineKind.DEAL),
                catch_up=sum(n.amount_minor for n in of_it if n.kind is LineKind.CATCH_UP),
                base_before=line.base_before_minor,
                base_after=line.base_after_minor,
                deal_base_before=line.deal_base_before_minor,
                deal_base=line.deal_base_after_minor,
                account_total=totals[account].posted,
                states=await account_states(uow, book, account, totals[account], day),
                plan=goes,
                went=went,
                before=before,
                after=after,
                extras=extras_of(line, plan),
            )
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one account stands; `settled` where its plan has a draw."""

    number: str
    account: Account
    totals: Totals
    states: States
    plan: Plan
    settled: Settled | None
    waiting: int


async def states_on(uow: UnitOfWork, *, day: date, default_plan: str) -> list[Standing]:
    """Give every account as of a day, those in which a deal only waits among them."""
    accounts = dict(await uow.findings.accounts(0, _LAST_ID))
    people = await uow.people.by_id({account.person_id for account in accounts})
    book = await plan_book(uow, people.values(), default_plan=default_plan)
    found: list[Standing] = []
    for account, totals in sorted(accounts.items()):
        plan, person = book.plan(account), people[account.person_id]
        found.append(
            Standing(
                number=person.number,
                account=account,
                totals=totals,
                states=await account_states(uow, book, account, totals, day),
                plan=plan,
                settled=await settled(uow, person, plan, account.period, book),
                waiting=await waiting_deals(uow, person, plan, account.period, book),
            )
        )
    return found
