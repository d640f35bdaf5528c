"""What waits for one's word (等我处理): what one was asked, and has not answered."""

from __future__ import annotations

from datetime import timedelta

from handlers.interaction import Interaction
from rules.errors import NotFound
from rules.notices import NoticeKind
from rules.people import Role
from rules.periods import local_day
from rules.waiting import Ask, AskedAgain, Waiting
from storage.outbox import StoredNotice
from storage.unit_of_work import UnitOfWork

#: What was asked earlier is over, or somebody else's by now.
_REACHES_BACK = timedelta(days=90)
_A_PAGE = 4
_SEE_RISKS = {Role.MANAGER, Role.HR}


async def waiting(interaction: Interaction, uow: UnitOfWork) -> Waiting:
    """Give what still waits for her, the newest first; the argument is how many to pass over."""
    skipped = int(interaction.argument or 0)
    found = await uow.outbox.asked(
        interaction.person.id, interaction.asking, since=interaction.at - _REACHES_BACK
    )
    zone = interaction.person.zone
    open_asks = [_ask(one, zone) for one in found if await _is_open(one, interaction, uow)]
    return Waiting(
        asks=tuple(open_asks[skipped : skipped + _A_PAGE]),
        total=len(open_asks),
        skipped=skipped,
        has_risks=bool(interaction.person.roles & _SEE_RISKS),
    )


async def ask_again(interaction: Interaction, uow: UnitOfWork) -> AskedAgain:
    """Ask her one thing again; raise `NotFound` where it was never asked of her, or is settled."""
    number = interaction.argument
    one = await uow.outbox.told(interaction.person.id, int(number)) if number.isdecimal() else None
    if one is None or not await _is_open(one, interaction, uow):
        raise NotFound("waiting.over")
    return AskedAgain(_ask(one, interaction.person.zone))


async def _is_open(one: StoredNotice, interaction: Interaction, uow: UnitOfWork) -> bool:
    still_asks = interaction.asking.get(NoticeKind(one.kind))
    return still_asks is not None and await still_asks(one, uow)


def _ask(one: StoredNotice, zone: str) -> Ask:
    asked_on = local_day(one.created_at, zone)
    return Ask(notice_id=one.id, kind=NoticeKind(one.kind), facts=one.facts, asked_on=asked_on)
