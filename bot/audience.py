"""The persons that claimed notices are for: who they are, and whether each may be told now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.notices import Kind
from rules.company_calendar import CompanyCalendar
from rules.people import Person
from rules.preference import Preference
from rules.quiet import next_allowed
from storage.outbox import StoredNotice
from storage.store import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Everybody a batch of notices is for, read in four queries however many they are."""

    now: datetime
    calendar: CompanyCalendar
    people: Mapping[int, Person]
    preferences: Mapping[int, Preference]
    #: Channel and address; who has linked no chat is left out.
    addresses: Mapping[int, tuple[str, str]]
    #: What may not have reached each of them, until one of her messages mentions it.
    missed: Mapping[int, list[StoredNotice]]

    def works_here(self, one: StoredNotice) -> bool:
        """Whether the person is still with the company."""
        person = self.people.get(one.person_id)
        return person is not None and person.is_active

    def has_muted(self, one: StoredNotice, kind: Kind) -> bool:
        """Whether the person wants no such notices; not every kind can be muted."""
        preference = self.preferences.get(one.person_id)
        return kind.may_be_muted and preference is not None and one.kind in preference.muted

    def told_from(self, one: StoredNotice, kind: Kind) -> datetime:
        """Give the first moment from now on at which it may be told; now where it may."""
        person = self.people.get(one.person_id)
        preference = self.preferences.get(one.person_id, Preference())
        if person is None:
            return self.now
        return next_allowed(
            self.now,
            schedule=self.calendar.of(person.number),
            preference=preference,
            zone=person.zone,
            spread=person.id,
            is_scheduled=kind.is_scheduled,
        )

    def why_not_now(self, one: StoredNotice) -> str:
        """Say for a list what holds a notice back."""
        preference = self.preferences.get(one.person_id, Preference())
        if preference.visiting_until is not None and preference.visiting_until > self.now:
            return "visiting"
        if preference.snoozed_until is not None and preference.snoozed_until > self.now:
            return "snoozed"
        return "outside her hours"


async def audience(
    uow: UnitOfWork, notices: Collection[StoredNotice], *, now: datetime
) -> Audience:
    """Read who these notices are for; `now` is business time."""
    ids = {one.person_id for one in notices}
    addresses = await uow.links.addresses_of(ids)
    return Audience(
        now=now,
        calendar=uow.calendar,
        people=await uow.people.by_id(ids),
        preferences=await uow.preferences.of(ids),
        addresses=addresses,
        missed=await uow.outbox.unmentioned(addresses) if addresses else {},
    )
