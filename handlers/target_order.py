"""张三 目标 2 单 理由…: a pass bar by hand goes the way of every proposal (RULES rows 16, 17)."""

from __future__ import annotations

from dataclasses import replace

from handlers.account import plan_book
from handlers.interaction import Interaction
from handlers.mentoring import the_one
from handlers.target_change import Subject, propose_by_hand, withdraw
from rules.errors import Conflict, NotAllowed, NotFound
from rules.order import Order, OrderKind, OrderShown
from rules.people import Person, Role
from rules.target_record import target_of
from storage.unit_of_work import UnitOfWork

_LONGEST_REASON = 500
#: More deals a month than anybody is asked for: a slip in typing.
_MOST = 99
#: Who decides, of what is lowered and of what is raised.
_NOTES = {False: ("by_manager",), True: ("by_manager", "by_rep")}
#: Dropped or taken back it is no proposal any more.
_PROPOSED = frozenset({"preview", "draft", "done"})


async def set_target(interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Keep as a draft which pass bar somebody is to have, with the reason, and show it.

    A lower one needs her manager's word, a higher one her own acceptance too. Raises `NotAllowed`
    for whoever is neither HR nor her manager, `NotFound` without a reason, `Conflict` where it
    would change nothing.
    """
    said = interaction.understood.hr
    actor = interaction.person
    if said is None:
        raise NotFound("order.how_target")
    if Role.HR not in actor.roles and Role.MANAGER not in actor.roles:
        raise NotAllowed("order.target_not_yours")
    person = await _subject(said.person, actor, uow)
    reason = said.words.strip()[:_LONGEST_REASON]
    if not reason:
        raise NotFound("order.no_reason")
    month = uow.calendar.month.period(interaction.today)
    now = target_of(await uow.targets.of_month(person.id, month))
    bar = int(said.deals)
    if person.is_confirmed(interaction.today):
        raise Conflict("order.target_confirmed", name=person.name)
    if not 1 <= bar <= _MOST or (now is not None and bar == now.pass_bar):
        raise Conflict("order.target_same", now=now.pass_bar if now else "-", most=_MOST)
    one = await uow.orders.add(
        Order(
            key=interaction.id,
            by_id=actor.id,
            kind=OrderKind.TARGET,
            person_id=person.id,
            said={
                "name": person.name,
                "number": person.number,
                "bar_now": str(now.pass_bar) if now else "",
                "bar": str(bar),
                "month": month,
                "reason": reason,
            },
            at=interaction.at,
        )
    )
    return await shown(one, "preview", interaction, uow)


async def _subject(name: str, actor: Person, uow: UnitOfWork) -> Person:
    """Give who is named; whoever is not HR learns of her own reports alone."""
    if Role.HR in actor.roles:
        person = await the_one(name, uow)
        if person.id == actor.id:
            raise NotAllowed("order.target_not_yours")
        return person
    found = [one for one in await uow.people.named(name) if one.is_active]
    hers = [one for one in found if one.manager_id == actor.id and one.id != actor.id]
    if len(hers) != 1:
        raise NotAllowed("order.target_not_yours")
    return hers[0]


async def shown(one: Order, stage: str, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Show the bar she has, the one proposed, and why."""
    del interaction, uow
    rows = [(name, one.said.get(name, "")) for name in ("number", "bar_now", "bar", "reason")]
    now, bar = one.said.get("bar_now", ""), one.said["bar"]
    is_raise = bool(now) and int(bar) > int(now)
    return OrderShown(
        order_id=one.id,
        kind=one.kind.value,
        stage=stage,
        name=one.said["name"],
        rows=tuple((name, value) for name, value in rows if value),
        notes=_NOTES[is_raise] if stage in _PROPOSED else (),
    )


async def do(one: Order, interaction: Interaction, uow: UnitOfWork) -> tuple[Order, OrderShown]:
    """Propose it: her manager decides, a reminder comes after a workday, then HR."""
    person = (await uow.people.by_id([one.person_id or 0]))[one.person_id or 0]
    step = await propose_by_hand(
        uow,
        Subject(
            person=person,
            today=interaction.today,
            at=interaction.at,
            policy=interaction.targets,
            book=await plan_book(uow, [person], default_plan=interaction.default_plan),
        ),
        int(one.said["bar"]),
        order_id=one.id,
    )
    one = replace(one, before={"step": str(step.id)})
    return one, await shown(one, "done", interaction, uow)


async def undo(one: Order, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Withdraw the proposal; raise `Conflict` where her manager has decided by now."""
    step_id, by = int(one.before["step"]), interaction.person.id
    if not await withdraw(uow, step_id, by=by, at=interaction.at):
        raise Conflict("order.target_decided", name=one.said["name"])
    return await shown(one, "undone", interaction, uow)
