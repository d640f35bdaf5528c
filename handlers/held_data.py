"""What the system holds about the one who asks, and her objection to being assessed."""

from __future__ import annotations

import json
from dataclasses import asdict

from handlers.interaction import Interaction
from handlers.mentoring import all_hr
from rules.alert import Closed
from rules.held_data import AskObjection, HeldData, ObjectionSaved, ObjectionTold
from rules.learning import progress
from rules.notices import Notice, NoticeKind
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork

_FEW_YEARS = 3


async def held_data(interaction: Interaction, uow: UnitOfWork) -> HeldData:
    """Tell her what an assessment of her uses, in counts, and how often it was read."""
    person, today = interaction.person, interaction.today
    pairings = await uow.mentoring.of_rep(person.id, person.hired_on or today, today)
    rated = await uow.pulses.ratings([one.id for one in pairings], until=today)
    since = interaction.at.replace(year=interaction.at.year - _FEW_YEARS, day=1)
    count, first = await uow.risks.history(person.id)
    objected = (await uow.risks.objects([person.id])).get(person.id)
    return HeldData(
        courses_due=progress(await uow.learning.enrolments([person.id]), today).due,
        ratings=sum(len(some) for some in rated.values()),
        deals=len(await uow.deals.credited_to(person.id, since, interaction.at)),
        since=None if first is None else local_day(first, person.zone),
        assessments=count,
        reads=await uow.risks.reads(person.id),
        alerts=await uow.alerts.count_of(person.id),
        bands=await uow.risk_bands.count_of(person.id),
        objected_on=None if objected is None else local_day(objected, person.zone),
    )


async def objection(interaction: Interaction, uow: UnitOfWork) -> AskObjection | ObjectionSaved:
    """Ask whether she means it, then keep it and tell HR: she is left out from now on.

    What is open about her is closed at once. She may take it back as she gave it.
    """
    person, at = interaction.person, interaction.at
    said = interaction.understood.risk
    if interaction.argument not in {"object", "withdraw"}:
        asked = interaction.argument.removeprefix("ask_") or (said.objection if said else "")
        return AskObjection(wish="withdraw" if asked == "withdraw" else "object")
    wish, objects = interaction.argument, interaction.argument == "object"
    await uow.mentoring.lock(person.id)
    is_so = person.id in await uow.risks.objects([person.id])
    if is_so == objects:
        return ObjectionSaved(wish=wish, is_new=False)
    await uow.risks.say(person.id, objects=objects, at=at, key=interaction.id)
    await uow.audit.add(
        at=at,
        actor=f"person:{person.id}",
        action=f"risk.{wish}",
        subject=f"person:{person.id}",
    )
    one = await uow.alerts.open_of(person.id)
    if objects and one is not None:
        await uow.alerts.close(one.id, Closed.OBJECTED, at=at)
    facts = ObjectionTold(name=person.name, number=person.number, wish=wish)
    await uow.outbox.put(
        [
            Notice(
                key=f"objection:{interaction.id}:{one.id}",
                person_id=one.id,
                kind=NoticeKind.OBJECTION,
                subject=f"objection:{person.id}:{one.id}",
                facts=json.dumps(asdict(facts), ensure_ascii=False),
                at=at,
            )
            for one in await all_hr(uow, besides=[person.id])
        ]
    )
    return ObjectionSaved(wish=wish, is_new=True)
