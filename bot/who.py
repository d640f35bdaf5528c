"""Who did something in a chat, as far as she works here."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.channel import Inbound
from rules.people import Person
from storage.person import Account
from storage.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Who:
    """Who did something, and how she wants sums; nobody is a stranger, and so is who left."""

    person: Person | None = None
    hides_sums: bool | None = None


def of_account(account: Account | None) -> Who:
    """Give whose account it is."""
    return Who() if account is None else Who(_working(account.person), account.hides_sums)


async def sender_of(uow: UnitOfWork, inbound: Inbound) -> Who:
    """Give who holds the account that an act came from."""
    return of_account(await uow.people.account(inbound.channel, inbound.sender))


async def worker(uow: UnitOfWork, person_id: int) -> Who:
    """Give a person, as she stands now."""
    person = (await uow.people.by_id([person_id])).get(person_id)
    return Who(_working(person), (await uow.preferences.one(person_id)).hides_sums)


def _working(person: Person | None) -> Person | None:
    return person if person is not None and person.is_active else None
