"""Hired without a first day: HR, who was asked for it, says it in chat; then she is welcomed."""

from __future__ import annotations

from handlers.interaction import Interaction
from handlers.newcomer import could_mentor, missing
from handlers.taken_in_chat import take_in_chat
from rules.errors import NotAllowed, NotFound
from rules.joining import (
    AskStartDay,
    Joined,
    Missing,
    StartDayKept,
    is_newcomer,
    read_start,
)
from rules.leaving import may_keep_roster
from rules.people import Person
from storage.unit_of_work import UnitOfWork


async def start_day(interaction: Interaction, uow: UnitOfWork) -> AskStartDay | StartDayKept:
    """Ask for somebody's first day, then keep it; one that is known already stands.

    Raises `NotAllowed` for everybody but HR, `NotFound` for who is not here or a day that can not
    be.
    """
    if not may_keep_roster(interaction.person):
        raise NotAllowed("joining.hr_only")
    person = await _person(interaction.argument, uow)
    if person.hired_on is None:
        if not interaction.answers:
            return AskStartDay(person_id=person.id, name=person.name)
        day = read_start(interaction.answers, today=interaction.today)
        data: dict[str, object] = {"employee_id": person.number, "hired_on": day.isoformat()}
        event_id = f"start-day:{interaction.id}"
        await take_in_chat(event_id, "employee.updated", data, interaction, uow)
        person = await _person(interaction.argument, uow)
    hired_on = person.hired_on or interaction.today
    since = max(interaction.today, hired_on)
    lacks = await missing(person, uow, since)
    return StartDayKept(
        joined=Joined(
            person_id=person.id,
            name=person.name,
            number=person.number,
            hired_on=hired_on.isoformat(),
            missing=lacks,
            mentors=await could_mentor(person, uow, since) if Missing.MENTOR in lacks else (),
            since=since.isoformat(),
        ),
        is_welcomed=is_newcomer(person, interaction.today),
    )


async def _person(argument: str, uow: UnitOfWork) -> Person:
    people = await uow.people.by_id([int(argument)]) if argument.isdecimal() else {}
    person = next(iter(people.values()), None)
    if person is None or not person.is_active:
        raise NotFound("order.gone")
    return person
