"""What an event posted and how the accounts stand, for a plan tried on a list of deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.account import account_states, plan_book
from rules.commission import Account, LineKind, States, Totals
from storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """One account's part of what an event posted; minor units."""

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
            )
        )
    return found


async def states_on(
    uow: UnitOfWork, *, day: date, default_plan: str
) -> list[tuple[str, Account, Totals, States]]:
    """Give every account with its employee number, totals and states as of a day."""
    sums = await uow.ledger.sums()
    totals = await uow.ledger.totals(list(sums))
    people = await uow.people.by_id({account.person_id for account in totals})
    book = await plan_book(uow, people.values(), default_plan=default_plan)
    return [
        (
            people[account.person_id].number,
            account,
            totals[account],
            await account_states(uow, book, account, totals[account], day),
        )
        for account in sorted(totals)
    ]
