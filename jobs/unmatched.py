"""Once a day, if any is new: events that came to nothing, to those who can mend them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from jobs.job import Acted, Occasion, Within
from rules.notices import Notice, NoticeKind, UnmatchedEvents
from rules.people import Role
from storage.inbox import Unmatched
from storage.store import UnitOfWork

#: Within a day what is missing mostly arrives by itself (DESIGN).
_PATIENCE = timedelta(days=1)
_MOST = 1000


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give HR, if there is something new."""
    if not (await _found(occasion, uow)).new:
        return ()
    people = await uow.people.having(Role.HR, limit=_MOST)
    return [person.id for person in people if within.lo <= person.id <= within.hi]


async def act(one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
    """Tell one person of HR."""
    person = (await uow.people.by_id([one])).get(one)
    found = await _found(occasion, uow)
    if person is None or not person.is_active or not found.new:
        return Acted.SKIPPED
    key = f"unmatched:{occasion.slot.isoformat()}:{person.id}"
    notice = Notice(
        key=key,
        person_id=person.id,
        kind=NoticeKind.UNMATCHED,
        subject=key,
        facts=json.dumps(asdict(UnmatchedEvents(**asdict(found))), ensure_ascii=False),
        at=occasion.now,
        not_before=uow.calendar.of(person.number).digest_after(
            occasion.slot, person.zone, spread=person.id
        ),
    )
    return Acted.DONE if await uow.outbox.put([notice]) else Acted.SKIPPED


async def _found(occasion: Occasion, uow: UnitOfWork) -> Unmatched:
    last = await uow.jobs.last_done(occasion.job, before=occasion.slot)
    since = last or occasion.slot - timedelta(days=1)
    return await uow.inbox.unmatched(since=since, until=occasion.slot, patience=_PATIENCE)
