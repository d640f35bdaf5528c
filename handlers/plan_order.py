"""张三 用 标准方案: another plan from the next period on, shown first, undone for an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.account import plan_book
from handlers.interaction import Interaction
from handlers.mentoring import the_one
from handlers.taken_in_chat import take_in_chat
from rules.crediting import plan_on
from rules.errors import Conflict, NotAllowed, NotFound
from rules.leaving import may_keep_roster
from rules.order import Order, OrderKind, OrderShown
from rules.people import Person
from storage.unit_of_work import UnitOfWork

_DEFAULT = {"标准", "默认", "default", "site"}


async def set_plan(interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Keep as a draft which plan somebody is to have, and show it beside the one she has."""
    said = interaction.understood.hr
    if not may_keep_roster(interaction.person):
        raise NotAllowed("order.hr_only")
    if said is None:
        raise NotFound("order.how_plan")
    person = await the_one(said.person, uow)
    names = sorted({one.plan.name for one in (await uow.plans.versions()).values()})
    wanted = said.plan.lower()
    name = next((one for one in names if one.lower() == wanted), "")
    if not name and wanted in _DEFAULT:
        name = interaction.default_plan
    if name not in names:
        raise NotFound("order.no_plan", name=said.plan, names=", ".join(names))
    assigned = (await uow.plans.assignments([person.id])).get(person.id, [])
    starts_on = await _starts_on(person, interaction, uow, is_first=not assigned)
    now = plan_on(assigned, interaction.today, default=interaction.default_plan)
    if plan_on(assigned, starts_on, default=interaction.default_plan) == name and assigned:
        raise Conflict("order.plan_is_so", person=person.name, name=name)
    one = await uow.orders.add(
        Order(
            key=interaction.id,
            by_id=interaction.person.id,
            kind=OrderKind.PLAN,
            person_id=person.id,
            said={
                "name": person.name,
                "number": person.number,
                "plan": name,
                "plan_now": now,
                "starts_on": starts_on.isoformat(),
            },
            at=interaction.at,
        )
    )
    return await shown(one, "preview", interaction, uow)


async def _starts_on(
    person: Person, interaction: Interaction, uow: UnitOfWork, *, is_first: bool
) -> date:
    """Give the first day: of her work where nothing was ever posted, else of the next period.

    A plan never changes what a running month has counted already.
    """
    if is_first and await uow.ledger.last_line(person.id) is None:
        return person.hired_on or interaction.today
    book = await plan_book(uow, [person], default_plan=interaction.default_plan)
    calendar = book.current(person.id, interaction.today).plan.calendar
    return calendar.days(calendar.period(interaction.today)).end


async def shown(one: Order, stage: str, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Show which plan she has, and which she gets from when."""
    del interaction, uow
    rows = [(name, one.said[name]) for name in ("number", "plan_now", "plan", "starts_on")]
    return OrderShown(
        order_id=one.id,
        kind=one.kind.value,
        stage=stage,
        name=one.said["name"],
        rows=tuple(rows),
        notes=("plan_unsigned",) if stage == "done" else (),
    )


async def do(one: Order, interaction: Interaction, uow: UnitOfWork) -> tuple[Order, OrderShown]:
    """Assign it; what waited for a first plan is taken in at once."""
    person_id, starts_on = one.person_id or 0, date.fromisoformat(one.said["starts_on"])
    assigned = (await uow.plans.assignments([person_id])).get(person_id, [])
    before = next((name for day, name in assigned if day == starts_on), "")
    if assigned or starts_on > interaction.today:
        await uow.plans.assign([(person_id, starts_on, one.said["plan"])])
    else:
        data: dict[str, object] = {"employee_id": one.said["number"], "plan": one.said["plan"]}
        await take_in_chat(f"plan:{one.id}", "employee.updated", data, interaction, uow)
        (first, *_) = (await uow.plans.assignments([person_id]))[person_id]
        starts_on = first[0]
    one = replace(one, before={"plan": before}, said={**one.said, "starts_on": str(starts_on)})
    return one, await shown(one, "done", interaction, uow)


async def undo(one: Order, interaction: Interaction, uow: UnitOfWork) -> OrderShown:
    """Put back what was there; raise `Conflict` where commission was posted under it since."""
    person_id, starts_on = one.person_id or 0, date.fromisoformat(one.said["starts_on"])
    last = await uow.ledger.last_line(person_id)
    if last is not None and last.on_day >= starts_on:
        raise Conflict("order.plan_counted")
    if before := one.before.get("plan"):
        await uow.plans.assign([(person_id, starts_on, before)])
    else:
        await uow.plans.unassign(person_id, starts_on)
    return await shown(one, "undone", interaction, uow)
