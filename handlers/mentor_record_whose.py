"""Whose a record is: who may write about whom, and what is hers to change."""

from __future__ import annotations

from datetime import timedelta

from handlers.interaction import Interaction
from rules.errors import NotAllowed
from rules.mentor_record import RecordKind
from rules.mentoring import Pairing
from rules.people import Person
from storage.mentor_record import StoredRecord
from storage.unit_of_work import UnitOfWork

#: A record of last week is still written down.
LOOK_BACK = timedelta(days=14)


async def own_record(record_id: int, interaction: Interaction, uow: UnitOfWork) -> StoredRecord:
    """Give a record that the actor wrote; raise `NotAllowed` for any other."""
    kept = await uow.mentor_records.one(record_id)
    if kept is None or kept.author_id != interaction.person.id:
        raise NotAllowed("error.button_not_yours")
    return kept


async def pairing_of(kept: StoredRecord, uow: UnitOfWork) -> Pairing | None:
    """Give the pairing that a record is about; None while that is open."""
    number = kept.pairing_id or 0
    return (await uow.mentoring.by_id([number])).get(number)


async def about(
    kept: StoredRecord, interaction: Interaction, uow: UnitOfWork
) -> tuple[Pairing, Person]:
    """Give the pairing and the rep that a record is about; raises as `allowed`."""
    return await allowed(kept.pairing_id or 0, kept.kind, interaction, uow)


async def allowed(
    pairing_id: int, kind: RecordKind, interaction: Interaction, uow: UnitOfWork
) -> tuple[Pairing, Person]:
    """Give a pairing that the actor may write about, and its rep."""
    found = (await uow.mentoring.by_id([pairing_id])).get(pairing_id)
    if found is None:
        raise NotAllowed("error.button_not_yours")
    writer = found.rep_id if kind is RecordKind.REPORT else found.mentor_id
    is_over = found.ends_on is not None and found.ends_on < interaction.today - LOOK_BACK
    if writer != interaction.person.id or is_over:
        raise NotAllowed("mentoring.not_yours_any_more")
    return found, (await uow.people.by_id([found.rep_id]))[found.rep_id]


async def mine(interaction: Interaction, uow: UnitOfWork) -> list[tuple[Pairing, Person]]:
    """Give whom she mentors now or did until lately, each with the newest pairing."""
    today = interaction.today
    pairings = await uow.mentoring.of_mentor(interaction.person.id, today - LOOK_BACK, today)
    reps = await uow.people.by_id({one.rep_id for one in pairings})
    newest = {one.rep_id: one for one in pairings}
    return [(one, reps[one.rep_id]) for one in newest.values()]
