"""Fourteen days after an intervention its owner is asked how it went."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from handlers.alert_news import reader_of
from jobs.job import Acted, Occasion, Within
from jobs.risk import night_of
from rules.intervention import InterventionCheck
from rules.notices import Notice, NoticeKind
from storage.unit_of_work import UnitOfWork


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give those whose day has come and whose outcome nobody has said."""
    return await uow.interventions.to_check(night_of(occasion).today, lo=within.lo, hi=within.hi)


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Ask once; nobody is asked about a rep who left, or whom she may not see any more."""
    found = await uow.interventions.hold(one)
    if found is None or found.outcome or found.ended:
        return Acted.SKIPPED
    people = await uow.people.by_id([found.person_id, found.owner_id])
    rep, owner = people[found.person_id], people[found.owner_id]
    reader = await reader_of(owner, rep, uow, night_of(occasion).today)
    if not rep.is_active or not owner.is_active or not reader.sight:
        return Acted.SKIPPED
    facts = InterventionCheck(
        intervention_id=found.id,
        name=rep.name,
        kind=found.kind.value,
        note=found.note,
        made_on=found.made_on.isoformat(),
    )
    notice = Notice(
        key=f"intervention_check:{found.id}",
        person_id=owner.id,
        kind=NoticeKind.INTERVENTION_CHECK,
        subject=f"intervention:{found.id}",
        facts=json.dumps(asdict(facts), ensure_ascii=False),
        at=occasion.now,
    )
    return Acted.DONE if await uow.outbox.put([notice]) else Acted.SKIPPED
