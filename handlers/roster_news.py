"""Who joined or left: the rep is welcomed, HR is told what is missing or open, each once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.leaver_open import open_items
from handlers.mentoring import all_hr
from handlers.newcomer import could_mentor, missing, welcome_of
from handlers.target_change import manager_of
from rules.joining import Joined, Missing, NoStartDay, is_newcomer, lacks_start
from rules.leaving import LeaverNews, OpenKind
from rules.notices import Notice, NoticeKind
from rules.people import Person
from rules.periods import local_day
from storage.unit_of_work import UnitOfWork

#: Of those without a first day; more have no room on a card.
_NAMED = 3


class RosterNews:
    """Who joined and left in a batch, told once the roster is written."""

    def __init__(self, uow: UnitOfWork, *, at: datetime) -> None:
        self._uow = uow
        self._at = at
        self._joined: set[str] = set()
        self._left: set[str] = set()
        self._moved: set[str] = set()
        #: Whose first day is known only now.
        self._dated: set[str] = set()
        #: Of those: by an import, which tells nobody at once.
        self._quiet: set[str] = set()
        #: Those whom somebody in HR has just hired or let go in chat: she has the answer there.
        self._by_chat: set[str] = set()

    def joined(self, number: str, *, is_by_chat: bool) -> None:
        """Note that somebody works here from now on."""
        self._joined.add(number)
        self._by_chat |= {number} if is_by_chat else set()

    def left(self, number: str, *, is_by_chat: bool) -> None:
        """Note that somebody has left."""
        self._left.add(number)
        self._by_chat |= {number} if is_by_chat else set()

    def moved(self, number: str) -> None:
        """Note that somebody's first day is another than it was."""
        self._moved.add(number)

    def dated(self, number: str, *, is_by_chat: bool, is_quiet: bool) -> None:
        """Note that the first day of somebody who works here is known only now."""
        self._dated.add(number)
        self._by_chat |= {number} if is_by_chat else set()
        self._quiet |= {number} if is_quiet else set()

    async def flush(self) -> None:
        """Tell all of it, the roster being written by now."""
        named = self._joined | self._left | self._moved | self._dated
        known = await self._uow.people.by_number(named)
        for number in sorted(self._moved & set(known)):
            await put_welcome_off(known[number][0], self._uow, at=self._at)
        for number in sorted((self._joined | self._dated) & set(known)):
            person, is_quiet = known[number][0], number in self._quiet
            hr = not is_quiet and number not in self._by_chat
            if person.is_active:
                await tell_joined(person, self._uow, at=self._at, hr=hr, is_quiet=is_quiet)
        new = [known[number][0] for number in sorted(self._joined & set(known) - self._by_chat)]
        await _ask_for_days(new, self._uow, at=self._at)
        for number in sorted(self._left & set(known) - self._by_chat):
            person = known[number][0]
            if not person.is_active:
                await tell_left(person, self._uow, at=self._at)


async def tell_joined(
    person: Person, uow: UnitOfWork, *, at: datetime, hr: bool, is_quiet: bool = False
) -> None:
    """Welcome a new rep and tell HR what is missing; somebody of long ago is no news.

    Who is hired ahead is welcomed in the morning of her first day; what an import brought, in the
    next one at the earliest.
    """
    today = local_day(at, person.zone)
    if person.hired_on is None or not is_newcomer(person, today):
        return
    news = f"{person.id}:{person.hired_on.isoformat()}"
    notices = []
    # Who left before her first day and comes back may have one that waits.
    if not await put_welcome_off(person, uow, at=at):
        welcome = await welcome_of(person, uow, today)
        notices += [
            replace(
                _notice(f"welcome:{news}", person.id, NoticeKind.WELCOME, asdict(welcome), at),
                not_before=_first_morning(person, uow, today)
                or (_next_morning(person, uow, at) if is_quiet else None),
            )
        ]
    if hr:
        since = max(today, person.hired_on)
        lacks = await missing(person, uow, since)
        facts = Joined(
            person_id=person.id,
            name=person.name,
            number=person.number,
            hired_on=person.hired_on.isoformat(),
            missing=lacks,
            mentors=await could_mentor(person, uow, since) if Missing.MENTOR in lacks else (),
            since=since.isoformat(),
        )
        notices += [
            _notice(f"joined:{news}:{one.id}", one.id, NoticeKind.JOINED, asdict(facts), at)
            for one in await all_hr(uow, besides=[person.id])
        ]
    await uow.outbox.put(notices)


async def _ask_for_days(people: Sequence[Person], uow: UnitOfWork, *, at: datetime) -> None:
    """Ask HR, in one card, for the first days of those reps who came without one."""
    waiting = [one for one in people if lacks_start(one)]
    if not waiting:
        return
    named = tuple((one.id, one.name) for one in waiting[:_NAMED])
    facts = NoStartDay(people=named, more=len(waiting) - len(named))
    await uow.outbox.put(
        [
            Notice(
                key=f"no_start_day:{waiting[0].id}:{len(waiting)}:{hr.id}",
                person_id=hr.id,
                kind=NoticeKind.NO_START_DAY,
                subject=f"no_start_day:{waiting[0].id}:{hr.id}",
                facts=json.dumps(asdict(facts), ensure_ascii=False),
                at=at,
            )
            for hr in await all_hr(uow, besides=[one.id for one in waiting])
        ]
    )


async def put_welcome_off(person: Person, uow: UnitOfWork, *, at: datetime) -> bool:
    """Let a welcome that waits come in the morning of her first day as it is now.

    False where none waits: she was welcomed, or never to be.
    """
    morning = _first_morning(person, uow, local_day(at, person.zone))
    return await uow.outbox.put_off(person.id, NoticeKind.WELCOME, until=morning or at) > 0


def _first_morning(person: Person, uow: UnitOfWork, today: date) -> datetime | None:
    """Give the morning of a first day that is to come; None where it has begun."""
    if person.hired_on is None or person.hired_on <= today:
        return None
    midnight = datetime.combine(person.hired_on, time(), ZoneInfo(person.zone))
    return uow.calendar.of(person.number).digest_after(midnight, person.zone, spread=person.id)


def _next_morning(person: Person, uow: UnitOfWork, at: datetime) -> datetime:
    return uow.calendar.of(person.number).digest_after(at, person.zone, spread=person.id)


async def tell_left(
    person: Person, uow: UnitOfWork, *, at: datetime, besides: Sequence[int] = ()
) -> None:
    """Tell HR and her manager once that somebody left, and how much that each may see is open."""
    if person.left_on is None:
        return
    manager = await manager_of(uow, person)
    readers = {one.id: one for one in await all_hr(uow, besides=[person.id, *besides])}
    if manager is not None and manager.id not in besides:
        readers[manager.id] = manager
    left_on = person.left_on.isoformat()
    notices = []
    for reader in readers.values():
        items = await open_items(person, reader, uow, today=local_day(at, reader.zone))
        counts = {kind.value: sum(one.kind is kind for one in items) for kind in OpenKind}
        facts = LeaverNews(
            person_id=person.id,
            name=person.name,
            number=person.number,
            left_on=left_on,
            counts={kind: n for kind, n in counts.items() if n},
        )
        key = f"leaver:{person.id}:{left_on}:{reader.id}"
        notices.append(_notice(key, reader.id, NoticeKind.LEAVER, asdict(facts), at))
    await uow.outbox.put(notices)


def _notice(
    key: str, person_id: int, kind: NoticeKind, facts: dict[str, object], at: datetime
) -> Notice:
    return Notice(
        key=key,
        person_id=person_id,
        kind=kind,
        subject=key,
        facts=json.dumps(facts, ensure_ascii=False),
        at=at,
    )
