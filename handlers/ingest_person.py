"""Take employee events in: the roster, each field keeping its newest word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from handlers.candidate_said import InterviewPlanned, InterviewRecorded
from handlers.events import (
    ActivityLogged,
    DealAmended,
    DealClosed,
    EmployeeHired,
    EmployeeLeft,
    EmployeeSaid,
    EmployeeUpdated,
    Event,
    LearningSaid,
    MentorPaired,
    SkillScored,
)
from handlers.ingest_post import PostDesk
from handlers.needs import Needs
from handlers.xapi import Statement
from rules.crediting import plan_on
from rules.deal import Stamp
from rules.errors import Invalid
from rules.people import Person, Role
from rules.periods import local_day
from rules.probation import Contract, add_months
from storage.unit_of_work import UnitOfWork

#: Field of the event -> field of the person.
_FIELDS = {
    "name": "name",
    "email": "email",
    "manager": "manager_number",
    "branch": "branch",
    "engagement": "engagement",
    "hired_on": "hired_on",
    "probation_ends_on": "probation_ends_on",
    "zone": "zone",
    "locale": "locale",
}


class PersonDesk:
    """The persons of a batch, read once, written once."""

    def __init__(
        self,
        uow: UnitOfWork,
        *,
        next_id: int,
        default_zone: str,
        default_plan: str,
        at: datetime,
    ) -> None:
        self._uow = uow
        self._at = at
        self._default_zone = default_zone
        self._default_plan = default_plan
        self._known: dict[str, tuple[Person, Mapping[str, Stamp]]] = {}
        self._numbers: dict[int, str] = {}
        self._looked_for: set[str] = set()
        self._assigned: dict[int, list[tuple[date, str]]] = {}
        self._changed: set[str] = set()
        self._contracts: dict[int, Contract] = {}
        self._posts = PostDesk(uow)
        self._new_assignments: list[tuple[int, date, str]] = []
        self._next_id = next_id
        #: Who left in this batch, be it only to come back in it.
        self._leavers: set[int] = set()
        #: When and how they left.
        self._departures: dict[int, tuple[date, str]] = {}

    async def load(self, events: Sequence[Event]) -> None:
        """Read everybody these events name, with their plans."""
        numbers = {number for event in events for number in _numbers(event)} - self._looked_for
        self._looked_for |= numbers
        found = await self._uow.people.by_number(numbers | await self._numbers_of(events))
        self._remember(found)
        ids = [person.id for person, _ in found.values()]
        self._assigned |= await self._uow.plans.assignments(ids)
        await self._posts.load(events, [one for one, _ in self._known.values()])

    async def load_ids(self, ids: set[int]) -> None:
        """Read those that stored deals name by our id."""
        missing = await self._uow.people.by_id(ids - set(self._numbers))
        found = await self._uow.people.by_number({person.number for person in missing.values()})
        self._remember(found)
        self._looked_for |= set(found)
        self._assigned |= await self._uow.plans.assignments(list(missing))

    def person(self, number: str) -> Person:
        """Give the person of a number; raise `Needs` for one not hired yet."""
        if number not in self._known:
            raise Needs(f"person:{number}", f"employee {number} is not known yet")
        return self._known[number][0]

    def with_email(self, email: str) -> Person:
        """Give the person of an address; raise `Needs` for nobody, `Invalid` for several.

        Where several have had it, whoever works here is meant.
        """
        found = [one for one, _ in self._known.values() if _mail(one.email) == email]
        found = [one for one in found if one.is_active] or found
        if len(found) > 1:
            raise Invalid("data.actor.mbox", "is the address of several persons")
        if not found:
            raise Needs(f"mail:{email}", "nobody with this e-mail address is known yet")
        return found[0]

    def known(self, numbers: Collection[str]) -> list[Person]:
        """Give those of these numbers who are on the roster."""
        return [self._known[number][0] for number in numbers if number in self._known]

    def by_id(self, person_id: int) -> Person:
        """Give a loaded person by our id."""
        return self._known[self._numbers[person_id]][0]

    def plan_name(self, person_id: int, day: date) -> str:
        """Give the plan a person has on a day: her own, else the site's default."""
        return plan_on(self._assigned.get(person_id, ()), day, default=self._default_plan)

    def take(self, event: Event) -> set[str]:
        """Change the roster; give what that brings for parked events."""
        said = event.said
        if isinstance(said, EmployeeHired) and not isinstance(said, EmployeeUpdated):
            return self._hire(event, said)
        if isinstance(said, EmployeeUpdated):
            self._set(said.employee_id, _changes(said), event.stamp)
            self._give_post(said, event.stamp)
            return self._assign(said, event) | _addresses(said)
        if isinstance(said, EmployeeLeft):
            one = self.person(said.employee_id)
            left_on = said.last_active_on or local_day(event.stamp.occurred_at, one.zone)
            if self._set(one.number, {"left_on": left_on}, event.stamp):
                self._leavers.add(one.id)
                self._departures[one.id] = left_on, said.kind
            return set()
        return set()

    def confirm(self, number: str, on: date, stamp: Stamp) -> bool:
        """Give a person the standing of a confirmed one; False where she has it already."""
        if self.person(number).confirmed_on is not None:
            return False
        return self._set(number, {"confirmed_on": on}, stamp)

    async def flush(self) -> None:
        """Write what changed."""
        await self._uow.people.save([self._known[number] for number in sorted(self._changed)])
        await self._uow.plans.assign(self._new_assignments)
        await self._uow.probations.save_contracts(list(self._contracts.items()))
        await self._uow.departures.save(self._departures)
        await self._posts.flush()

    async def close_chats(self) -> None:
        """Take their chats from those who left; who comes back is linked anew."""
        if not self._leavers:
            return
        await self._uow.links.close(self._leavers, at=self._at)
        await self._uow.form_sessions.close_of(self._leavers)
        for person_id in sorted(self._leavers):
            await self._uow.audit.add(
                at=self._at, actor="event", action="link.close", subject=f"person:{person_id}"
            )

    async def _numbers_of(self, events: Sequence[Event]) -> set[str]:
        """Give the numbers of those whom these events name by e-mail alone."""
        said = [event.said for event in events]
        emails = {one.email for one in said if isinstance(one, Statement) and one.email}
        found = await self._uow.people.with_emails(emails) if emails else []
        return {one.number for one in found} - set(self._known)

    def _remember(self, found: Mapping[str, tuple[Person, Mapping[str, Stamp]]]) -> None:
        self._known |= found
        self._numbers |= {person.id: number for number, (person, _) in found.items()}

    def _hire(self, event: Event, said: EmployeeHired) -> set[str]:
        number = said.employee_id
        if number not in self._known:
            person = Person(
                id=self._next_id,
                number=number,
                name=str(said.name),
                roles=frozenset({Role.REP}),
                zone=self._default_zone,
            )
            self._next_id += 1
            self._remember({number: (person, {})})
        # Being hired again takes an earlier leaving back.
        self._set(number, {**_changes(said), "left_on": None}, event.stamp)
        self._give_post(said, event.stamp)
        return {f"person:{number}"} | self._assign(said, event) | _addresses(said)

    def _give_post(self, said: EmployeeHired, stamp: Stamp) -> None:
        """Let the roster say the post that begins last; which counts on a day is in its rows."""
        if said.post is None:
            return
        number = said.employee_id
        person, stamps = self._known[number]
        newest = self._posts.take(person, said, stamp)
        if newest != person.post:
            self._known[number] = replace(person, post=newest), stamps
            self._changed.add(number)

    def _engage(self, said: EmployeeHired) -> None:
        """Keep the contract, where the event tells its length; 0 months are open-ended."""
        person = self.person(said.employee_id)
        if said.contract_months is None or person.hired_on is None:
            return
        ends_on = add_months(person.hired_on, said.contract_months) - timedelta(days=1)
        self._contracts[person.id] = Contract(
            engagement=person.engagement,
            starts_on=person.hired_on,
            ends_on=ends_on if said.contract_months else None,
        )

    def _assign(self, said: EmployeeHired, event: Event) -> set[str]:
        self._engage(said)
        person = self.person(said.employee_id)
        if not said.plan:
            return set()
        known = self._assigned.setdefault(person.id, [])
        first = person.hired_on if not known and person.hired_on else None
        starts_on = first or local_day(event.stamp.occurred_at, person.zone)
        if (starts_on, said.plan) not in known:
            known.append((starts_on, said.plan))
            known.sort()
            self._new_assignments.append((person.id, starts_on, said.plan))
        return {f"plan:{said.employee_id}"}

    def _set(self, number: str, changes: Mapping[str, object], stamp: Stamp) -> bool:
        """Change what this is the newest word on; False where it is on nothing."""
        person, stamps = self.person(number), self._known[number][1]
        news = {
            name: value
            for name, value in changes.items()
            if name not in stamps or stamps[name] < stamp
        }
        if news:
            person = replace(person, **news)  # type: ignore[arg-type] # fields of one class, by name
            self._known[number] = person, {**stamps, **dict.fromkeys(news, stamp)}
            self._changed.add(number)
        return bool(news)


def _changes(said: EmployeeHired) -> dict[str, object]:
    changes: dict[str, object] = {
        field: value
        for name, field in _FIELDS.items()
        if (value := getattr(said, name)) is not None
    }
    if said.roles is not None:
        changes["roles"] = frozenset(said.roles)
    return changes


def _mail(email: str | None) -> str:
    return (email or "").strip().lower()


def _addresses(said: EmployeeHired) -> set[str]:
    """Give what a statement that names her by e-mail may wait for."""
    return {f"mail:{_mail(said.email)}"} if said.email else set()


def _numbers(event: Event) -> set[str]:
    said = event.said
    if isinstance(said, Statement):
        return {said.employee} if said.employee else set()
    if isinstance(said, EmployeeSaid | LearningSaid | SkillScored | ActivityLogged):
        return {said.employee_id}
    if isinstance(said, MentorPaired):
        return {said.employee_id, said.mentor_id}
    if isinstance(said, InterviewPlanned | InterviewRecorded):
        return {said.interviewer_id}
    if not isinstance(said, DealClosed | DealAmended):
        return set()
    numbers = {said.employee_id} if said.employee_id else set()
    return numbers | {split.employee_id for split in said.splits or ()}
