"""Confirmations that are signed for a day to come: a cancellation re-opens them (RULES row 13)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from handlers.probation_results import results
from rules.notices import Notice, NoticeKind, ProbationTold
from rules.people import Person
from rules.periods import local_day
from rules.probation_outcome import MonthResult, fallen
from rules.probation_record import FactKind, ProbationFact
from storage.unit_of_work import UnitOfWork


async def reopen(
    uow: UnitOfWork, people: Collection[int], *, at: datetime, default_plan: str
) -> int:
    """Re-open those of these persons that relied on deals which do not count any more.

    What is decided stays decided. Whoever signed is told what the months have come to. Only under
    `UnitOfWork.lock_ledger`, so that nothing is decided in between; gives how many.
    """
    reopened = 0
    for person_id in await uow.probations.ever_signed_ahead(people) if people else ():
        person = (await uow.people.by_id([person_id]))[person_id]
        reopened += await _reopen(uow, person, at=at, default_plan=default_plan)
    return reopened


async def _reopen(uow: UnitOfWork, person: Person, *, at: datetime, default_plan: str) -> int:
    file = await uow.probations.of(person)
    signed = None if file is None else file.waiting
    if file is None or signed is None or signed.kind is not FactKind.CONFIRMING:
        return 0
    today = local_day(at, person.zone)
    now, _ = await results(uow, file, today, default_plan=default_plan)
    lower = fallen(signed.results, now)
    if not lower:
        return 0
    fact = ProbationFact(kind=FactKind.REOPENED, on=today, at=at, results=now)
    key = f"reopened:{person.id}:{signed.at.isoformat()}"
    if not await uow.probations.add(person.id, fact, key=key):
        return 0
    await uow.audit.add(
        at=at, actor="event", action="probation.reopened", subject=f"person:{person.id}"
    )
    if signed.by is not None:
        await tell(uow, signed.by, person, "reopened", key=key, at=at, months=lower)
    return 1


async def tell(
    uow: UnitOfWork,
    reader_id: int,
    person: Person,
    what: str,
    *,
    key: str,
    at: datetime,
    months: Collection[MonthResult] = (),
    reason: str = "",
) -> None:
    """Tell whoever signed first what has become of it."""
    facts = ProbationTold(
        what=what,
        person_id=person.id,
        name=person.name,
        months=tuple((one.month, one.bar, one.done) for one in months),
        reason=reason,
    )
    await uow.outbox.put(
        [
            Notice(
                key=f"{key}:{reader_id}",
                person_id=reader_id,
                kind=NoticeKind.PROBATION_TOLD,
                subject=f"probation:{person.id}:{reader_id}",
                facts=json.dumps(asdict(facts), ensure_ascii=False),
                at=at,
            )
        ]
    )
