"""离职: one card of all that is open, each handed to somebody until a day; then the last day."""

from __future__ import annotations

from dataclasses import replace

from handlers.interaction import Interaction
from handlers.leaver_open import open_items, unpaid
from handlers.roster_news import tell_left
from handlers.subject import known_to_hr, subject
from handlers.taken_in_chat import take_in_chat
from rules.errors import Conflict, NotAllowed
from rules.leaving import (
    AskLastDay,
    LeaveKind,
    Leaver,
    may_hand_over,
    may_keep_roster,
    may_see_leaver,
    may_see_unpaid,
    read_left,
)
from rules.order import Order, OrderKind, OrderShown
from rules.people import Engagement, Person
from storage.unit_of_work import UnitOfWork


async def leaver(interaction: Interaction, uow: UnitOfWork) -> Leaver | AskLastDay | OrderShown:
    """Show what is open of somebody ("7:show", or named), or write her last day down ("7:go").

    HR, finance and her direct manager see it; each look is audited. Nobody learns whether there
    is a person whom she may not ask about.
    """
    found = await subject(
        interaction, uow, may_see=lambda one: may_see_leaver(interaction.person, one)
    )
    if found is None:
        await known_to_hr(interaction, uow)
        raise NotAllowed("leaving.not_yours")
    if interaction.argument.endswith(":go"):
        return await _go(found, interaction, uow)
    return await leaver_card(found, interaction, uow)


async def leaver_card(person: Person, interaction: Interaction, uow: UnitOfWork) -> Leaver:
    """Give the card of somebody as the asker may see it."""
    actor = interaction.person
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{actor.id}",
        action="leaver.read",
        subject=f"person:{person.id}",
    )
    due: int | None = None
    currency = ""
    if may_see_unpaid(actor, person):
        due, currency = await unpaid(
            person, uow, today=interaction.today, default_plan=interaction.default_plan
        )
    return Leaver(
        person_id=person.id,
        name=person.name,
        number=person.number,
        left_on=person.left_on.isoformat() if person.left_on else "",
        items=await open_items(person, actor, uow, today=interaction.today),
        unpaid_minor=due,
        currency=currency,
        may_hand_over=may_hand_over(actor, person),
        may_leave=may_keep_roster(actor) and person.is_active,
    )


async def _go(person: Person, interaction: Interaction, uow: UnitOfWork) -> AskLastDay | OrderShown:
    if not may_keep_roster(interaction.person):
        raise NotAllowed("leaving.hr_only")
    if not person.is_active:
        raise Conflict("leaving.gone", name=person.name)
    if not interaction.answers:
        filled = {"left_on": interaction.today.isoformat(), "kind": LeaveKind.RESIGNATION.value}
        return AskLastDay(person_id=person.id, name=person.name, filled=filled)
    left = read_left(interaction.answers, today=interaction.today, hired_on=person.hired_on)
    if left.kind is LeaveKind.DISMISSAL:
        await _not_in_probation(person, uow)
    one = await uow.orders.add(
        Order(
            key=interaction.id,
            by_id=interaction.person.id,
            kind=OrderKind.LEAVE,
            person_id=person.id,
            said={
                "name": person.name,
                "number": person.number,
                "kind": left.kind.value,
                "left_on": left.left_on.isoformat(),
                "notice_on": left.notice_on.isoformat() if left.notice_on else "",
            },
            at=interaction.at,
        )
    )
    return await shown(one, "preview", interaction, uow)


async def _not_in_probation(person: Person, uow: UnitOfWork) -> None:
    """An ending in probation has proof, days and signatures of its own: its file decides it."""
    file = await uow.probations.of(person)
    is_running = file is not None and file.outcome is None and person.confirmed_on is None
    if is_running and person.engagement is Engagement.EMPLOYEE:
        raise Conflict("leaving.by_probation", name=person.name)


async def shown(one: Order, stage: str, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Show a leaving, with how much of what is open has nobody yet."""
    rows = [(name, one.said[name]) for name in ("number", "kind", "left_on", "notice_on")]
    notes: tuple[str, ...] = ()
    people = await uow.people.by_id([one.person_id or 0])
    if stage == "preview" and one.person_id in people:
        items = await open_items(
            people[one.person_id], interaction.person, uow, today=interaction.today
        )
        rows.append(("open", str(sum(not item.to for item in items))))
        notes = ("chats_close",)
    return OrderShown(
        order_id=one.id,
        kind=one.kind.value,
        stage=stage,
        name=one.said["name"],
        rows=tuple((name, value) for name, value in rows if value),
        notes=notes,
        rep_id=one.person_id or 0,
    )


async def do(one: Order, interaction: Interaction, uow: UnitOfWork) -> tuple[Order, OrderShown]:
    """End the engagement: chats are closed, others in HR and her manager are told what is open."""
    said = one.said
    data: dict[str, object] = {
        "employee_id": said["number"],
        "kind": said["kind"],
        "last_active_on": said["left_on"],
    }
    data |= {"notice_on": said["notice_on"]} if said.get("notice_on") else {}
    await take_in_chat(f"leave:{one.id}", "employee.left", data, interaction, uow)
    person = (await uow.people.by_number([said["number"]]))[said["number"]][0]
    await tell_left(person, uow, at=interaction.at, besides=[interaction.person.id])
    return one, await shown(one, "done", interaction, uow)


async def undo(one: Order, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Let her work here again; her chats were closed, so she links them anew."""
    data: dict[str, object] = {"employee_id": one.said["number"], "name": one.said["name"]}
    await take_in_chat(f"unleave:{one.id}", "employee.hired", data, interaction, uow)
    return replace(await shown(one, "undone", interaction, uow), notes=("link_again",))
