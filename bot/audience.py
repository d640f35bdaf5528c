"""Who claimed notices are for: whether she works here, where she is reached, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from rules.company_calendar import Schedule
from rules.people import Person
from rules.preference import Preference
from rules.quiet import next_allowed
from storage.outbox import StoredNotice
from storage.unit_of_work import UnitOfWork


@dataclass(slots=True, kw_only=True)
class Told:
    """Who is told, read once for all that one claim took."""

    person: Person | None
    schedule: Schedule
    preference: Preference
    #: Each chat of hers as channel and address, the one linked last first.
    addresses: list[tuple[str, str]]
    #: What may not have reached her; the first of her messages mentions it.
    missed: list[StoredNotice]

    @property
    def works_here(self) -> bool:
        """Whether she is on the roster and has not left."""
        return self.person is not None and self.person.is_active

    def next_allowed(self, now: datetime, *, is_scheduled: bool) -> datetime:
        """Give the first moment from business time `now` on at which she may be told; or `now`."""
        if self.person is None or not self.person.is_active:
            return now
        return next_allowed(
            now,
            schedule=self.schedule,
            preference=self.preference,
            zone=self.person.zone,
            spread=self.person.id,
            is_scheduled=is_scheduled,
        )

    def why_not(self, now: datetime) -> str:
        """Say for a list why she is not told now."""
        visiting, snoozed = self.preference.visiting_until, self.preference.snoozed_until
        if visiting is not None and visiting > now:
            return "visiting"
        return "snoozed" if snoozed is not None and snoozed > now else "outside her hours"


async def read_told(uow: UnitOfWork, ids: Collection[int]) -> dict[int, Told]:
    """Read who these persons are, in a query of each kind however many they are."""
    people = await uow.people.by_id(ids)
    addresses = await uow.links.all_of(ids)
    missed = await uow.delivery.unmentioned(addresses)
    preferences = await uow.preferences.of(ids)
    return {
        one: Told(
            person=people.get(one),
            schedule=uow.calendar.of(people[one].number if one in people else ""),
            preference=preferences.get(one, Preference()),
            addresses=addresses.get(one, []),
            missed=missed.get(one, []),
        )
        for one in ids
    }
