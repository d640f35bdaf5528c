"""Tie a chat account to a person, by a one-time code or an e-mail that a platform has checked."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from rules.errors import NotFound
from rules.people import Person
from rules.statement import Linked
from storage.unit_of_work import UnitOfWork

#: A chat account: its channel, and the address there.
Account = tuple[str, str]

#: Without letters and digits that are mistaken for each other on a phone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 8


async def offer_code(uow: UnitOfWork, person: Person, *, at: datetime) -> str:
    """Make a code for a person; it is good once, for 15 minutes."""
    code = _fresh_code()
    await uow.links.offer(code=code, person_id=person.id, at=at)
    await uow.audit.add(at=at, actor="admin", action="link.offer", subject=f"person:{person.id}")
    return code


async def redeem(
    uow: UnitOfWork, *, code: str, channel: str, address: str, at: datetime
) -> Linked | None:
    """Use a code; None if it is wrong, used or old. What waited for a chat is sent now."""
    person_id = await uow.links.redeem(code=code, channel=channel, address=address, at=at)
    if person_id is None:
        return None
    person = (await uow.people.by_id([person_id])).get(person_id)
    if person is None or not person.is_active:
        raise NotFound("link.unknown")
    await uow.links.link(channel=channel, address=address, person_id=person_id, at=at)
    await uow.outbox.revive(person_id)
    await uow.audit.add(
        at=at, actor=f"person:{person_id}", action="link.redeem", subject=f"channel:{channel}"
    )
    return Linked(person.name)


async def recognise(
    uow: UnitOfWork, *, email: str, channel: str, address: str, at: datetime
) -> bool:
    """Tie an account to the one person with its e-mail; False where there is none, or several.

    Only for an e-mail that the platform has checked: it stands for a proof.
    """
    found = [person for person in await uow.people.with_email(email) if person.is_active]
    if len(found) != 1:
        return False
    await uow.links.link(channel=channel, address=address, person_id=found[0].id, at=at)
    await uow.outbox.revive(found[0].id)
    await uow.audit.add(
        at=at, actor="platform", action="link.recognise", subject=f"person:{found[0].id}"
    )
    return True


async def assign(
    uow: UnitOfWork, accounts: Mapping[str, Collection[Account]], *, at: datetime
) -> int:
    """Tie chat accounts to persons by number, as HR says; give how many were not tied so before.

    An account that was somebody else's is hers from now on. Who is unknown, or has left, is passed
    over.
    """
    known = await uow.people.by_number(list(accounts))
    count = 0
    for number, hers in accounts.items():
        person = known[number][0] if number in known else None
        if person is None or not person.is_active:
            continue
        for channel, address in hers:
            holder = await uow.links.holder(channel, address)
            if holder is not None and holder.person_id == person.id and not holder.is_dead:
                continue
            await uow.links.link(channel=channel, address=address, person_id=person.id, at=at)
            await uow.outbox.revive(person.id)
            await uow.audit.add(
                at=at, actor="admin", action="link.assign", subject=f"person:{person.id}"
            )
            count += 1
    return count


async def heard_from(uow: UnitOfWork, *, channel: str, address: str) -> bool:
    """Take an account for alive, since something came from it; what waited for it is sent now."""
    person_id = await uow.links.mark_alive(channel, address)
    if person_id is None:
        return False
    await uow.outbox.revive(person_id)
    return True


async def try_all_again(uow: UnitOfWork, *, at: datetime) -> int:
    """Take all accounts for alive, as an operator says; give how many persons it is about."""
    found = await uow.links.try_all_again()
    for person_id in found:
        await uow.outbox.revive(person_id)
    await uow.audit.add(at=at, actor="admin", action="link.try_again", subject="people")
    return len(found)


def _fresh_code() -> str:
    """Draw one that is told from a word and from a number: with a letter and a digit."""
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        if not code.isalpha() and not code.isdigit():
            return code
