"""Persons as the web chat shows them."""

from __future__ import annotations

from datetime import date

from bot.cards.words import say
from bot.web.chat_view import Contact
from rules.people import Person, Role

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


def contact_of(person: Person, today: date) -> Contact:
    """Give a person's name, role and, for a rep, the week she is in."""
    language = "en" if person.locale == "en" else "zh"
    role = next((role for role in _FIRST if role in person.roles), Role.REP)
    subtitle = say(language, f"role.{role.value}")
    if role is Role.REP and person.hired_on is not None:
        week = (today - person.hired_on).days // 7 + 1
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
