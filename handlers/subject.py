"""Whom a question is about: by a button's id, or by the name that was typed."""

from __future__ import annotations

from collections.abc import Callable

from handlers.interaction import Interaction
from rules.errors import NotFound
from rules.people import Person, Role
from storage.unit_of_work import UnitOfWork


async def subject(
    interaction: Interaction, uow: UnitOfWork, *, may_see: Callable[[Person], bool]
) -> Person | None:
    """Give the one who is meant and may be seen; None for nobody, or nobody she may see.

    The two are told alike, so that who may not ask learns not even whether there is such a person.
    Raises `NotFound` where several who may be seen have the name.
    """
    named, _, _ = interaction.argument.partition(":")
    if named.isdigit():
        person = (await uow.people.by_id([int(named)])).get(int(named))
        return person if person is not None and may_see(person) else None
    name = interaction.understood.person
    found = await uow.people.named(name) if name else []
    seen = [one for one in found if may_see(one)]
    if len(seen) > 1:
        numbers = ", ".join(person.number for person in seen)
        raise NotFound("error.several_of_that_name", name=name, numbers=numbers)
    return seen[0] if seen else None


async def known_to_hr(interaction: Interaction, uow: UnitOfWork) -> None:
    """Tell HR, and nobody else, that there is nobody of the name she typed: raises `NotFound`."""
    name = interaction.understood.person
    if name and Role.HR in interaction.person.roles and not await uow.people.named(name):
        raise NotFound("error.nobody_of_that_name", name=name)
