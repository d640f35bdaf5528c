"""Who did something, of what the store tells of an act; who left is a stranger."""

from __future__ import annotations

from dataclasses import replace

from rules.people import Person
from storage.caller import Caller
from storage.form_session import FormSession
from storage.unit_of_work import UnitOfWork


def working(person: Person | None) -> Person | None:
    """Give a person, if she works here."""
    return person if person is not None and person.is_active else None


def session_of(caller: Caller, person: Person | None) -> FormSession | None:
    """Give the form that is open in a chat, if this person is in the middle of it."""
    session = caller.session
    is_hers = session is not None and person is not None and session.person_id == person.id
    return session if is_hers else None


async def as_owner(uow: UnitOfWork, caller: Caller, person_id: int) -> Caller:
    """Give the caller as whose act it was when it was kept, whoever has the account now."""
    person = (await uow.people.by_id([person_id])).get(person_id)
    hides_sums = (await uow.preferences.one(person_id)).hides_sums
    return replace(caller, person=person, hides_sums=hides_sums)
