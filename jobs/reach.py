"""Once a day, if any is new: how many chats nothing reaches any more, to HR."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from jobs.job import Acted, Occasion, Within
from rules.notices import Notice, NoticeKind
from rules.people import Role
from rules.reach import NewlyUnreachable
from storage.store import UnitOfWork

_MOST = 1000


async def sweep(occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
    """Give HR, if a chat has died since the last time."""
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
    key = f"unreachable:{occasion.slot.isoformat()}:{person.id}"
    notice = Notice(
        key=key,
        person_id=person.id,
        kind=NoticeKind.UNREACHABLE,
        subject=key,
        facts=json.dumps(asdict(found)),
        at=occasion.now,
        not_before=uow.calendar.of(person.number).digest_after(
            occasion.slot, person.zone, spread=person.id
        ),
    )
    return Acted.DONE if await uow.outbox.put([notice]) else Acted.SKIPPED


async def _found(occasion: Occasion, uow: UnitOfWork) -> NewlyUnreachable:
    last = await uow.jobs.last_done(occasion.job, before=occasion.slot)
    since = last or occasion.slot - timedelta(days=1)
    return NewlyUnreachable(
        new=await uow.links.count_dead(since=since), total=await uow.links.count_dead()
    )
