"""Take in who mentors whom, as HR's own system says it."""

from __future__ import annotations

from datetime import datetime

from handlers.events import Event, MentorPaired
from handlers.ingest_person import PersonDesk
from handlers.mentoring import Match, pair
from rules.errors import Invalid
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork


class PairingDesk:
    """The pairings of a batch, checked at once and written when everybody is on the roster."""

    def __init__(self, uow: UnitOfWork, *, people: PersonDesk, at: datetime) -> None:
        self._uow = uow
        self._people = people
        self._at = at
        self._matches: list[tuple[Match, str, bool]] = []

    def take(self, event: Event, said: MentorPaired, *, is_quiet: bool) -> set[str]:
        """Check a pairing; raise `Needs` for somebody not known, `Invalid` for what is wrong."""
        rep, mentor = self._people.person(said.employee_id), self._people.person(said.mentor_id)
        if rep.id == mentor.id:
            raise Invalid("data.mentor_id", "is the rep herself")
        for field, one in (("data.employee_id", rep), ("data.mentor_id", mentor)):
            if not one.is_active:
                raise Invalid(field, "has left")
        since = said.starts_on or local_day(event.stamp.occurred_at, rep.zone)
        match = Match(rep=rep, mentor=mentor, since=since)
        self._matches.append((match, f"source:{event.source}"[:64], is_quiet))
        return set()

    async def flush(self) -> None:
        """Write them in the order in which they came."""
        for match, actor, is_quiet in self._matches:
            await pair(match, self._uow, at=self._at, actor=actor, is_quiet=is_quiet)
        self._matches.clear()
