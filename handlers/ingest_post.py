"""Take posts in with their days: the newest word on each day stands, in whatever order it came."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from handlers.events import EmployeeHired, Event
from rules.deal import Stamp
from rules.people import Person
from rules.periods import local_day
from rules.post import PostFrom
from storage.post import Known
from storage.unit_of_work import UnitOfWork


class PostDesk:
    """The posts of those whom a batch gives one, read once, written once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._known: dict[int, dict[date, Known]] = {}
        self._changed: dict[int, dict[date, Known]] = {}

    async def load(self, events: Sequence[Event], people: Collection[Person]) -> None:
        """Read the posts of those of whom an event names one."""
        named = {
            event.said.employee_id
            for event in events
            if isinstance(event.said, EmployeeHired) and event.said.post is not None
        }
        ids = {one.id for one in people if one.number in named} - set(self._known)
        for who, rows in (await self._uow.posts.of(ids) if ids else {}).items():
            self._known[who] = {one.starts_on: (one, stamp) for one, stamp in rows}

    def take(self, person: Person, said: EmployeeHired, stamp: Stamp) -> str:
        """Keep what an event says of her post; give the one that begins last.

        Without a day the first post is of her first day, a later one of the day of the event.
        """
        hers = self._known.setdefault(person.id, {})
        post = " ".join((said.post or "").split())
        starts_on = said.post_from or self._day(person, post, stamp)
        before = hers.get(starts_on) if starts_on is not None else None
        if starts_on is not None and (before is None or before[1] < stamp):
            row = PostFrom(starts_on=starts_on, post=post), stamp
            hers[starts_on] = row
            self._changed.setdefault(person.id, {})[starts_on] = row
        return hers[max(hers)][0].post if hers else ""

    async def flush(self) -> None:
        """Write what changed."""
        await self._uow.posts.save(
            {who: list(rows.values()) for who, rows in self._changed.items()}
        )

    def _day(self, person: Person, post: str, stamp: Stamp) -> date | None:
        """Give from when a post without a day counts; None where it is no news."""
        day = local_day(stamp.occurred_at, person.zone)
        hers = self._known.get(person.id, {})
        if not hers:
            return (person.hired_on or day) if post else None
        begun = [one for one in hers if one <= day]
        return None if hers[max(begun, default=min(hers))][0].post == post else day
