"""Say whom the bot can not reach, to those who can mend it."""

from __future__ import annotations

from handlers.interaction import Interaction
from rules.errors import NotAllowed
from rules.people import Role
from rules.reach import DeadChat, Unreachable
from storage.unit_of_work import UnitOfWork

PAGE = 10
_MAY_ASK = frozenset({Role.HR, Role.ADMIN})


async def unreachable(interaction: Interaction, uow: UnitOfWork) -> Unreachable:
    """Give a page of the dead chats; raise `NotAllowed` for anybody but HR and administrators.

    A button's argument is how many to skip.
    """
    if not _MAY_ASK & interaction.person.roles:
        raise NotAllowed("reach.not_allowed")
    skipped = int(interaction.argument) if interaction.argument.isdecimal() else 0
    found = await uow.links.dead(skip=skipped, limit=PAGE)
    return Unreachable(
        chats=tuple(
            DeadChat(
                name=one.name,
                number=one.number,
                channel=one.channel,
                reason=one.reason,
                since=one.since,
                has_other=one.has_other,
            )
            for one in found
        ),
        total=await uow.links.count_dead(),
        skipped=skipped,
        zone=interaction.person.zone,
    )
