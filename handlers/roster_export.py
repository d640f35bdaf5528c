"""导出花名册: everybody who works here as a table, for HR alone; audited."""

from __future__ import annotations

from datetime import date

from handlers.interaction import Interaction
from rules.crediting import plan_on
from rules.errors import NotAllowed
from rules.leaving import may_keep_roster
from rules.people import Person
from rules.roster import RosterExport, RosterLine
from storage.unit_of_work import UnitOfWork

_PAGE = 1000


async def export_roster(interaction: Interaction, uow: UnitOfWork) -> RosterExport:
    """Give the roster; raise `NotAllowed` for everybody but HR."""
    if not may_keep_roster(interaction.person):
        raise NotAllowed("order.hr_only")
    await uow.audit.add(
        at=interaction.at,
        actor=f"person:{interaction.person.id}",
        action="roster.export",
        subject="people",
    )
    return await roster(uow, interaction.today, default_plan=interaction.default_plan)


async def roster(uow: UnitOfWork, today: date, *, default_plan: str) -> RosterExport:
    """Give everybody who works here on a day with manager, mentor and plan."""
    lines: list[RosterLine] = []
    people = await _everyone(uow)
    names = {one.number: one.name for one in people}
    by_id = {one.id: one.name for one in people}
    here = [one for one in people if one.is_active]
    pairings = await uow.mentoring.of_reps([one.id for one in here], today)
    posts = await uow.posts.on([one.id for one in here], today)
    assigned = await uow.plans.assignments([one.id for one in here])
    for one in sorted(here, key=lambda person: person.number):
        hers = [pair for pair in pairings[one.id] if not pair.is_stand_in]
        lines.append(
            RosterLine(
                person=one,
                post=posts.get(one.id, ""),
                manager=names.get(one.manager_number or "", one.manager_number or ""),
                mentor=by_id.get(hers[-1].mentor_id, "") if hers else "",
                plan=plan_on(assigned.get(one.id, ()), today, default=default_plan),
            )
        )
    return RosterExport(on=today, lines=tuple(lines))


async def _everyone(uow: UnitOfWork) -> list[Person]:
    people: list[Person] = []
    while page := await uow.people.everyone(after=people[-1].id if people else 0, limit=_PAGE):
        people += page
    return people
