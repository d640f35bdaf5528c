"""Show the sums of a card that hid them, to her whose card it is."""

from __future__ import annotations

from handlers.interaction import Interaction
from rules.errors import NotFound
from rules.hidden_sum import Shown, ShownAnswer, ShownNotice
from rules.notices import NoticeKind
from storage.unit_of_work import UnitOfWork

#: What the argument of the button begins with: a notice by its number, or an answer by its ref.
NOTICE, ANSWER = "n", "a"


async def show(interaction: Interaction, uow: UnitOfWork) -> Shown:
    """Give the card that the argument names; raise `NotFound` if it is not hers, or too old."""
    kind, ref = interaction.argument[:1], interaction.argument[1:]
    person_id = interaction.person.id
    if kind == NOTICE and ref.isdecimal():
        one = await uow.outbox.told(person_id, int(ref))
        if one is not None:
            return ShownNotice(kind=NoticeKind(one.kind), facts=one.facts)
    if kind == ANSWER and (body := await uow.hidden_sums.of(person_id, ref)) is not None:
        return ShownAnswer(body)
    raise NotFound("hidden_sum.over")
