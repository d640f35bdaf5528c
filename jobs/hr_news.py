"""What HR is told once a day, if any of it is new: one notice each, in the morning."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from jobs.job import Acted, Occasion, Within
from rules.notices import Notice, NoticeKind, UnmatchedEvents
from rules.people import Role
from rules.reach import NewlyUnreachable
from storage.unit_of_work import UnitOfWork

_MOST = 1000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HrNews:
    """The sweep and the act of a job that tells HR."""

    kind: NoticeKind
    #: Gives what there is, with how much of it is new since a moment: that of the last time.
    look: Callable[[Occasion, datetime, UnitOfWork], Awaitable[NewlyUnreachable | UnmatchedEvents]]

    async def sweep(self, occasion: Occasion, uow: UnitOfWork, within: Within) -> Sequence[int]:
        """Give HR, if there is something new."""
        if not (await self._found(occasion, uow)).new:
            return ()
        people = await uow.people.having(Role.HR, limit=_MOST)
        return [person.id for person in people if within.lo <= person.id <= within.hi]

    async def act(self, one: int, occasion: Occasion, uow: UnitOfWork) -> Acted:
        """Tell one person of HR."""
        person = (await uow.people.by_id([one])).get(one)
        found = await self._found(occasion, uow)
        if person is None or not person.is_active or not found.new:
            return Acted.SKIPPED
        key = f"{self.kind.value}:{occasion.slot.isoformat()}:{person.id}"
        notice = Notice(
            key=key,
            person_id=person.id,
            kind=self.kind,
            subject=key,
            facts=json.dumps(asdict(found), ensure_ascii=False),
            at=occasion.now,
            not_before=uow.calendar.of(person.number).digest_after(
                occasion.slot, person.zone, spread=person.id
            ),
        )
        return Acted.DONE if await uow.outbox.put([notice]) else Acted.SKIPPED

    async def _found(
        self, occasion: Occasion, uow: UnitOfWork
    ) -> NewlyUnreachable | UnmatchedEvents:
        last = await uow.jobs.last_done(occasion.job, before=occasion.slot)
        return await self.look(occasion, last or occasion.slot - _DAY, uow)
