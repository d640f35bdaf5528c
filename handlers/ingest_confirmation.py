"""Take in who is confirmed, as HR's own system or a person here says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.confirmation import Confirmation, settle
from handlers.events import EmployeeConfirmed, Event
from handlers.ingest_person import PersonDesk
from rules.errors import Invalid
from rules.periods import local_day
from rules.probation_outcome import OutcomeKind
from storage.unit_of_work import UnitOfWork


class ConfirmationDesk:
    """The confirmations of a batch: standing at once, and the rest when everybody is written."""

    def __init__(self, uow: UnitOfWork, *, people: PersonDesk, at: datetime) -> None:
        self._uow = uow
        self._people = people
        self._at = at
        self._outcomes: dict[int, OutcomeKind] = {}
        self._waiting: list[Confirmation] = []

    async def load(self, events: Sequence[Event]) -> None:
        """Read how the probations came out that these events speak of."""
        numbers = {
            event.said.employee_id for event in events if isinstance(event.said, EmployeeConfirmed)
        }
        if numbers:
            ids = [person.id for person in self._people.known(numbers)]
            self._outcomes |= await self._uow.probations.decided(ids)

    def take(self, event: Event, said: EmployeeConfirmed, *, is_quiet: bool) -> set[str]:
        """Confirm a person; the first word stands, so twice is once.

        Raises `Needs` for somebody not known, `Invalid` where her probation was ended.
        """
        person = self._people.person(said.employee_id)
        if self._outcomes.get(person.id) is OutcomeKind.ENDED:
            raise Invalid("data.employee_id", "her probation was ended")
        on = said.confirmed_on or local_day(event.stamp.occurred_at, person.zone)
        if self._people.confirm(said.employee_id, on, event.stamp):
            name = f"{event.source}/{event.id}"
            one = Confirmation(
                person=self._people.person(said.employee_id), on=on, event=name, is_quiet=is_quiet
            )
            self._waiting.append(one)
        return set()

    async def flush(self) -> None:
        """Settle what was new, in the order in which it came."""
        for one in self._waiting:
            await settle(one, self._uow, at=self._at)
        self._waiting.clear()
