"""Take in what reps did with customers; each keeps its newest word."""

from __future__ import annotations

from datetime import datetime

from handlers.events import ActivityLogged, Event
from handlers.ingest_person import PersonDesk
from rules.activity import Activity
from rules.deal import Stamp
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork


class ActivityDesk:
    """The activities of a batch, written once; an older word than the stored has no effect."""

    def __init__(self, uow: UnitOfWork, *, people: PersonDesk, at: datetime) -> None:
        self._uow = uow
        self._people = people
        self._at = at
        self._new: dict[tuple[str, str], tuple[Activity, Stamp]] = {}

    def take(self, event: Event, said: ActivityLogged) -> set[str]:
        """Keep one; raise `Needs` for somebody not hired yet."""
        person = self._people.person(said.employee_id)
        key = event.source, said.activity_id or event.id
        known = self._new.get(key)
        if known is None or known[1] < event.stamp:
            one = Activity(
                source=key[0],
                key=key[1],
                person_id=person.id,
                day=said.day or local_day(event.stamp.occurred_at, person.zone),
                kind=said.kind,
                customer=said.customer_id,
                count=1 if said.customer_id else said.count,
                minutes=said.minutes,
                is_automatic=said.is_automatic,
                known_at=self._at,
            )
            self._new[key] = one, event.stamp
        return set()

    async def flush(self) -> None:
        """Write what is newer than the store's."""
        if not self._new:
            return
        stored = await self._uow.activities.stamps(self._new)
        newer = {
            one: stamp
            for key, (one, stamp) in self._new.items()
            if key not in stored or stored[key] < stamp
        }
        await self._uow.activities.save(newer)
