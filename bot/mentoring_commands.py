"""`foothold mentoring`: pair a rep with a mentor, note a mentor's leave."""

from __future__ import annotations

from datetime import date

from rich.console import Console

from bot.command_store import command_store
from bot.opening import now
from handlers.mentoring import Match, pair
from rules.errors import Invalid, NotFound
from rules.people import Person, Role
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork

console = Console(soft_wrap=True)


async def pair_mentor(rep: str, *, mentor: str, since: date | None) -> None:
    """Pair two persons by number, and print what is so now."""
    async with command_store() as (store, _), store.begin() as uow:
        mentee, guide = await _person(rep, uow), await _person(mentor, uow)
        first = since or local_day(now(), mentee.zone)
        match = Match(rep=mentee, mentor=guide, since=first)
        is_new = await pair(match, uow, at=now(), actor="admin")
    said = "mentors" if is_new else "already mentors"
    console.print(f"{guide.name} ({mentor}) {said} {mentee.name} ({rep}) from {first}")
    if Role.MENTOR not in guide.roles:
        console.print(f"{mentor} has not the role mentor on the roster: was another one meant?")


async def note_leave(mentor: str, *, first: date, last: date) -> None:
    """Note when a mentor is away; raise `Invalid` for days that are none."""
    if last < first:
        raise Invalid("to", f"{last} is before {first}.")
    async with command_store() as (store, _), store.begin() as uow:
        guide = await _person(mentor, uow)
        await uow.mentoring.set_leave(guide.id, first, last)
        await uow.audit.add(
            at=now(), actor="admin", action="mentoring.leave", subject=f"person:{guide.id}"
        )
    console.print(f"{guide.name} ({mentor}) is away from {first} to {last}")


async def _person(number: str, uow: UnitOfWork) -> Person:
    found = (await uow.people.by_number([number])).get(number)
    if found is None:
        raise NotFound("error.nobody_of_that_name", name=number)
    return found[0]
