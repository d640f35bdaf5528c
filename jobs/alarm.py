"""Tell the administrators what needs a person; where there is none, HR."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import structlog

from rules.notices import Alarm, Notice, NoticeKind
from rules.people import Role
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()

#: Who is told, the first of these that somebody has.
_TOLD = (Role.ADMIN, Role.HR)


async def alarm(uow: UnitOfWork, facts: Alarm, *, at: datetime) -> None:
    """Put one notice per administrator; the same slot again is the same notice."""
    log.error("job.alarm", what=facts.what, job=facts.job, slot=facts.slot, counts=facts.counts)
    for role in _TOLD:
        people = await uow.people.having(role)
        if people:
            break
    key = f"alarm:{facts.what}:{facts.job}:{facts.slot}"
    await uow.outbox.put(
        [
            Notice(
                key=f"{key}:{person.id}",
                person_id=person.id,
                kind=NoticeKind.ALARM,
                subject=f"{key}:{person.id}",
                facts=json.dumps(asdict(facts), ensure_ascii=False),
                at=at,
            )
            for person in people
        ]
    )


async def run_alarm(
    uow: UnitOfWork, job: str, slot: datetime, *, failed: int, error: str, at: datetime
) -> None:
    """Alarm about a run that failed, or could not be done for some."""
    counts = {"failed": failed} if failed else {}
    facts = Alarm(what="job", job=job, slot=slot.isoformat(), counts=counts, error=error)
    await alarm(uow, facts, at=at)
