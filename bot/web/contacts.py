"""Who may chat on the page, and how she gets in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.cards.words import say
from bot.channels.webchat import WebChat
from bot.web.chat_view import Contact
from rules.people import Person, Role
from rules.periods import local_day
from storage.store import Store

#: The role that names somebody who has several.
_FIRST = (
    Role.MANAGER,
    Role.HR,
    Role.HRBP,
    Role.FINANCE,
    Role.SALES_OPS,
    Role.TRAINER,
    Role.MENTOR,
    Role.ADMIN,
    Role.REP,
)


class Contacts:
    """The roster as the web chat knows it. A link code runs out by `real_clock`."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        *,
        real_clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._clock = clock
        self._real_clock = real_clock

    async def one(self, person_id: int, opened_at: datetime | None = None) -> Contact | None:
        """Give somebody who works here.

        None for a session that was opened before she left: who is hired again enters anew.
        """
        async with self._store.read() as uow:
            person = (await uow.people.by_id([person_id])).get(person_id)
            left_at = await uow.links.closed_at(person_id) if opened_at else None
        if person is None or not person.is_active:
            return None
        if opened_at is not None and left_at is not None and opened_at <= left_at:
            return None
        return contact_of(person, self._clock(), language=person.locale)

    async def everyone(self, language: str) -> list[Contact]:
        """Give whom a visitor of the demo may chat as, in the language of her page."""
        at = self._clock()
        async with self._store.read() as uow:
            people = await uow.people.everyone()
        return [contact_of(one, at, language=language) for one in people if one.is_active]

    async def redeem(self, code: str, visitor: str) -> int | None:
        """Use a link code up for the page; the web chat is hers from now on.

        Raises `NotAllowed` after five wrong codes from one visitor (`bot.web.entrance`).
        """
        at = self._real_clock()
        async with self._store.begin() as uow:
            person_id = await uow.links.redeem(
                code=code, channel=WebChat.name, address=f"page {visitor}", at=at
            )
            person = None
            if person_id is not None:
                person = (await uow.people.by_id([person_id])).get(person_id)
            if person is None or not person.is_active:
                return None
            await uow.links.link(
                channel=WebChat.name, address=str(person.id), person_id=person.id, at=at
            )
            await uow.outbox.revive(person.id)
            await uow.audit.add(
                at=at,
                actor=f"person:{person.id}",
                action="link.redeem",
                subject=f"channel:{WebChat.name}",
            )
            return person.id


def contact_of(person: Person, at: datetime, *, language: str) -> Contact:
    """Give a person's name, role and, for a rep, the week she is in, worded in `language`.

    It is the week by her own clock at that time.
    """
    language = "en" if language == "en" else "zh"
    role = next((role for role in _FIRST if role in person.roles), Role.REP)
    subtitle = say(language, f"role.{role.value}")
    if role is Role.REP and person.hired_on is not None:
        week = (local_day(at, person.zone) - person.hired_on).days // 7 + 1
        subtitle += say(language, "role.in_week", week=week)
    return Contact(
        person_id=person.id,
        name=person.name,
        subtitle=subtitle,
        locale=person.locale,
        role=role,
        engagement=person.engagement,
        zone=person.zone,
    )
